//! What waits for somebody.

use axum::{Json, extract::State};
use protocol::api::{Inbox, Refusal};

use crate::{Result, app::App, db, extract::SignedIn};

/// Questions put to the reader, and their own.
#[utoipa::path(get, path = "/inbox", responses((status = 200, body = Inbox), (status = "4XX", body = Refusal)))]
pub(crate) async fn get(State(app): State<App>, who: SignedIn) -> Result<Json<Inbox>> {
    let mut read = app.db.read().await?;
    Ok(Json(Inbox {
        asked: db::thread::asked(&mut read, &who.person).await?,
        mine: db::thread::mine(&mut read, &who.person).await?,
    }))
}
