//! The web inbox: the built pages, or one page that says that they are not built.

use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use tower_http::services::{ServeDir, ServeFile};

use crate::{Error, app::App};

/// The pages. An address without a file is one of the inbox's own (`/ask/ID`).
pub(crate) fn pages(app: &App) -> Router<App> {
    let built = app.config.web.as_ref().filter(|folder| folder.join("index.html").is_file());
    let Some(folder) = built else {
        return Router::new()
            .route("/", get(missing))
            .route("/ask/{id}", get(missing))
            .fallback(nothing_here);
    };
    let index = ServeFile::new(folder.join("index.html"));
    Router::new()
        .route_service("/", index.clone())
        .route_service("/ask/{id}", index)
        .fallback_service(ServeDir::new(folder).append_index_html_on_directories(false))
}

async fn nothing_here() -> Error {
    Error::NotFound("address")
}

async fn missing() -> Response {
    let page = "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport \
        content='width=device-width'><title>Muster</title><h1>Muster</h1>\
        <p>This server runs, but its web inbox is not built. Use the browser extension, or tell the \
        administrator to start the server with <code>--web</code> and the folder of the built pages.";
    let mut response = (StatusCode::OK, Html(page)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
