//! Colleagues.

use axum::{Json, extract::State};
use protocol::api::{Person, Refusal};
use serde::Deserialize;

use crate::{
    Result,
    app::App,
    db,
    extract::{Asked, SignedIn},
};

/// What to look for.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// Part of a name, role or mail address.
    #[serde(default)]
    q: String,
}

/// Finds at most twenty people.
#[utoipa::path(get, path = "/people", params(Search), responses((status = 200, body = [Person]), (status = "4XX", body = Refusal)))]
pub(crate) async fn find(
    State(app): State<App>,
    _: SignedIn,
    Asked(search): Asked<Search>,
) -> Result<Json<Vec<Person>>> {
    super::fits("name", &search.q, 100)?;
    let mut read = app.db.read().await?;
    Ok(Json(db::person::find(&mut read, search.q.trim(), 20).await?))
}
