//! What holds for every answer: headers, limits, one form of refusal.

use std::time::Duration;

use axum::{
    extract::{DefaultBodyLimit, Request},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{Error, extract::BODY_LIMIT};

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The most that a body may hold.
pub(crate) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BODY_LIMIT)
}

/// Lets extensions call: their origin says `chrome-extension://` or `moz-extension://`, and their
/// token, never a cookie, says who they are.
pub(crate) fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(|origin, _| {
            let origin = origin.as_bytes();
            origin.starts_with(b"chrome-extension://") || origin.starts_with(b"moz-extension://")
        }))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .allow_private_network(true)
        .max_age(Duration::from_secs(3600))
}

/// Gives up on a call that takes too long.
pub(crate) async fn patience(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::TooSlow.into_response(),
    }
}

/// Turns every refusal that is not ours into one that is.
pub(crate) async fn refusals(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    match status {
        StatusCode::NOT_FOUND => Error::NotFound("address"),
        StatusCode::METHOD_NOT_ALLOWED => Error::Method,
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge(BODY_LIMIT / 1024),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::NotJson,
        status if status.is_client_error() => {
            Error::bad("bad_request", "The server does not understand this request.")
        }
        status => Error::Internal(anyhow::anyhow!("status {status}")),
    }
    .into_response()
}

/// Headers of every answer. The pages run their own scripts only, and nobody may frame them.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    const ALWAYS: &[(&str, &str)] = &[
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
        ),
        ("cross-origin-opener-policy", "same-origin"),
    ];
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    // Pages are asked for again after an update of the server, and sent only when they have changed.
    let keeping = if api { "no-store" } else { "no-cache" };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(keeping));
    response
}
