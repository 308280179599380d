//! Where one is signed in.

use axum::{Json, extract::State, http::StatusCode};
use protocol::api::{Device, Refusal};

use crate::{
    Error, Result,
    app::App,
    db,
    extract::{Id, SignedIn},
    live::Change,
};

/// Lists one's devices.
#[utoipa::path(get, path = "/sessions", responses((status = 200, body = [Device]), (status = "4XX", body = Refusal)))]
pub(crate) async fn list(State(app): State<App>, who: SignedIn) -> Result<Json<Vec<Device>>> {
    let mut read = app.db.read().await?;
    Ok(Json(db::session::of_person(&mut read, &who.person, &who.session).await?))
}

/// Signs a device out; `current` is the one that asks.
#[utoipa::path(delete, path = "/sessions/{id}", params(("id" = String, Path)), responses((status = 204), (status = "4XX", body = Refusal)))]
pub(crate) async fn end(State(app): State<App>, who: SignedIn, Id(id): Id) -> Result<StatusCode> {
    let session = if id == "current" { who.session } else { id };
    let mut write = app.db.write().await?;
    if !db::session::end(&mut write, &who.person, &session).await? {
        return Err(Error::NotFound("device"));
    }
    write.commit().await?;
    app.live.tell(Change::SignedOut { session });
    Ok(StatusCode::NO_CONTENT)
}
