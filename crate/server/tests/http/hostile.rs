//! Input that nobody should send: refused in the one shape, and the server goes on.

use reqwest::Method;
use serde_json::json;

use crate::support::Server;

const KEY: &str = "key-0000-0000-0001";

#[tokio::test]
async fn bad_requests_are_refused_in_one_shape() {
    let server = Server::start();
    let ada = server.sign_in("ada").await;
    let thread = ada.ask(KEY, &["bo"], "participants").await.json;
    let posts = format!("threads/{}/posts", thread["summary"]["id"].as_str().unwrap());
    let large = json!({"idempotency_key": KEY, "body": "x".repeat(2_000_000)}).to_string().into_bytes();
    let long = json!({"idempotency_key": KEY, "body": "x".repeat(30_000)}).to_string().into_bytes();
    let empty = json!({"idempotency_key": KEY, "body": " \n"}).to_string().into_bytes();
    let bad_key = json!({"idempotency_key": "../../etc", "body": "x"}).to_string().into_bytes();
    let deep = "[".repeat(100_000).into_bytes();
    let json_type = "application/json";
    for (method, path, kind, body, status, code) in [
        (Method::POST, posts.as_str(), json_type, large, 413, "too_large"),
        (Method::POST, &posts, json_type, long, 400, "too_long"),
        (Method::POST, &posts, json_type, empty, 400, "empty"),
        (Method::POST, &posts, json_type, bad_key, 400, "bad_key"),
        (Method::POST, &posts, json_type, b"{".to_vec(), 400, "bad_json"),
        (Method::POST, &posts, json_type, b"\xff\xfe{\"body\":\"\xc3\x28\"}".to_vec(), 400, "bad_json"),
        (Method::POST, &posts, json_type, deep, 400, "bad_request"),
        (Method::POST, &posts, json_type, b"{\"body\":7}".to_vec(), 400, "bad_request"),
        (Method::POST, &posts, "text/plain", b"x".to_vec(), 415, "not_json"),
        (Method::PUT, &posts, json_type, Vec::new(), 405, "method_not_allowed"),
        (Method::GET, "nothing", json_type, Vec::new(), 404, "not_found"),
        (Method::GET, "threads/..%2f..%2fetc%2fpasswd", json_type, Vec::new(), 404, "not_found"),
        (Method::GET, "threads/%ff%fe", json_type, Vec::new(), 404, "not_found"),
        (Method::GET, "threads/%00", json_type, Vec::new(), 404, "not_found"),
        (Method::GET, "threads/'%20OR%201=1--", json_type, Vec::new(), 404, "not_found"),
        (Method::GET, "threads", json_type, Vec::new(), 400, "bad_request"),
    ] {
        let answer = ada.call(method.clone(), path, kind, body).await;
        assert_eq!(answer.refusal(), (status, code.to_owned()), "{method} {path}");
    }
    assert_eq!(ada.get("me").await.status, 200);
}

#[tokio::test]
async fn questions_that_do_not_fit_are_refused() {
    let server = Server::start();
    let ada = server.sign_in("ada").await;
    let good = ada.question(KEY, &["bo"], "participants").await;
    for (place, value, code) in [
        ("/body", json!("   "), "empty"),
        ("/ask", json!(["ada"]), "asks_self"),
        ("/ask", json!(["ghost"]), "person_unknown"),
        ("/record_hash", json!("00"), "wrong_hash"),
        ("/snapshot/signals/0/field", json!(7), "bad_signal"),
        ("/snapshot/title", json!("x".repeat(600)), "too_long"),
        ("/visibility", json!("world"), "bad_request"),
    ] {
        let mut new = good.clone();
        *new.pointer_mut(place).unwrap() = value;
        assert_eq!(ada.post("threads", new).await.refusal(), (400, code.to_owned()), "{place}");
    }
    assert_eq!(ada.get("inbox").await.json["mine"], json!([]));
    assert_eq!(ada.post("threads", good.clone()).await.status, 201);
    let mut other = good;
    other["body"] = json!("Something else");
    assert_eq!(ada.post("threads", other).await.refusal(), (409, "key_reused".into()));
}

#[tokio::test]
async fn pages_cannot_leave_their_folder_and_run_no_foreign_script() {
    let web = tempfile::tempdir().unwrap();
    std::fs::write(web.path().join("index.html"), "<p>inbox").unwrap();
    std::fs::write(web.path().join("panel.wasm"), b"\0asm").unwrap();
    std::fs::write(web.path().parent().unwrap().join("outside-muster-test"), "no").unwrap();
    let server = Server::start_with(&["--web", web.path().to_str().unwrap()]);
    for (path, status, kind) in [
        ("/", 200, "text/html"),
        ("/ask/1?x", 200, "text/html"),
        ("/panel.wasm", 200, "application/wasm"),
        ("/missing.js", 404, "application/json"),
        ("/..%2foutside-muster-test", 404, "application/json"),
        ("/%2e%2e/outside-muster-test", 404, "application/json"),
        ("/healthz", 200, "text/plain"),
    ] {
        let answer = reqwest::get(format!("{}{path}", server.url)).await.unwrap();
        let headers = answer.headers();
        assert_eq!(answer.status().as_u16(), status, "{path}");
        assert!(headers["content-type"].to_str().unwrap().starts_with(kind), "{path}: {headers:?}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn extensions_may_call_and_other_pages_may_not() {
    let server = Server::start();
    for (origin, allowed) in [
        ("chrome-extension://abcdefghijklmnop", true),
        ("moz-extension://0a1b", true),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let answer = reqwest::Client::new()
            .request(Method::OPTIONS, format!("{}/api/v1/me", server.url))
            .header("origin", origin)
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization")
            .send()
            .await
            .unwrap();
        let found = answer.headers().get("access-control-allow-origin");
        assert_eq!(found.is_some_and(|found| found == origin), allowed, "{origin}");
    }
}
