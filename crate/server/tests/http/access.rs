//! Who is let in, and who may do what.

use reqwest::Method;
use serde_json::json;

use crate::support::{Server, token_of};

const KEY: &str = "key-0000-0000-0001";

#[tokio::test]
async fn an_invitation_works_once_and_for_seven_days() {
    let server = Server::start();
    let token = token_of(&server.invite("ada"));
    let redeem = |token: String| {
        let nobody = server.nobody();
        async move { nobody.post("sign-in/invitation", json!({"token": token, "device": ""})).await }
    };
    assert_eq!(redeem(token.clone()).await.status, 201);
    assert_eq!(redeem(token).await.refusal(), (403, "invitation_used".into()));
    assert_eq!(redeem("wrong".into()).await.refusal(), (403, "invitation_unknown".into()));
    let late = token_of(&server.invite("ada"));
    server.sql("UPDATE invitation SET expires = '2020-01-01T00:00:00.000Z' WHERE used IS NULL").await;
    assert_eq!(redeem(late).await.refusal(), (403, "invitation_expired".into()));
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let server = Server::start();
    let mut codes = Vec::new();
    for number in 0..12 {
        let guess = json!({"token": format!("guess-{number}"), "device": ""});
        codes.push(server.nobody().post("sign-in/invitation", guess).await.refusal().1);
    }
    assert_eq!(codes[9], "invitation_unknown");
    assert_eq!(codes[10], "too_many_requests");
}

#[tokio::test]
async fn sessions_are_listed_ended_and_expire() {
    let server = Server::start();
    let (one, two) = (server.sign_in("ada").await, server.sign_in("ada").await);
    let devices = one.get("sessions").await.json;
    assert_eq!(devices.as_array().unwrap().len(), 2, "{devices}");
    let other = devices.as_array().unwrap().iter().find(|device| device["current"] == false).unwrap();
    let path = format!("sessions/{}", other["id"].as_str().unwrap());
    let bo = server.sign_in("bo").await;
    let end = |caller: crate::support::Caller| {
        let path = path.clone();
        async move { caller.call(Method::DELETE, &path, "", Vec::new()).await }
    };
    assert_eq!(end(bo).await.refusal(), (404, "not_found".into()));
    assert_eq!(end(one.clone()).await.status, 204);
    assert_eq!(end(one.clone()).await.refusal(), (404, "not_found".into()));
    assert_eq!(two.get("me").await.refusal(), (401, "sign_in_needed".into()));
    server.sql("UPDATE session SET expires = '2020-01-01T00:00:00.000Z'").await;
    assert_eq!(one.get("me").await.refusal(), (401, "token_expired".into()));
}

#[tokio::test]
async fn the_database_holds_no_token() {
    let server = Server::start();
    let link = server.invite("ada");
    let ada = server.redeem(&token_of(&link)).await;
    let thread = ada.ask(KEY, &["bo"], "participants").await.json;
    let asked = token_of(thread["asks"][0]["link"].as_str().unwrap());
    for token in [token_of(&link), ada.token.clone(), asked] {
        for file in ["muster.db", "muster.db-wal"] {
            let bytes = std::fs::read(server.data.path().join(file)).unwrap();
            assert!(!bytes.windows(token.len()).any(|window| window == token.as_bytes()), "{file}");
        }
        assert!(!server.log.lock().unwrap().contains(&token));
    }
    assert!(!server.log.lock().unwrap().contains("SECRET-TITLE"));
    assert!(server.log.lock().unwrap().contains("/api/v1/threads"));
}

#[tokio::test]
async fn each_call_by_each_who_may_not() {
    let server = Server::start();
    let (ada, bo, cy) = (server.sign_in("ada").await, server.sign_in("bo").await, server.sign_in("cy").await);
    let closed = ada.ask(KEY, &["bo"], "participants").await.json;
    let opened = ada.ask("key-0000-0000-0002", &["bo"], "record").await.json;
    let path = |thread: &serde_json::Value, end: &str| {
        format!("threads/{}{end}", thread["summary"]["id"].as_str().unwrap())
    };
    let ask_path = |thread: &serde_json::Value, end: &str| {
        format!("asks/{}{end}", thread["asks"][0]["id"].as_str().unwrap())
    };
    let post = json!({"idempotency_key": KEY, "body": "Hello"});
    let resolve = json!({"post": closed["posts"][0]["id"]});
    let seen = json!({"state": "seen"});
    let nothing = json!({});
    let (none, never, signed_out) = ((404, "not_found"), (403, "forbidden"), (401, "sign_in_needed"));
    let nobody = server.nobody();
    for (who, method, path, body, expected) in [
        (&nobody, "GET", "me".to_owned(), &nothing, signed_out),
        (&nobody, "GET", "people".to_owned(), &nothing, signed_out),
        (&nobody, "GET", "inbox".to_owned(), &nothing, signed_out),
        (&nobody, "GET", "index".to_owned(), &nothing, signed_out),
        (&nobody, "GET", "events".to_owned(), &nothing, signed_out),
        (&nobody, "GET", "sessions".to_owned(), &nothing, signed_out),
        (&nobody, "POST", "suggestions".to_owned(), &nothing, signed_out),
        (&nobody, "POST", "threads".to_owned(), &nothing, signed_out),
    ] {
        let answer =
            who.call(method.parse().unwrap(), &path, "application/json", body.to_string().into()).await;
        assert_eq!(answer.refusal(), (expected.0, expected.1.to_owned()), "{method} {path}");
    }
    for (who, method, path, body, expected) in [
        (&cy, "GET", path(&closed, ""), &nothing, none),
        (&cy, "POST", path(&closed, "/posts"), &post, none),
        (&cy, "POST", path(&closed, "/read"), &nothing, none),
        (&cy, "POST", path(&closed, "/resolution"), &resolve, none),
        (&cy, "GET", ask_path(&closed, ""), &nothing, none),
        (&cy, "POST", ask_path(&closed, "/state"), &seen, none),
        (&bo, "POST", path(&closed, "/resolution"), &resolve, never),
        (&cy, "POST", path(&opened, "/resolution"), &resolve, never),
        (&cy, "POST", ask_path(&opened, "/state"), &seen, never),
        (&ada, "POST", ask_path(&closed, "/state"), &seen, never),
        (&ada, "POST", path(&closed, "/resolution"), &resolve, none),
    ] {
        let answer =
            who.call(method.parse().unwrap(), &path, "application/json", body.to_string().into()).await;
        assert_eq!(answer.refusal(), (expected.0, expected.1.to_owned()), "{method} {path}");
    }
    assert_eq!(cy.get(&path(&opened, "")).await.status, 200);
    assert_eq!(cy.get("index").await.json["records"][0]["threads"], 1);
    assert_eq!(ada.get("index").await.json["records"][0]["threads"], 2);
}
