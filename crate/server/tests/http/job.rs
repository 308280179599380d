//! The main job, each of its calls also repeated.

use futures::StreamExt as _;
use serde_json::json;

use crate::support::{Server, about, token_of};

const KEY: &str = "key-0000-0000-0001";
const KEY_2: &str = "key-0000-0000-0002";

#[tokio::test]
async fn from_a_question_to_an_outcome() {
    let server = Server::start();
    let (ada, bo) = (server.sign_in("ada").await, server.sign_in("bo@example.com").await);
    assert_eq!(ada.get("me").await.json["person"]["name"], "Ada Okafor");
    assert_eq!(ada.get("people?q=lin").await.json[0]["id"], "bo");

    let before = ada.post("suggestions", about("hotel limit in Hamburg")).await.json;
    assert_eq!(before["people"][0]["person"]["id"], "bo", "{before}");
    assert_eq!(before["answered"], json!([]));

    let thread = ada.ask(KEY, &["bo"], "record").await;
    assert_eq!(thread.status, 201, "{thread:?}");
    let again = ada.ask(KEY, &["bo"], "record").await;
    assert_eq!(again.json, thread.json);
    let id = thread.json["summary"]["id"].as_str().unwrap().to_owned();
    let ask = thread.json["asks"][0]["id"].as_str().unwrap().to_owned();
    let index = ada.get("index").await.json;
    assert_eq!(index["records"][0]["threads"], 1);
    let hash = index["records"][0]["hash"].as_str().unwrap();
    assert_eq!(ada.get(&format!("threads?record={hash}")).await.json[0]["id"], id.as_str());

    let inbox = bo.get("inbox").await.json;
    assert_eq!((&inbox["asked"][0]["id"], &inbox["asked"][0]["unread"]), (&json!(id), &json!(true)));
    for state in ["seen", "accepted", "accepted", "seen"] {
        assert_eq!(bo.post(&format!("asks/{ask}/state"), json!({"state": state})).await.status, 200);
    }
    assert_eq!(ada.get(&format!("asks/{ask}")).await.json["state"], "accepted");
    assert_eq!(bo.post(&format!("threads/{id}/read"), json!({})).await.status, 204);
    assert_eq!(bo.get("inbox").await.json["asked"][0]["unread"], false);

    let answer = json!({"idempotency_key": KEY_2, "body": "Yes, the limit rises during the fair."});
    let post = bo.post(&format!("threads/{id}/posts"), answer.clone()).await;
    assert_eq!(post.status, 201, "{post:?}");
    assert_eq!(bo.post(&format!("threads/{id}/posts"), answer).await.json, post.json);
    let whole = ada.get(&format!("threads/{id}")).await.json;
    assert_eq!(whole["posts"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&whole["summary"]["state"], &whole["asks"][0]["state"]),
        (&json!("answered"), &json!("answered"))
    );
    assert_eq!(bo.get("inbox").await.json["asked"], json!([]));

    let resolve = json!({"post": post.json["id"], "outcome": "Paid in full"});
    let resolved = ada.post(&format!("threads/{id}/resolution"), resolve.clone()).await;
    assert_eq!(resolved.json["outcome"], "Paid in full");
    let repeated = ada.post(&format!("threads/{id}/resolution"), resolve).await.json;
    assert_eq!(repeated["accepted"], post.json["id"]);

    let cy = server.sign_in("cy").await;
    let after = cy.post("suggestions", about("hotel limit in Hamburg")).await.json;
    assert_eq!(after["people"][0]["person"]["id"], "bo");
    let reasons = after["people"][0]["reasons"].to_string();
    assert!(reasons.contains(&format!("thread-{id}")), "{reasons}");
    assert_eq!(after["answered"][0]["id"], id.as_str());
}

#[tokio::test]
async fn what_is_shared_with_participants_is_no_reason_for_others() {
    let server = Server::start();
    let (ada, cy) = (server.sign_in("ada").await, server.sign_in("cy").await);
    let thread = ada.ask(KEY, &["cy"], "participants").await.json;
    let id = thread["summary"]["id"].as_str().unwrap();
    let answer = json!({"idempotency_key": KEY, "body": "Yes."});
    let post = cy.post(&format!("threads/{id}/posts"), answer).await.json;
    ada.post(&format!("threads/{id}/resolution"), json!({"post": post["id"]})).await;
    let seen_by = |answer: serde_json::Value| answer.to_string().contains(id);
    assert!(seen_by(ada.post("suggestions", about("hotel in Hamburg")).await.json));
    let di = server.sign_in("di").await;
    assert!(!seen_by(di.post("suggestions", about("hotel in Hamburg")).await.json));
}

