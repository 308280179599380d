//! Mail to those who are asked, through a real SMTP conversation.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use crate::support::{Server, token_of};

/// Receives mail (RFC 5321, as much as a client needs); turns the first conversations away.
async fn post_office(listener: TcpListener, mut busy: u32, mails: mpsc::UnboundedSender<String>) {
    while let Ok((stream, _)) = listener.accept().await {
        let turned_away = busy > 0;
        busy = busy.saturating_sub(1);
        if let Ok(Some(mail)) = converse(stream, turned_away).await {
            mails.send(mail).unwrap();
        }
    }
}

async fn converse(stream: TcpStream, turned_away: bool) -> std::io::Result<Option<String>> {
    let mut stream = BufReader::new(stream);
    if turned_away {
        stream.write_all(b"421 busy\r\n").await?;
        return Ok(None);
    }
    stream.write_all(b"220 test\r\n").await?;
    let mut mail = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(mail);
        }
        let reply: &[u8] = match line.get(..4).unwrap_or_default() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut text).await?;
                }
                mail = Some(text);
                b"250 kept\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(mail);
            }
            _ => b"250 ok\r\n",
        };
        stream.write_all(reply).await?;
        if mail.is_some() {
            return Ok(mail);
        }
    }
}

#[tokio::test]
async fn a_question_reaches_the_asked_person_by_mail() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let (sender, mut mails) = mpsc::unbounded_channel();
    tokio::spawn(post_office(listener, 0, sender));
    let server = Server::start_with(&mail_args(&port));
    let ada = server.sign_in("ada").await;
    let thread = ada.ask("key-0000-0000-0001", &["bo"], "participants").await.json;
    assert_eq!(thread["asks"][0]["link"], json!(null));

    let mail = tokio::time::timeout(Duration::from_secs(30), mails.recv()).await.unwrap().unwrap();
    assert!(mail.contains("Subject: Ada Okafor has a question for you"), "{mail}");
    assert!(mail.contains("To: \"Bo Lind\" <bo@example.com>"), "{mail}");
    assert!(!mail.contains("SECRET-TITLE") && !mail.contains("Hamburg"), "{mail}");
    // The text is quoted-printable where a line is long: undo that.
    let text = mail.replace("=\r\n", "").replace("=3D", "=");
    let link = text.split_whitespace().find(|word| word.contains("#invite=")).unwrap();
    let bo = server.redeem(&token_of(link)).await;
    assert_eq!(bo.get("inbox").await.json["asked"][0]["id"], thread["summary"]["id"]);
    let again = tokio::time::timeout(Duration::from_millis(500), mails.recv()).await;
    assert!(again.is_err(), "the mail came twice");
}

#[tokio::test]
async fn mail_that_fails_is_tried_again_after_a_kill_and_the_asker_has_the_link_meanwhile() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let (sender, mut mails) = mpsc::unbounded_channel();
    tokio::spawn(post_office(listener, 1, sender));
    let server = Server::start_with(&mail_args(&port));
    let mut ada = server.sign_in("ada").await;
    let thread = ada.ask("key-0000-0000-0001", &["bo"], "participants").await.json;
    let path = format!("asks/{}", thread["asks"][0]["id"].as_str().unwrap());
    let mut link = json!(null);
    for _ in 0..100 {
        link = ada.get(&path).await.json["link"].clone();
        if link.is_string() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(link.is_string(), "no link for the asker after a failed mail");
    let data = server.data.clone();
    drop(server);
    let server = Server::on(data, &mail_args(&port));
    ada.url = server.url.clone();
    let mail = tokio::time::timeout(Duration::from_secs(60), mails.recv()).await.unwrap().unwrap();
    assert!(mail.contains("bo@example.com"));
}

fn mail_args(port: &str) -> [&str; 8] {
    [
        "--smtp-host",
        "127.0.0.1",
        "--smtp-port",
        port,
        "--smtp-from",
        "Muster <muster@example.com>",
        "--smtp-security",
        "none",
    ]
}
