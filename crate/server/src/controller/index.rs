//! Which records have discussions.

use axum::{Json, extract::State};
use protocol::api::{Index, IndexEntry, Refusal};

use crate::{Result, app::App, db, extract::SignedIn};

/// The hashes of all records with threads that the reader may see.
#[utoipa::path(get, path = "/index", responses((status = 200, body = Index), (status = "4XX", body = Refusal)))]
pub(crate) async fn get(State(app): State<App>, who: SignedIn) -> Result<Json<Index>> {
    let mut read = app.db.read().await?;
    let key = db::organisation::get(&mut read).await?.index_key;
    let records = db::thread::index(&mut read, &who.person)
        .await?
        .into_iter()
        .map(|(hash, threads)| IndexEntry { hash, threads })
        .collect();
    Ok(Json(Index { key, records }))
}
