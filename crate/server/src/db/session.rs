//! Where people are signed in.

use std::time::Duration;

use protocol::api::Device;
use sqlx::{Row as _, SqliteConnection};

use crate::{moment, token};

/// How long a session lasts.
const LIFETIME: Duration = Duration::from_secs(90 * 24 * 3600);

/// A session as it is found by its token.
#[derive(sqlx::FromRow)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) person: String,
    pub(crate) last_used: String,
    pub(crate) expires: String,
}

/// Signs a person in on a device: the token, and when it expires.
pub(crate) async fn make(
    db: &mut SqliteConnection,
    person: &str,
    device: &str,
) -> sqlx::Result<(String, String)> {
    let token = token::random();
    let expires = moment::after(LIFETIME);
    sqlx::query(
        "INSERT INTO session (id, token_hash, person, device, signed_in, last_used, expires)
         VALUES ($1, $2, $3, $4, $5, $5, $6)",
    )
    .bind(moment::new_id())
    .bind(token::hash(&token))
    .bind(person)
    .bind(device)
    .bind(moment::now())
    .bind(&expires)
    .execute(db)
    .await?;
    Ok((token, expires))
}

/// The session of a token, expired or not.
pub(crate) async fn by_token(db: &mut SqliteConnection, token_hash: &str) -> sqlx::Result<Option<Session>> {
    sqlx::query_as("SELECT id, person, last_used, expires FROM session WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(db)
        .await
}

/// Remembers that a session was used.
pub(crate) async fn touch(db: &mut SqliteConnection, id: &str, now: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE session SET last_used = $2 WHERE id = $1").bind(id).bind(now).execute(db).await?;
    Ok(())
}

/// Where a person is signed in, the last used first.
pub(crate) async fn of_person(
    db: &mut SqliteConnection,
    person: &str,
    current: &str,
) -> sqlx::Result<Vec<Device>> {
    sqlx::query(
        "SELECT id, device, signed_in, last_used, expires FROM session
         WHERE person = $1 AND expires > $2 ORDER BY last_used DESC, id",
    )
    .bind(person)
    .bind(moment::now())
    .fetch_all(db)
    .await?
    .into_iter()
    .map(|row| {
        let id: String = row.try_get("id")?;
        Ok(Device {
            current: id == current,
            id,
            device: row.try_get("device")?,
            signed_in: row.try_get("signed_in")?,
            last_used: row.try_get("last_used")?,
            expires: row.try_get("expires")?,
        })
    })
    .collect()
}

/// Ends a session of a person; whether there was one.
pub(crate) async fn end(db: &mut SqliteConnection, person: &str, id: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM session WHERE id = $1 AND person = $2")
        .bind(id)
        .bind(person)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
