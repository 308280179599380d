//! The one organisation that a database belongs to.

use anyhow::Context as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use record::RecordKey;
use sha2::Sha256;
use sqlx::SqliteConnection;

use crate::moment;

/// The organisation's name and the key of its records' hashes.
#[derive(sqlx::FromRow)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// The key of the records' hashes, as hexadecimal.
    pub index_key: String,
}

/// Makes the organisation where there is none.
pub(crate) async fn make(db: &mut SqliteConnection) -> sqlx::Result<()> {
    let key = blake3::Hash::from(rand::random::<[u8; 32]>()).to_hex();
    sqlx::query(
        "INSERT INTO organisation (id, name, index_key, made) VALUES (1, 'My organisation', $1, $2)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(key.as_str())
    .bind(moment::now())
    .execute(db)
    .await?;
    Ok(())
}

/// The organisation.
pub async fn get(db: &mut SqliteConnection) -> sqlx::Result<Organisation> {
    sqlx::query_as("SELECT name, index_key FROM organisation WHERE id = 1").fetch_one(db).await
}

/// Gives the organisation a name.
pub async fn rename(db: &mut SqliteConnection, name: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE organisation SET name = $1 WHERE id = 1").bind(name).execute(db).await?;
    Ok(())
}

/// Remembers where people reach the server.
pub async fn set_public_url(db: &mut SqliteConnection, public_url: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE organisation SET public_url = $1 WHERE id = 1").bind(public_url).execute(db).await?;
    Ok(())
}

/// Where people reached the server when it was last started.
pub async fn public_url(db: &mut SqliteConnection) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT public_url FROM organisation WHERE id = 1").fetch_one(db).await
}

/// A record's keyed hash, by which threads are found (see [`protocol::api::Index`]).
pub fn record_hash(index_key: &str, record: &RecordKey) -> anyhow::Result<String> {
    let key = blake3::Hash::from_hex(index_key).context("the key of the index is damaged")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).context("no key")?;
    mac.update(record.canonical().as_bytes());
    let hash: [u8; 32] = mac.finalize().into_bytes().into();
    Ok(blake3::Hash::from(hash).to_hex().to_string())
}