#[tokio::test]
async fn nobody_is_made_up() {
    let server = Server::start();
    let ada = server.sign_in("ada").await;
    server.sql("UPDATE person SET changed = '9' WHERE id = 'bo'").await;
    server.sql("DELETE FROM topic").await;
    let found = ada.post("suggestions", about("hotel")).await.json;
    assert_eq!(found["people"], json!([]));
    assert!(found["nobody"].as_str().unwrap().contains("Nobody here"), "{found}");
}

#[tokio::test]
async fn passing_on_asks_the_next_and_says_why() {
    let server = Server::start();
    let (ada, bo, cy) = (server.sign_in("ada").await, server.sign_in("bo").await, server.sign_in("cy").await);
    let thread = ada.ask(KEY, &["bo"], "participants").await.json;
    let (id, ask) = (thread["summary"]["id"].as_str().unwrap(), thread["asks"][0]["id"].as_str().unwrap());
    let pass = json!({"state": "passed_on", "to": "cy", "note": "She books hotels"});
    for _ in 0..2 {
        assert_eq!(bo.post(&format!("asks/{ask}/state"), pass.clone()).await.json["state"], "passed_on");
    }
    let whole = cy.get(&format!("threads/{id}")).await.json;
    assert_eq!(whole["asks"].as_array().unwrap().len(), 2, "{whole}");
    assert_eq!(whole["asks"][1]["why"], "Bo Lind passed this on to you: She books hotels");
    assert_eq!(cy.get("inbox").await.json["asked"][0]["id"], id);
    for (to, status, code) in [
        ("cy", 400, "asks_self"),
        ("ada", 400, "asks_asker"),
        ("nobody", 400, "person_unknown"),
        ("bo", 409, "asked_before"),
    ] {
        let ask = whole["asks"][1]["id"].as_str().unwrap();
        let refused = cy.post(&format!("asks/{ask}/state"), json!({"state": "passed_on", "to": to})).await;
        assert_eq!(refused.refusal(), (status, code.to_owned()), "{to}");
    }
}

#[tokio::test]
async fn the_link_of_an_ask_signs_the_asked_person_in_and_is_the_askers_alone() {
    let server = Server::start();
    let (ada, cy) = (server.sign_in("ada").await, server.sign_in("cy").await);
    let thread = ada.ask(KEY, &["bo", "cy"], "record").await.json;
    let asks = thread["asks"].as_array().unwrap();
    let of_bo = asks.iter().find(|ask| ask["person"]["id"] == "bo").unwrap();
    let (link, ask) = (of_bo["link"].as_str().unwrap(), of_bo["id"].as_str().unwrap());
    assert!(link.starts_with(&format!("{}/ask/{ask}#invite=", server.url)), "{link}");
    assert_eq!(cy.get(&format!("asks/{ask}")).await.json["link"], json!(null));
    let bo = server.redeem(&token_of(link)).await;
    assert_eq!(bo.get("me").await.json["person"]["id"], "bo");
    assert_eq!(ada.get(&format!("asks/{ask}")).await.json["link"], json!(null));
}

#[tokio::test]
async fn events_reach_those_who_may_see_and_no_one_else() {
    let server = Server::start();
    let (ada, bo, cy) = (server.sign_in("ada").await, server.sign_in("bo").await, server.sign_in("cy").await);
    let listen = |caller: crate::support::Caller| async move {
        let request =
            reqwest::Client::new().get(format!("{}/api/v1/events", caller.url)).bearer_auth(caller.token);
        request.send().await.unwrap().bytes_stream()
    };
    let (mut of_bo, mut of_cy) = (listen(bo).await, listen(cy.clone()).await);
    for stream in [&mut of_bo, &mut of_cy] {
        let first = stream.next().await.unwrap().unwrap();
        assert_eq!(first, "data: {\"inbox\":{\"waiting\":0}}\n\n");
    }
    let thread = ada.ask(KEY, &["bo"], "participants").await.json;
    let event = String::from_utf8(of_bo.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert!(event.contains(thread["summary"]["id"].as_str().unwrap()), "{event}");
    let mut heard = event;
    while !heard.contains("\"waiting\":1") {
        heard.push_str(std::str::from_utf8(&of_bo.next().await.unwrap().unwrap()).unwrap());
    }
    // The next thing that Cy hears is the end of the session, not the thread.
    assert_eq!(cy.call(reqwest::Method::DELETE, "sessions/current", "", Vec::new()).await.status, 204);
    assert!(of_cy.next().await.is_none());
    assert_eq!(cy.get("me").await.refusal(), (401, "sign_in_needed".into()));
}
