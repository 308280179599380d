//! What every screen asks for, of the background in the extension and of the server in the web inbox.

use protocol::api::{AskState, Inbox, Person, Thread};
use protocol::extension::{Problem, Reply, Request};

use crate::{browser, web, words};

/// Whom the panel talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Client {
    /// The extension's background.
    Extension,
    /// The server, from its own page.
    Web,
}

/// Where what was said is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    /// On the server's disk.
    Stored,
    /// Kept here until the server can be reached; one sentence for people.
    Queued(String),
}

impl Client {
    /// A thread, whole. Says to the server that it was read.
    pub(crate) async fn thread(self, id: String) -> Result<Thread, Problem> {
        match self {
            Client::Extension => match browser::send(&Request::GetThread { id }).await? {
                Reply::Thread { thread } => Ok(*thread),
                _ => Err(words::not_understood()),
            },
            Client::Web => web::thread(&id).await,
        }
    }

    /// Answers in a thread. Repeating it with the same key changes nothing.
    pub(crate) async fn answer(self, thread: String, key: String, body: String) -> Result<Sent, Problem> {
        match self {
            Client::Extension => {
                let answer = Request::Answer { thread, idempotency_key: key, body };
                Ok(sent(browser::send(&answer).await?))
            }
            Client::Web => web::answer(&thread, key, body).await.map(|()| Sent::Stored),
        }
    }

    /// Accepts an answer, with what came of it.
    pub(crate) async fn resolve(
        self,
        thread: String,
        post: String,
        outcome: String,
    ) -> Result<Sent, Problem> {
        match self {
            Client::Extension => Ok(sent(browser::send(&Request::Resolve { thread, post, outcome }).await?)),
            Client::Web => web::resolve(&thread, post, outcome).await.map(|()| Sent::Stored),
        }
    }

    /// Reacts to a question that was put to the person.
    pub(crate) async fn react(
        self,
        ask: String,
        state: AskState,
        to: Option<String>,
    ) -> Result<Sent, Problem> {
        match self {
            Client::Extension => Ok(sent(browser::send(&Request::React { ask, state, to }).await?)),
            Client::Web => web::react(&ask, state, to).await.map(|()| Sent::Stored),
        }
    }

    /// What waits for the person, and their questions.
    pub(crate) async fn inbox(self) -> Result<Inbox, Problem> {
        match self {
            Client::Extension => match browser::send(&Request::GetInbox {}).await? {
                Reply::Inbox { inbox } => Ok(inbox),
                _ => Err(words::not_understood()),
            },
            Client::Web => web::inbox().await,
        }
    }

    /// People whose names hold these letters.
    pub(crate) async fn find_people(self, query: String) -> Result<Vec<Person>, Problem> {
        match self {
            Client::Extension => match browser::send(&Request::FindPeople { query }).await? {
                Reply::People { people } => Ok(people),
                _ => Err(words::not_understood()),
            },
            Client::Web => web::find_people(&query).await,
        }
    }
}

fn sent(reply: Reply) -> Sent {
    match reply {
        Reply::Queued { message } => Sent::Queued(message),
        _ => Sent::Stored,
    }
}
