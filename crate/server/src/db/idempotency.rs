//! What a client's idempotency key has made already.

use serde::Serialize;
use sqlx::SqliteConnection;

use crate::{Error, Result, moment};

/// A request that makes something, told apart by who sent it and the key that they chose.
pub(crate) struct Once<'a> {
    person: &'a str,
    key: &'a str,
    request: String,
}

impl<'a> Once<'a> {
    /// Checks the key's form. `what` and the content tell whether a repeated key means the same.
    pub(crate) fn new(person: &'a str, key: &'a str, what: &str, content: &impl Serialize) -> Result<Self> {
        let well_formed = (16..=64).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !well_formed {
            return Err(Error::bad(
                "bad_key",
                "idempotency_key has to be 16 to 64 characters of A-Za-z0-9-.",
            ));
        }
        let mut hash = blake3::Hasher::new();
        hash.update(what.as_bytes()).update(b"\n");
        hash.update(&serde_json::to_vec(content)?);
        Ok(Once { person, key, request: hash.finalize().to_hex().to_string() })
    }

    /// The id of what the first such request made, where there was one.
    pub(crate) async fn made(&self, db: &mut SqliteConnection) -> Result<Option<String>> {
        let found: Option<(String, String)> =
            sqlx::query_as("SELECT request, made_id FROM idempotency WHERE person = $1 AND key = $2")
                .bind(self.person)
                .bind(self.key)
                .fetch_optional(db)
                .await?;
        match found {
            Some((request, made)) if request == self.request => Ok(Some(made)),
            Some(_) => Err(Error::Conflict(
                "key_reused",
                "This idempotency key was used for something else: choose a new one.",
            )),
            None => Ok(None),
        }
    }

    /// Remembers what was made.
    pub(crate) async fn remember(&self, db: &mut SqliteConnection, id: &str) -> Result<()> {
        sqlx::query(
            "INSERT INTO idempotency (person, key, request, made_id, made) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.person)
        .bind(self.key)
        .bind(&self.request)
        .bind(id)
        .bind(moment::now())
        .execute(db)
        .await?;
        Ok(())
    }
}
