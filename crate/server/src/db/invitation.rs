//! Links that sign one person in, once.

use std::time::Duration;

use sqlx::SqliteConnection;

use crate::{
    moment,
    token::{self, Secret},
};

/// How long a link works.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// An invitation as it is found by its token.
#[derive(sqlx::FromRow)]
pub(crate) struct Invitation {
    pub(crate) id: String,
    pub(crate) person: String,
    pub(crate) expires: String,
    pub(crate) used: Option<String>,
}

/// Invites a person, to the inbox or to one ask: the invitation's id, from which the secret derives
/// its token.
pub async fn make(
    db: &mut SqliteConnection,
    secret: &Secret,
    person: &str,
    ask: Option<&str>,
) -> sqlx::Result<String> {
    let id = moment::new_id();
    sqlx::query(
        "INSERT INTO invitation (id, token_hash, person, ask, made, expires)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&id)
    .bind(token::hash(&secret.invitation(&id)))
    .bind(person)
    .bind(ask)
    .bind(moment::now())
    .bind(moment::after(LIFETIME))
    .execute(db)
    .await?;
    Ok(id)
}

/// The invitation of a token, used or not.
pub(crate) async fn by_token(
    db: &mut SqliteConnection,
    token_hash: &str,
) -> sqlx::Result<Option<Invitation>> {
    sqlx::query_as("SELECT id, person, expires, used FROM invitation WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(db)
        .await
}

/// Uses an invitation up.
pub(crate) async fn use_up(db: &mut SqliteConnection, id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE invitation SET used = $2 WHERE id = $1")
        .bind(id)
        .bind(moment::now())
        .execute(db)
        .await?;
    Ok(())
}

/// The link to the inbox.
#[must_use]
pub fn link(public_url: &str, token: &str) -> String {
    format!("{public_url}/#invite={token}")
}

/// The link to an ask.
#[must_use]
pub(crate) fn ask_link(public_url: &str, ask: &str, token: &str) -> String {
    format!("{public_url}/ask/{ask}#invite={token}")
}
