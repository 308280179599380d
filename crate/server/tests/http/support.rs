//! A real `muster` process on a free port with a real database, and people who call it.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::api::Refusal;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const PEOPLE: &str = "id,name,email,role,topics\n\
    ada,Ada Okafor,ada@example.com,Engineer,\n\
    bo,Bo Lind,bo@example.com,Expenses,hotel limits\n\
    cy,Cy Marsh,cy@example.com,Accounts payable,\n\
    di,Di Novak,,Purchasing,\n";

pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) data: Arc<TempDir>,
    pub(crate) log: Arc<Mutex<String>>,
}

impl Server {
    /// A server with four people and no history.
    pub(crate) fn start() -> Server {
        Server::start_with(&[])
    }

    pub(crate) fn start_with(args: &[&str]) -> Server {
        let data = Arc::new(tempfile::tempdir().unwrap());
        let people = data.path().join("people.csv");
        std::fs::write(&people, PEOPLE).unwrap();
        let imported = muster(data.path(), &["import", people.to_str().unwrap()]);
        assert!(imported.status.success(), "{imported:?}");
        Server::on(data, args)
    }

    /// A server on a folder that is there already.
    pub(crate) fn on(data: Arc<TempDir>, args: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_muster"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .args(args)
            .env("MUSTER_LOG", "info")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (found, url) = mpsc::channel();
        let (stderr, written) = (child.stderr.take().unwrap(), log.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(url) = line.strip_prefix("Muster is at ") {
                    let _ = found.send(url.to_owned());
                }
                written.lock().unwrap().push_str(&format!("{line}\n"));
            }
        });
        let url = url.recv_timeout(Duration::from_secs(30)).expect("the server did not start");
        Server { child, url, data, log }
    }

    /// Ends the process as a power cut does, and starts another on the same folder.
    pub(crate) fn kill_and_restart(mut self) -> Server {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Server::on(self.data.clone(), &[])
    }

    pub(crate) fn invite(&self, person: &str) -> String {
        let printed = muster(self.data.path(), &["invite", person]);
        assert!(printed.status.success(), "{printed:?}");
        String::from_utf8(printed.stdout).unwrap().trim().to_owned()
    }

    pub(crate) async fn sign_in(&self, person: &str) -> Caller {
        let token = token_of(&self.invite(person));
        self.redeem(&token).await
    }

    pub(crate) async fn redeem(&self, token: &str) -> Caller {
        let session =
            self.nobody().post("sign-in/invitation", json!({"token": token, "device": "a test"})).await;
        assert_eq!(session.status, 201, "{session:?}");
        Caller { url: self.url.clone(), token: session.json["token"].as_str().unwrap().to_owned() }
    }

    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Caller {
        Caller { url: self.url.clone(), token: String::new() }
    }

    /// Changes the database behind the server's back.
    pub(crate) async fn sql(&self, statement: &str) {
        let url = format!("sqlite://{}/muster.db", self.data.path().display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        sqlx::query(statement).execute(&pool).await.unwrap();
        pool.close().await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command of the program on a folder.
pub(crate) fn muster(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_muster")).args(args).arg("--data").arg(data).output().unwrap()
}

pub(crate) fn token_of(link: &str) -> String {
    link.split_once("#invite=").expect("no invitation in the link").1.to_owned()
}

/// Who calls.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) url: String,
    pub(crate) token: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl Answer {
    /// The status and the refusal's word. Every refusal has the one shape and a sentence.
    pub(crate) fn refusal(self) -> (u16, String) {
        let status = self.status;
        let refusal: Refusal = serde_json::from_value(self.json)
            .unwrap_or_else(|error| panic!("{status} is no refusal: {error}"));
        assert!(refusal.message.ends_with('.'), "{refusal:?}");
        (status, refusal.code)
    }
}

impl Caller {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, "application/json", Vec::new()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, "application/json", body.to_string().into_bytes()).await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let response = reqwest::Client::new()
            .request(method, format!("{}/api/v1/{path}", self.url))
            .header("content-type", kind)
            .bearer_auth(&self.token)
            .body(body)
            .send()
            .await
            .unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let json = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        Answer { status, json }
    }

    /// Asks people about an expense report's hotel.
    pub(crate) async fn ask(&self, key: &str, people: &[&str], visibility: &str) -> Answer {
        let new = self.question(key, people, visibility).await;
        self.post("threads", new).await
    }

    pub(crate) async fn question(&self, key: &str, people: &[&str], visibility: &str) -> Value {
        let index = self.get("index").await.json;
        let mut about = about("Is the hotel in Hamburg payable during the fair?");
        let new = about.as_object_mut().unwrap();
        let body = new.remove("question").unwrap();
        new.insert("body".into(), body);
        new.insert("idempotency_key".into(), key.into());
        new.insert("record_hash".into(), record_hash(index["key"].as_str().unwrap()).into());
        new.insert("ask".into(), people.into());
        new.insert("visibility".into(), visibility.into());
        about
    }
}

/// What would be shared with a question, as `POST suggestions` takes it.
pub(crate) fn about(question: &str) -> Value {
    let record = json!({"app": "tally", "tenant": "t", "kind": "expense_report", "id": "ER-1"});
    let field = json!({"name": "hotel", "label": "Hotel", "value": "312.00 EUR", "type": "money"});
    json!({
        "question": question,
        "snapshot": {"record": record, "kind": "expense_report", "title": "SECRET-TITLE Hamburg", "fields": [field],
            "signals": [{"word": "over_limit", "level": "warn", "field": 0, "why": "72.00 over the limit"}],
            "taken": "2026-11-23T10:00:00Z"},
        "anchor": {"record": record, "target": { "field": { "field": field } }},
    })
}

/// The keyed hash of the record of [`about`], computed as the extension does.
pub(crate) fn record_hash(key: &str) -> String {
    let key: Vec<u8> =
        (0..key.len()).step_by(2).map(|at| u8::from_str_radix(&key[at..at + 2], 16).unwrap()).collect();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    mac.update(b"5:tally1:t14:expense_report4:ER-1");
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
