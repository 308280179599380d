//! Which address leads where.

use axum::{
    Router, middleware,
    routing::{delete, get, post},
};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

use crate::{
    Error,
    app::App,
    controller::{
        ask, event, health, inbox, index, me, person, post as posts, resolution, session, sign_in,
        suggestion, thread,
    },
    openapi, security, web,
};

/// Every address of the server.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/sign-in/invitation", post(sign_in::by_invitation))
        .route("/sessions", get(session::list))
        .route("/sessions/{id}", delete(session::end))
        .route("/me", get(me::get))
        .route("/people", get(person::find))
        .route("/suggestions", post(suggestion::suggest))
        .route("/threads", get(thread::list).post(thread::start))
        .route("/threads/{id}", get(thread::get))
        .route("/threads/{id}/posts", post(posts::write))
        .route("/threads/{id}/resolution", post(resolution::accept))
        .route("/threads/{id}/read", post(thread::mark_read))
        .route("/asks/{id}", get(ask::get))
        .route("/asks/{id}/state", post(ask::react))
        .route("/inbox", get(inbox::get))
        .route("/index", get(index::get))
        .route("/events", get(event::stream))
        .route("/openapi.json", get(openapi::get))
        .fallback(nothing_here)
        .layer(security::body_limit())
        .layer(middleware::from_fn(security::patience))
        .layer(security::cors());
    Router::new()
        .route("/healthz", get(health::get))
        .nest("/api/v1", api)
        .merge(web::pages(&app))
        .layer(middleware::from_fn(security::refusals))
        .layer(middleware::from_fn(security::headers))
        .layer(
            // The path alone: nothing that a person wrote stands in it.
            TraceLayer::new_for_http()
                .make_span_with(|request: &axum::extract::Request| {
                    tracing::info_span!("request", method = %request.method(), path = request.uri().path())
                })
                .on_response(DefaultOnResponse::new().level(Level::INFO)),
        )
        .with_state(app)
}

async fn nothing_here() -> Error {
    Error::NotFound("address")
}
