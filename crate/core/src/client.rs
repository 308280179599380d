//! The server's client: one call, and every way in which it can fail told apart.

use protocol::{api::Refusal, extension::Problem};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    host::{Fetched, Host},
    problem,
};

/// How long a call may take, in milliseconds.
const TIMEOUT: u32 = 10_000;

/// A server, and the token of whoever is signed in there.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// The server's origin.
    pub(crate) server: String,
    /// The bearer token; `None` before sign-in.
    pub(crate) token: Option<String>,
}

impl Client {
    pub(crate) async fn get<T: DeserializeOwned>(&self, host: &impl Host, path: &str) -> Result<T, Problem> {
        self.parse(&self.call(host, "GET", path, None).await?)
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        host: &impl Host,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Problem> {
        let body = body_of(body).to_string();
        self.parse(&self.call(host, "POST", path, Some(body)).await?)
    }

    /// A call whose answer has no body that matters.
    pub(crate) async fn tell(&self, host: &impl Host, method: &str, path: &str) -> Result<(), Problem> {
        self.call(host, method, path, None).await.map(drop)
    }

    pub(crate) async fn call(
        &self,
        host: &impl Host,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> Result<String, Problem> {
        let request = json!({
            "method": method,
            "url": self.url(path),
            "token": self.token,
            "body": body,
            "timeout": TIMEOUT,
        });
        let fetched = host.call("fetch", request).await.map_err(|error| problem::of_host(&error))?;
        match record::json::from_value(fetched) {
            Ok(Fetched::Answer { status, body }) => self.answer(status, body),
            Ok(Fetched::Slow) => Err(problem::slow(&self.server)),
            _ => Err(problem::offline(&self.server)),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.server)
    }

    pub(crate) fn parse<T: DeserializeOwned>(&self, body: &str) -> Result<T, Problem> {
        parse(body).ok_or_else(|| problem::bad_answer(&self.server))
    }

    fn answer(&self, status: u16, body: String) -> Result<String, Problem> {
        match status {
            200..=299 => Ok(body),
            401 if self.token.is_some() => Err(problem::token_expired()),
            500.. => Err(problem::server_error(&self.server)),
            _ => Err(parse::<Refusal>(&body).map_or_else(
                || problem::bad_answer(&self.server),
                |refusal| Problem { code: refusal.code, message: refusal.message },
            )),
        }
    }
}

/// A value from JSON.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    record::json::from_str(text).ok()
}

/// Whether a send that failed so may succeed later, unchanged.
pub(crate) fn is_passing(problem: &Problem) -> bool {
    matches!(problem.code.as_str(), "offline" | "slow" | "server_error" | "bad_answer" | "too_many_requests")
}

/// A body that is kept and sent again as it was.
pub(crate) fn body_of(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
