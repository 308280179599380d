//! Oneself.

use axum::{Json, extract::State};
use protocol::api::{Me, Refusal};

use crate::{Error, Result, app::App, db, extract::SignedIn};

/// Says who is signed in.
#[utoipa::path(get, path = "/me", responses((status = 200, body = Me), (status = "4XX", body = Refusal)))]
pub(crate) async fn get(State(app): State<App>, who: SignedIn) -> Result<Json<Me>> {
    let mut read = app.db.read().await?;
    let person = db::person::get(&mut read, &who.person).await?.ok_or(Error::SignInNeeded)?;
    let organisation = db::organisation::get(&mut read).await?.name;
    Ok(Json(Me { person, organisation }))
}
