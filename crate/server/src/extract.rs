//! What is taken out of a request, each with its refusal.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    Json,
    extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Query, Request, rejection::JsonRejection},
    http::{StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::{Error, Result, app::App, db, moment, token};

/// The most that one request may hold.
pub(crate) const BODY_LIMIT: usize = 512 * 1024;

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        match Json::from_request(request, app).await {
            Ok(Json(value)) => Ok(Body(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Error::NotJson),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::TooLarge(BODY_LIMIT / 1024))
            }
            // The texts name types and places, and no more of the body than a wrong word of an enum.
            Err(JsonRejection::JsonDataError(error)) => Err(unexpected(&error.body_text())),
            Err(_) => Err(Error::bad("bad_json", "The request is not well-formed JSON in UTF-8.")),
        }
    }
}

/// Says what is wrong with the form of a request, from the words of the parser.
fn unexpected(text: &str) -> Error {
    let what = text.rsplit_once("target type: ").map_or(text, |(_, what)| what);
    let what = what.trim_start_matches("Failed to deserialize query string: ");
    let short: String = what.chars().take(300).collect();
    Error::bad("bad_request", format!("The request does not have the form that is expected: {short}."))
}

/// The id in an address.
pub(crate) struct Id(pub(crate) String);

impl FromRequestParts<App> for Id {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Path::<String>::from_request_parts(parts, app).await {
            Ok(Path(id)) if id.len() <= 64 => Ok(Id(id)),
            _ => Err(Error::NotFound("thing")),
        }
    }
}

/// The part of an address after the question mark.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        match Query::from_request_parts(parts, app).await {
            Ok(Query(value)) => Ok(Asked(value)),
            Err(error) => Err(unexpected(&error.body_text())),
        }
    }
}

/// Where a request comes from. Behind a web server on the same machine, what that one says.
pub(crate) struct Origin(pub(crate) IpAddr);

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
        let forwarded = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Ok(Origin(match forwarded {
            Some(forwarded) if peer.is_loopback() => forwarded,
            _ => peer,
        }))
    }
}

/// Who is signed in.
pub(crate) struct SignedIn {
    /// The person.
    pub(crate) person: String,
    /// Their session.
    pub(crate) session: String,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim().to_owned())
            .filter(|token| !token.is_empty() && token.len() <= 128)
            .ok_or(Error::SignInNeeded)?;
        let now = moment::now();
        let found = {
            let mut read = app.db.read().await?;
            db::session::by_token(&mut read, &token::hash(&token)).await?
        };
        // Guesses are not counted here: 256 bits cannot be guessed, and a forgotten device that keeps on
        // asking must not lock its whole office out.
        let session = found.ok_or(Error::SignInNeeded)?;
        if session.expires <= now {
            return Err(Error::TokenExpired);
        }
        if session.last_used < moment::before(std::time::Duration::from_secs(3600)) {
            let mut write = app.db.write().await?;
            db::session::touch(&mut write, &session.id, &now).await?;
            write.commit().await?;
        }
        Ok(SignedIn { person: session.person, session: session.id })
    }
}
