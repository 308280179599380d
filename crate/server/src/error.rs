//! What can go wrong, and what people are told of it.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::api::Refusal;

/// Why the server did not do what it was asked.
///
/// The sentence is what people read. Details of [`Error::Internal`] are logged and never sent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No token, or one that the server does not know.
    #[error("You are not signed in. Open your invitation link, or ask for a new one.")]
    SignInNeeded,
    /// The session has expired.
    #[error("Your sign-in has expired. Ask for a new invitation link and open it.")]
    TokenExpired,
    /// No such invitation.
    #[error("This invitation link is not valid. Check that it was copied whole, or ask for a new one.")]
    InvitationUnknown,
    /// The invitation was used before.
    #[error("This invitation link was used already; each works once. Ask for a new one.")]
    InvitationUsed,
    /// The invitation is more than seven days old.
    #[error("This invitation link has expired; links work for seven days. Ask for a new one.")]
    InvitationExpired,
    /// What was asked for is not there, or not for this person to see.
    #[error("There is no such {0}, or it is not shared with you.")]
    NotFound(&'static str),
    /// The person sees it but may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The request cannot be understood or carried out; one word and one sentence.
    #[error("{1}")]
    Bad(&'static str, String),
    /// Something else happened first.
    #[error("{1}")]
    Conflict(&'static str, &'static str),
    /// Too many guesses.
    #[error("Too many attempts. Wait a minute and try again.")]
    TooMany,
    /// The body is too large.
    #[error("That is too much at once: {0} KB are the most. Share fewer fields or write less.")]
    TooLarge(usize),
    /// The body is not JSON by its header.
    #[error("The server takes JSON: send the header Content-Type: application/json.")]
    NotJson,
    /// The address is known, the method is not.
    #[error("This address does not take that method.")]
    Method,
    /// It took too long.
    #[error("The server took too long. Nothing may have been kept; try again.")]
    TooSlow,
    /// The disk is full.
    #[error("The server's disk is full: this was not kept. Tell the administrator, and try again later.")]
    DiskFull,
    /// The database is locked by another program.
    #[error("The server's database is busy: this was not kept. Try again in a moment.")]
    Busy,
    /// The database file cannot be trusted.
    #[error("The server's database is damaged: the administrator has to restore a copy.")]
    Damaged,
    /// Anything else.
    #[error("Something went wrong in the server. Try again; if it stays, tell the administrator.")]
    Internal(#[source] anyhow::Error),
}

/// What handlers give.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The HTTP status and the one word for programs.
    #[must_use]
    pub fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Error::SignInNeeded => (StatusCode::UNAUTHORIZED, "sign_in_needed"),
            Error::TokenExpired => (StatusCode::UNAUTHORIZED, "token_expired"),
            Error::InvitationUnknown => (StatusCode::FORBIDDEN, "invitation_unknown"),
            Error::InvitationUsed => (StatusCode::FORBIDDEN, "invitation_used"),
            Error::InvitationExpired => (StatusCode::FORBIDDEN, "invitation_expired"),
            Error::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Error::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Error::Bad(code, _) => (StatusCode::BAD_REQUEST, code),
            Error::Conflict(code, _) => (StatusCode::CONFLICT, code),
            Error::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"),
            Error::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Error::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json"),
            Error::Method => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Error::TooSlow => (StatusCode::SERVICE_UNAVAILABLE, "too_slow"),
            Error::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, "disk_full"),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Error::Damaged => (StatusCode::INTERNAL_SERVER_ERROR, "database_damaged"),
            Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// A refusal of something that the client sent.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Error {
        Error::Bad(code, message.into())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        // SQLite's primary result codes, https://www.sqlite.org/rescode.html
        let code = error
            .as_database_error()
            .and_then(|error| error.code())
            .and_then(|code| code.parse::<i32>().ok())
            .map(|code| code & 0xff);
        match code {
            Some(13) => Error::DiskFull,
            Some(5 | 6) => Error::Busy,
            Some(11 | 26) => Error::Damaged,
            _ if matches!(error, sqlx::Error::PoolTimedOut) => Error::Busy,
            _ => Error::Internal(error.into()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Internal(error.into())
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Error::Internal(error)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code) = self.code();
        if let Error::Internal(cause) = &self {
            tracing::error!(error = format!("{cause:#}"), "a request failed");
        } else if status.is_server_error() {
            tracing::error!(code, "a request failed");
        }
        let refusal = Refusal { code: code.to_owned(), message: self.to_string() };
        let mut response = (status, Json(refusal)).into_response();
        let headers = response.headers_mut();
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ => {}
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, SqliteConnection};

    use super::*;

    #[tokio::test]
    async fn a_full_disk_is_told_apart() {
        let mut db = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql("CREATE TABLE t (b BLOB); PRAGMA max_page_count = 3").execute(&mut db).await.unwrap();
        let full = sqlx::query("INSERT INTO t VALUES (zeroblob(100000))").execute(&mut db).await;
        let error = Error::from(full.unwrap_err());
        assert_eq!(error.code(), (StatusCode::INSUFFICIENT_STORAGE, "disk_full"));
        assert!(error.to_string().contains("disk is full"));
    }
}
