//! The sentences for what can go wrong, each in one place.

use protocol::extension::Problem;

use crate::host::HostError;

fn problem(code: &str, message: impl Into<String>) -> Problem {
    Problem { code: code.to_owned(), message: message.into() }
}

pub(crate) fn offline(server: &str) -> Problem {
    problem("offline", format!("{server} cannot be reached. Check the network; what you typed is kept."))
}

pub(crate) fn slow(server: &str) -> Problem {
    problem(
        "slow",
        format!("{server} did not answer within 10 seconds. What you typed is kept; try again in a minute."),
    )
}

pub(crate) fn server_error(server: &str) -> Problem {
    problem(
        "server_error",
        format!(
            "{server} has a fault of its own. What you typed is kept; try again in a minute, then tell whoever runs it."
        ),
    )
}

pub(crate) fn bad_answer(server: &str) -> Problem {
    problem(
        "bad_answer",
        format!(
            "{server} gave an answer that makes no sense. Is it a Muster server, and is a sign-in page of the network in the way?"
        ),
    )
}

pub(crate) fn token_expired() -> Problem {
    problem(
        "token_expired",
        "Your sign-in has expired. Sign in again with a new invitation link; what you typed is kept.",
    )
}

pub(crate) fn not_signed_in() -> Problem {
    problem(
        "not_signed_in",
        "You are not signed in. Open the invitation link that you were sent, or ask whoever runs your Muster server for one.",
    )
}

pub(crate) fn no_record() -> Problem {
    problem(
        "no_record",
        "There is no record with a number on this page. Open the record itself, or save it first.",
    )
}

pub(crate) fn invalid(message: impl Into<String>) -> Problem {
    problem("invalid", message)
}

pub(crate) fn no_permission(origin: &str) -> Problem {
    problem(
        "no_permission",
        format!("The browser does not let Muster reach {origin} yet. Allow it when the browser asks."),
    )
}

pub(crate) fn closed_page() -> Problem {
    problem(
        "closed_page",
        "The browser lets no extension into this page. Open the page of a business application.",
    )
}

pub(crate) fn sidebar_blocked() -> Problem {
    problem(
        "sidebar_blocked",
        "This page lets no sidebar in. Open Muster in the browser's side panel instead.",
    )
}

pub(crate) fn of_host(error: &HostError) -> Problem {
    if error.is_full() {
        problem(
            "storage_full",
            "The browser has no room left to keep this. Copy your text, free some disk space, and try again.",
        )
    } else {
        problem("browser", format!("The browser refused this ({}). Reload the page and try again.", error.0))
    }
}
