//! Mail that waits to be sent.

use sqlx::SqliteConnection;

use crate::moment;

/// A mail that tells a person of a question put to them.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Letter {
    pub(crate) id: String,
    pub(crate) ask: String,
    pub(crate) invitation: String,
    pub(crate) tries: u32,
    /// To whom it goes.
    pub(crate) name: String,
    /// Where it goes.
    pub(crate) email: String,
    /// Who asks.
    pub(crate) asker: String,
    /// Whether the link still works.
    pub(crate) works: bool,
}

/// The mail that is due, the longest waiting first.
pub(crate) async fn due(db: &mut SqliteConnection) -> sqlx::Result<Vec<Letter>> {
    sqlx::query_as(
        "SELECT outbox.id, outbox.ask, outbox.invitation, outbox.tries, person.name, person.email,
                asker.name AS asker, invitation.used IS NULL AND invitation.expires > $1 AS works
         FROM outbox JOIN ask ON ask.id = outbox.ask JOIN person ON person.id = ask.person
         JOIN thread ON thread.id = ask.thread JOIN person AS asker ON asker.id = thread.author
         JOIN invitation ON invitation.id = outbox.invitation
         WHERE outbox.sent IS NULL AND outbox.given_up IS NULL AND outbox.due <= $1
         ORDER BY outbox.due LIMIT 20",
    )
    .bind(moment::now())
    .fetch_all(db)
    .await
}

/// Remembers that a mail was sent.
pub(crate) async fn sent(db: &mut SqliteConnection, id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE outbox SET sent = $2 WHERE id = $1").bind(id).bind(moment::now()).execute(db).await?;
    Ok(())
}

/// Remembers that a mail could not be sent, and when to try again.
pub(crate) async fn failed(db: &mut SqliteConnection, id: &str, due: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE outbox SET tries = tries + 1, due = $2 WHERE id = $1")
        .bind(id)
        .bind(due)
        .execute(db)
        .await?;
    Ok(())
}

/// Remembers that a mail will not be sent.
pub(crate) async fn give_up(db: &mut SqliteConnection, id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE outbox SET tries = tries + 1, given_up = $2 WHERE id = $1")
        .bind(id)
        .bind(moment::now())
        .execute(db)
        .await?;
    Ok(())
}
