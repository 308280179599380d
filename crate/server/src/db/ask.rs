//! Asks.

use protocol::api::{Ask, AskState};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use super::{invitation, person};
use crate::{Error, Result, config::Config, moment, token::Secret};

/// Puts the question of a thread to a person, invites them to it, and puts the mail into the outbox
/// where a mail server is set up and their address is known: the ask's id.
pub(crate) async fn make(
    db: &mut SqliteConnection,
    (config, secret): (&Config, &Secret),
    thread: &str,
    person: &str,
    why: Option<&str>,
) -> sqlx::Result<String> {
    let (id, now) = (moment::new_id(), moment::now());
    sqlx::query(
        "INSERT INTO ask (id, thread, person, state, why, made, changed)
         VALUES ($1, $2, $3, 'sent', $4, $5, $5)",
    )
    .bind(&id)
    .bind(thread)
    .bind(person)
    .bind(why)
    .bind(&now)
    .execute(&mut *db)
    .await?;
    super::thread::join(db, thread, person).await?;
    let invitation = invitation::make(db, secret, person, Some(&id)).await?;
    if config.mail.is_some() {
        sqlx::query(
            "INSERT INTO outbox (id, ask, invitation, made, due)
             SELECT $1, $2, $3, $4, $4 FROM person WHERE id = $5 AND email <> ''",
        )
        .bind(moment::new_id())
        .bind(&id)
        .bind(invitation)
        .bind(&now)
        .bind(person)
        .execute(&mut *db)
        .await?;
    }
    Ok(id)
}

/// Sets how far an ask is; whether that is new.
pub(crate) async fn set_state(db: &mut SqliteConnection, id: &str, state: AskState) -> Result<bool> {
    let done = sqlx::query("UPDATE ask SET state = $2, changed = $3 WHERE id = $1 AND state <> $2")
        .bind(id)
        .bind(state_word(state)?)
        .bind(moment::now())
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Keeps why a person declined.
pub(crate) async fn set_note(db: &mut SqliteConnection, id: &str, note: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE ask SET note = $2 WHERE id = $1").bind(id).bind(note).execute(db).await?;
    Ok(())
}

/// The ask with that id.
pub(crate) async fn get(db: &mut SqliteConnection, id: &str) -> Result<Option<Ask>> {
    let row = sqlx::query(&format!("{SELECT} WHERE ask.id = $1")).bind(id).fetch_optional(db).await?;
    row.as_ref().map(from_row).transpose()
}

/// The asks of a thread, in the order in which they were put.
pub(crate) async fn of_thread(db: &mut SqliteConnection, thread: &str) -> Result<Vec<Ask>> {
    sqlx::query(&format!("{SELECT} WHERE ask.thread = $1 ORDER BY ask.id"))
        .bind(thread)
        .fetch_all(db)
        .await?
        .iter()
        .map(from_row)
        .collect()
}

/// The ask of a thread that was put to a person.
pub(crate) async fn of_person(db: &mut SqliteConnection, thread: &str, person: &str) -> Result<Option<Ask>> {
    let row = sqlx::query(&format!("{SELECT} WHERE ask.thread = $1 AND ask.person = $2"))
        .bind(thread)
        .bind(person)
        .fetch_optional(db)
        .await?;
    row.as_ref().map(from_row).transpose()
}

/// The links of a thread's asks that the asker has to hand on: those that no mail has brought or is
/// about to bring, of invitations that still work.
pub(crate) async fn add_links(
    db: &mut SqliteConnection,
    (config, secret): (&Config, &Secret),
    asks: &mut [Ask],
) -> sqlx::Result<()> {
    for ask in asks {
        let invitation: Option<(String,)> = sqlx::query_as(
            "SELECT invitation.id FROM invitation
             LEFT JOIN outbox ON outbox.invitation = invitation.id
             WHERE invitation.ask = $1 AND invitation.used IS NULL AND invitation.expires > $2
               AND (outbox.id IS NULL OR (outbox.sent IS NULL AND outbox.tries > 0))
             ORDER BY invitation.id DESC LIMIT 1",
        )
        .bind(&ask.id)
        .bind(moment::now())
        .fetch_optional(&mut *db)
        .await?;
        ask.link = invitation.map(|(invitation,)| {
            invitation::ask_link(&config.public_url, &ask.id, &secret.invitation(&invitation))
        });
    }
    Ok(())
}

/// How many questions wait for a person.
pub(crate) async fn waiting(db: &mut SqliteConnection, person: &str) -> sqlx::Result<u32> {
    sqlx::query_scalar(
        "SELECT count(*) FROM ask JOIN thread ON thread.id = ask.thread
         WHERE ask.person = $1 AND ask.state IN ('sent', 'seen', 'accepted')
           AND thread.state <> 'resolved'",
    )
    .bind(person)
    .fetch_one(db)
    .await
}

const SELECT: &str = "SELECT ask.id, ask.thread, ask.state, ask.why, ask.note, ask.changed,
    person.id AS person_id, person.name AS person_name, person.role AS person_role,
    person.email AS person_email
    FROM ask JOIN person ON person.id = ask.person";

fn from_row(row: &SqliteRow) -> Result<Ask> {
    let state: String = row.try_get("state")?;
    Ok(Ask {
        id: row.try_get("id")?,
        thread: row.try_get("thread")?,
        person: person::from_row(row)?,
        state: serde_json::from_value(state.into())?,
        changed: row.try_get("changed")?,
        why: row.try_get("why")?,
        note: row.try_get("note")?,
        link: None,
    })
}

fn state_word(state: AskState) -> Result<String> {
    match serde_json::to_value(state)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(Error::Internal(anyhow::anyhow!("a state is written as {other}"))),
    }
}
