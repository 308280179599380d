//! Whether the server works.

use axum::extract::State;

use crate::{Result, app::App};

/// `ok` where the server can read its database.
pub(crate) async fn get(State(app): State<App>) -> Result<&'static str> {
    let mut read = app.db.read().await?;
    crate::db::organisation::get(&mut read).await?;
    Ok("ok")
}
