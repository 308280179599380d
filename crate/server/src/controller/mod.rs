//! What each call does, one file for each noun.

pub(crate) mod ask;
pub(crate) mod event;
pub(crate) mod health;
pub(crate) mod inbox;
pub(crate) mod index;
pub(crate) mod me;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod resolution;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod suggestion;
pub(crate) mod thread;

use sqlx::SqliteConnection;

use crate::{
    Error, Result,
    app::App,
    db,
    live::{Change, Readers},
    permission::{self, Action, Standing},
};

/// A thread that somebody wants to do something with, after the permission table has allowed it.
///
/// Whoever may not read it hears that there is none; whoever may read it and not do this hears why.
async fn allowed(
    db: &mut SqliteConnection,
    action: Action,
    thread: &str,
    person: &str,
) -> Result<(db::thread::Head, Standing)> {
    let head = db::thread::head(db, thread).await?.ok_or(Error::NotFound("discussion"))?;
    let standing = Standing {
        signed_in: true,
        asker: head.author == person,
        asked: false,
        participant: db::thread::has_participant(db, thread, person).await?,
        opened: head.opened(),
    };
    if !permission::may(Action::ReadThread, standing) {
        return Err(Error::NotFound("discussion"));
    }
    if !permission::may(action, standing) {
        return Err(Error::Forbidden("Only who asked the question can accept an answer to it."));
    }
    Ok((head, standing))
}

/// A text that somebody wrote, without blanks around it.
fn written<'a>(what: &'static str, text: &'a str, longest: usize) -> Result<&'a str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::bad("empty", format!("The {what} is empty: write something first.")));
    }
    fits(what, text, longest)?;
    Ok(text)
}

/// Refuses a text that is too long.
fn fits(what: &'static str, text: &str, longest: usize) -> Result<()> {
    if text.chars().count() > longest {
        return Err(Error::bad(
            "too_long",
            format!("The {what} is too long: {longest} characters are the most."),
        ));
    }
    Ok(())
}

/// The longest question, answer or outcome.
const LONGEST: usize = 20_000;

/// Tells a thread's readers that it has changed.
fn tell_thread(app: &App, id: &str, record_hash: &str, readers: Readers) {
    app.live.tell(Change::Thread {
        readers,
        event: protocol::api::Event::Thread { id: id.to_owned(), record_hash: record_hash.to_owned() },
    });
}

/// Tells a person that their inbox has changed.
fn tell_inbox(app: &App, person: &str) {
    app.live.tell(Change::Inbox { person: person.to_owned() });
}
