//! What operators meet: kills, damage, refusals to start, the interface's document.

use std::{fs, sync::Arc};

use serde_json::{Value, json};

use crate::support::{Server, muster};

#[tokio::test]
async fn kill_9_loses_nothing_that_was_acknowledged() {
    let mut server = Server::start();
    let mut ada = server.sign_in("ada").await;
    let mut acknowledged = Vec::new();
    for round in 0..8 {
        let new = ada.question(&format!("thread-key-round-{round}"), &["bo"], "participants").await;
        let thread = ada.post("threads", new).await;
        assert_eq!(thread.status, 201, "{thread:?}");
        let id = thread.json["summary"]["id"].as_str().unwrap().to_owned();
        // Posts go on until the process dies under them.
        let writer = {
            let (ada, id) = (ada.clone(), id.clone());
            tokio::spawn(async move {
                let mut written = Vec::new();
                for number in 0.. {
                    let key = format!("post-key-{round}-{number:08}");
                    let request = reqwest::Client::new()
                        .post(format!("{}/api/v1/threads/{id}/posts", ada.url))
                        .bearer_auth(&ada.token)
                        .json(&json!({"idempotency_key": key, "body": "More"}));
                    match request.send().await {
                        Ok(answer) if answer.status() == 201 => match answer.json::<Value>().await {
                            Ok(post) => written.push(post["id"].as_str().unwrap().to_owned()),
                            Err(_) => break,
                        },
                        _ => break,
                    }
                }
                written
            })
        };
        tokio::time::sleep(std::time::Duration::from_millis(60 + 35 * round)).await;
        server = server.kill_and_restart();
        ada.url = server.url.clone();
        acknowledged.push((id, writer.await.unwrap()));
    }
    let mut posts = 0;
    for (id, written) in &acknowledged {
        let thread = ada.get(&format!("threads/{id}")).await;
        assert_eq!(thread.status, 200);
        let kept = thread.json["posts"].to_string();
        assert!(written.iter().all(|post| kept.contains(post)));
        posts += written.len();
    }
    assert!(posts > 0, "no post was acknowledged before a kill");
}

#[test]
fn what_keeps_the_program_from_starting_is_said_in_a_sentence() {
    let damaged = tempfile::tempdir().unwrap();
    fs::write(damaged.path().join("muster.db"), "this is not a database ".repeat(100)).unwrap();
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("secret.key"), "short").unwrap();
    let file = tempfile::tempdir().unwrap();
    let taken = file.path().join("taken");
    fs::write(&taken, "").unwrap();
    let config = tempfile::tempdir().unwrap();
    fs::write(config.path().join("muster.toml"), "[smtp]\nhost = 1\npassword = \"hunter2\"\n").unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for (data, args, expected) in [
        (damaged.path(), &serve[..], "is damaged or not a database"),
        (secret.path(), &serve, "secret.key is damaged"),
        (&taken, &serve, "cannot make the folder"),
        (config.path(), &serve, "line 2"),
        (file.path(), &["serve", "--listen", "0.0.0.0:0"], "--public-url https://"),
        (file.path(), &["serve", "--public-url", "http://muster.example"], "https://"),
        (file.path(), &["invite", "nobody"], "never started"),
        (file.path(), &["import", "people.txt"], "neither a .csv"),
        (file.path(), &["import", "missing.csv"], "cannot read missing.csv"),
    ] {
        let output = muster(data, args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{args:?}");
        assert!(said.contains(expected) && !said.contains("hunter2"), "{args:?}: {said}");
    }
}

#[tokio::test]
async fn a_locked_database_is_said_to_be_busy_and_nothing_is_lost() {
    let server = Server::start();
    let ada = server.sign_in("ada").await;
    let new = ada.question("key-0000-0000-0001", &["bo"], "participants").await;
    let url = format!("sqlite://{}/muster.db", server.data.path().display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let lock = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    assert_eq!(ada.post("threads", new.clone()).await.refusal(), (503, "busy".into()));
    lock.rollback().await.unwrap();
    assert_eq!(ada.post("threads", new).await.status, 201);
}

#[tokio::test]
async fn an_import_counts_at_once_while_the_server_runs() {
    let server = Server::start();
    let ada = server.sign_in("ada").await;
    let history = server.data.path().join("history.jsonl");
    let line = json!({"id": "t1", "time": "2026-10-05T10:00:00Z", "kind": "ticket", "tags": [],
        "text": "Meter shows negative flow after the firmware update",
        "people": [{"id": "cy", "role": "resolved", "time": "2026-10-05T12:00:00Z"}]});
    fs::write(&history, line.to_string()).unwrap();
    let imported = muster(server.data.path(), &["import", history.to_str().unwrap()]);
    assert!(String::from_utf8_lossy(&imported.stdout).contains("1 taken (1 new)"), "{imported:?}");
    let found =
        ada.post("suggestions", crate::support::about("negative flow after firmware update")).await.json;
    let people = found["people"].as_array().unwrap();
    let cy = people.iter().find(|found| found["person"]["id"] == "cy").unwrap();
    assert_eq!(cy["reasons"][0]["evidence"], json!(["t1"]), "{found}");
}

#[tokio::test]
async fn the_document_has_every_call() {
    let server = Server::start();
    let document = server.nobody().get("openapi.json").await.json;
    let mut calls: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, calls)| {
            let methods = calls.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    calls.sort();
    assert_eq!(
        calls,
        [
            "DELETE /sessions/{id}",
            "GET /asks/{id}",
            "GET /events",
            "GET /inbox",
            "GET /index",
            "GET /me",
            "GET /people",
            "GET /sessions",
            "GET /threads",
            "GET /threads/{id}",
            "POST /asks/{id}/state",
            "POST /sign-in/invitation",
            "POST /suggestions",
            "POST /threads",
            "POST /threads/{id}/posts",
            "POST /threads/{id}/read",
            "POST /threads/{id}/resolution",
        ]
    );
    for schema in
        ["Refusal", "NewThread", "Thread", "Suggestions", "AskReaction", "Event", "RecordKey", "Anchor"]
    {
        assert!(document["components"]["schemas"][schema].is_object(), "{schema}");
    }
    let exported = muster_alone(&["export-openapi"]);
    assert_eq!(serde_json::from_slice::<Value>(&exported).unwrap(), document);
}

fn muster_alone(args: &[&str]) -> Vec<u8> {
    std::process::Command::new(env!("CARGO_BIN_EXE_muster")).args(args).output().unwrap().stdout
}

#[tokio::test]
async fn a_start_after_a_stop_keeps_who_is_signed_in() {
    let server = Server::start();
    let mut ada = server.sign_in("ada").await;
    let data = Arc::clone(&server.data);
    drop(server);
    let server = Server::on(data, &[]);
    ada.url = server.url.clone();
    assert_eq!(ada.get("me").await.status, 200);
}
