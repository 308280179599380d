//! Threads.

use std::collections::BTreeSet;

use axum::{Json, extract::State, http::StatusCode};
use protocol::api::{NewThread, Refusal, Thread, ThreadSummary};
use serde::Deserialize;
use sqlx::SqliteConnection;

use super::{LONGEST, allowed, fits, tell_inbox, tell_thread, written};
use crate::{
    Error, Result,
    app::App,
    db::{self, evidence::About, idempotency::Once},
    extract::{Asked, Body, Id, SignedIn},
    permission::{self, Action, Standing},
};

/// How many people can be asked at once.
const MOST_ASKED: usize = 10;
/// How many fields and signals a snapshot can hold.
const MOST_FIELDS: usize = 300;

/// Starts a thread and puts its question to people.
#[utoipa::path(post, path = "/threads", request_body = NewThread, responses((status = 201, body = Thread), (status = "4XX", body = Refusal)))]
pub(crate) async fn start(
    State(app): State<App>,
    who: SignedIn,
    Body(new): Body<NewThread>,
) -> Result<(StatusCode, Json<Thread>)> {
    let mut new = new;
    new.body = written("question", &new.body, LONGEST)?.to_owned();
    let once = Once::new(&who.person, &new.idempotency_key, "thread", &new)?;
    let asked: BTreeSet<&String> = new.ask.iter().collect();

    let mut write = app.db.write().await?;
    if let Some(id) = once.made(&mut write).await? {
        let thread = seen_by(&app, &mut write, &id, &who.person).await?;
        return Ok((StatusCode::CREATED, Json(thread)));
    }
    check(&mut write, &new).await?;
    if asked.len() > MOST_ASKED {
        return Err(Error::bad(
            "too_many_people",
            format!("{MOST_ASKED} people are the most that can be asked at once."),
        ));
    }
    let id = db::thread::make(&mut write, &who.person, &new).await?;
    for person in &asked {
        can_be_asked(&mut write, person, &who.person).await?;
        db::ask::make(&mut write, (&app.config, &app.secret), &id, person, None).await?;
    }
    once.remember(&mut write, &id).await?;
    db::evidence::question(&mut write, &id, &who.person, &new).await?;
    let head = db::thread::head(&mut write, &id).await?.ok_or(Error::NotFound("discussion"))?;
    let readers = db::thread::readers(&mut write, &id, &head).await?;
    let thread = seen_by(&app, &mut write, &id, &who.person).await?;
    write.commit().await?;

    tell_thread(&app, &id, &new.record_hash, readers);
    for person in asked {
        tell_inbox(&app, person);
    }
    app.mail_waits.notify_one();
    let about = About::new(&new.body, &new.snapshot, &new.anchor);
    // The asker does not wait for this, and nothing that was promised depends on it.
    tokio::spawn(async move {
        if let Err(error) = app.knowledge.sent(&app.db, &id, about, &who.person).await {
            tracing::warn!(%error, "a question was not remembered; its outcome will not be learned from");
        }
    });
    Ok((StatusCode::CREATED, Json(thread)))
}

/// A record.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OnRecord {
    /// The record's keyed hash.
    record: String,
}

/// Lists the threads on a record.
#[utoipa::path(get, path = "/threads", params(OnRecord), responses((status = 200, body = [ThreadSummary]), (status = "4XX", body = Refusal)))]
pub(crate) async fn list(
    State(app): State<App>,
    who: SignedIn,
    Asked(on): Asked<OnRecord>,
) -> Result<Json<Vec<ThreadSummary>>> {
    let mut read = app.db.read().await?;
    Ok(Json(db::thread::on_record(&mut read, &on.record, &who.person).await?))
}

/// A thread, whole.
#[utoipa::path(get, path = "/threads/{id}", params(("id" = String, Path)), responses((status = 200, body = Thread), (status = "4XX", body = Refusal)))]
pub(crate) async fn get(State(app): State<App>, who: SignedIn, Id(id): Id) -> Result<Json<Thread>> {
    let mut read = app.db.read().await?;
    allowed(&mut read, Action::ReadThread, &id, &who.person).await?;
    Ok(Json(seen_by(&app, &mut read, &id, &who.person).await?))
}

/// Notes that all that was said so far is read.
#[utoipa::path(post, path = "/threads/{id}/read", params(("id" = String, Path)), responses((status = 204), (status = "4XX", body = Refusal)))]
pub(crate) async fn mark_read(State(app): State<App>, who: SignedIn, Id(id): Id) -> Result<StatusCode> {
    let mut write = app.db.write().await?;
    allowed(&mut write, Action::ReadThread, &id, &who.person).await?;
    db::thread::mark_read(&mut write, &id, &who.person).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A thread as a person sees it, with the links of its asks for its asker alone.
pub(super) async fn seen_by(app: &App, db: &mut SqliteConnection, id: &str, person: &str) -> Result<Thread> {
    let mut thread = db::thread::get(db, id, person).await?.ok_or(Error::NotFound("discussion"))?;
    let standing =
        Standing { signed_in: true, asker: thread.summary.author.id == person, ..Standing::default() };
    if permission::may(Action::SeeAskLink, standing) {
        db::ask::add_links(db, (&app.config, &app.secret), &mut thread.asks).await?;
    }
    Ok(thread)
}

/// Refuses to ask oneself or somebody who is not here.
pub(super) async fn can_be_asked(db: &mut SqliteConnection, person: &str, asker: &str) -> Result<()> {
    if person == asker {
        return Err(Error::bad("asks_self", "You cannot ask yourself: choose a colleague."));
    }
    if db::person::get(db, person).await?.is_none() {
        return Err(Error::bad(
            "person_unknown",
            "One of the people asked is not in this organisation: choose from the list.",
        ));
    }
    Ok(())
}

/// Refuses what does not fit together, or is too large to be a record that a person saw.
async fn check(db: &mut SqliteConnection, new: &NewThread) -> Result<()> {
    let snapshot = &new.snapshot;
    fits("title", &snapshot.title, 500)?;
    if snapshot.fields.len() > MOST_FIELDS || snapshot.signals.len() > MOST_FIELDS {
        return Err(Error::bad(
            "too_many_fields",
            format!("{MOST_FIELDS} fields are the most that can be shared: strike some."),
        ));
    }
    let fields = snapshot.fields.len();
    if snapshot.signals.iter().any(|signal| signal.field.is_some_and(|field| field >= fields)) {
        return Err(Error::bad("bad_signal", "A signal is about a field that is not shared."));
    }
    let key = db::organisation::get(db).await?.index_key;
    let hash = |record| db::organisation::record_hash(&key, record);
    if new.record_hash != hash(&new.anchor.record)? && new.record_hash != hash(&snapshot.record)? {
        return Err(Error::bad(
            "wrong_hash",
            "record_hash is not the keyed hash of the record (see GET index).",
        ));
    }
    Ok(())
}
