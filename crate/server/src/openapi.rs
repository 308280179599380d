//! The interface for programs: the OpenAPI document.

use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::controller::{
    ask, event, inbox, index, me, person, post, resolution, session, sign_in, suggestion, thread,
};

/// The document's source.
#[derive(OpenApi)]
#[openapi(
    info(title = "Muster", description = "Who can help with what is on the page, and what they said."),
    servers((url = "/api/v1")),
    security(("session" = [])),
    modifiers(&Bearer),
    paths(
        sign_in::by_invitation,
        session::list,
        session::end,
        me::get,
        person::find,
        suggestion::suggest,
        thread::start,
        thread::list,
        thread::get,
        thread::mark_read,
        post::write,
        resolution::accept,
        ask::get,
        ask::react,
        inbox::get,
        index::get,
        event::stream,
    )
)]
pub struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        if let Some(components) = document.components.as_mut() {
            components.add_security_scheme("session", SecurityScheme::Http(scheme));
        }
    }
}

/// The document.
pub(crate) async fn get() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}
