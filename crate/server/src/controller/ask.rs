//! Asks.

use axum::{Json, extract::State};
use protocol::api::{Ask, AskReaction, AskState, Refusal};
use sqlx::SqliteConnection;

use super::{allowed, fits, tell_inbox, tell_thread, thread::can_be_asked};
use crate::{
    Error, Result,
    app::App,
    db,
    extract::{Body, Id, SignedIn},
    permission::{self, Action, Standing},
};

/// An ask and its state.
#[utoipa::path(get, path = "/asks/{id}", params(("id" = String, Path)), responses((status = 200, body = Ask), (status = "4XX", body = Refusal)))]
pub(crate) async fn get(State(app): State<App>, who: SignedIn, Id(id): Id) -> Result<Json<Ask>> {
    let mut read = app.db.read().await?;
    let (mut ask, standing) = find(&mut read, Action::SeeAsk, &id, &who.person).await?;
    if permission::may(Action::SeeAskLink, standing) {
        let asks = std::slice::from_mut(&mut ask);
        db::ask::add_links(&mut read, (&app.config, &app.secret), asks).await?;
    }
    Ok(Json(ask))
}

/// Says that one has seen an ask, will answer it, passes it on or declines it.
#[utoipa::path(post, path = "/asks/{id}/state", params(("id" = String, Path)), request_body = AskReaction, responses((status = 200, body = Ask), (status = "4XX", body = Refusal)))]
pub(crate) async fn react(
    State(app): State<App>,
    who: SignedIn,
    Id(id): Id,
    Body(reaction): Body<AskReaction>,
) -> Result<Json<Ask>> {
    let note = reaction.note.as_deref().unwrap_or_default().trim();
    fits("note", note, 500)?;

    let mut write = app.db.write().await?;
    let (ask, _) = find(&mut write, Action::ReactToAsk, &id, &who.person).await?;
    let head = db::thread::head(&mut write, &ask.thread).await?.ok_or(Error::NotFound("discussion"))?;
    if !may_follow(ask.state, reaction.state)? {
        // Seen again, or seen after more than that: nothing to do.
        return Ok(Json(ask));
    }
    let mut next = None;
    match reaction.state {
        AskState::PassedOn => {
            let to = reaction
                .to
                .as_deref()
                .ok_or_else(|| Error::bad("nobody_named", "Say to whom the question is passed on."))?;
            next = pass_on(&app, &mut write, &ask, to, note, &head.author).await?;
            db::evidence::part(&mut write, &ask.thread, &who.person, "passed_on").await?;
        }
        AskState::Declined => {
            db::evidence::part(&mut write, &ask.thread, &who.person, "declined").await?;
        }
        _ => {}
    }
    if !note.is_empty() {
        db::ask::set_note(&mut write, &id, note).await?;
    }
    db::ask::set_state(&mut write, &id, reaction.state).await?;
    let readers = db::thread::readers(&mut write, &ask.thread, &head).await?;
    let changed = db::ask::get(&mut write, &id).await?.ok_or(Error::NotFound("ask"))?;
    write.commit().await?;

    tell_thread(&app, &ask.thread, &head.record_hash, readers);
    tell_inbox(&app, &who.person);
    if let Some(next) = next {
        tell_inbox(&app, &next);
        app.mail_waits.notify_one();
    }
    Ok(Json(changed))
}

/// Whether a state brings news after another; refuses what makes no sense.
fn may_follow(now: AskState, new: AskState) -> Result<bool> {
    use AskState::{Accepted, Answered, Declined, PassedOn, Seen, Sent};
    match (now, new) {
        (_, Sent | Answered) => Err(Error::bad(
            "bad_state",
            "An ask is seen, accepted, passed_on or declined; an answer is a post.",
        )),
        (Sent, Seen) => Ok(true),
        (_, Seen) => Ok(false),
        (now, new) if now == new => Ok(false),
        (PassedOn, _) => {
            Err(Error::Conflict("passed_on", "You have passed this question on; you can still answer it."))
        }
        (Answered, _) => Err(Error::Conflict("answered", "You have answered this question already.")),
        (_, Accepted | Declined | PassedOn) => Ok(true),
    }
}

/// Asks the next person, unless they were asked already, and tells them why.
async fn pass_on(
    app: &App,
    db: &mut SqliteConnection,
    ask: &Ask,
    to: &str,
    note: &str,
    asker: &str,
) -> Result<Option<String>> {
    if to == ask.person.id {
        return Err(Error::bad("asks_self", "Pass the question on to somebody else."));
    }
    if to == asker {
        return Err(Error::bad(
            "asks_asker",
            "That person asks the question: decline it, or answer with a question of your own.",
        ));
    }
    can_be_asked(db, to, &ask.person.id).await?;
    if let Some(theirs) = db::ask::of_person(db, &ask.thread, to).await? {
        return match theirs.state {
            AskState::PassedOn | AskState::Declined => Err(Error::Conflict(
                "asked_before",
                "That person was asked already and has passed it on or declined: choose somebody else.",
            )),
            _ => Ok(None),
        };
    }
    let name = &ask.person.name;
    let why = match note {
        "" => format!("{name} passed this on to you"),
        note => format!("{name} passed this on to you: {note}"),
    };
    db::ask::make(db, (&app.config, &app.secret), &ask.thread, to, Some(&why)).await?;
    Ok(Some(to.to_owned()))
}

/// The ask, after the permission table has allowed what somebody wants to do with it.
async fn find(db: &mut SqliteConnection, action: Action, id: &str, person: &str) -> Result<(Ask, Standing)> {
    let ask = db::ask::get(db, id).await?.ok_or(Error::NotFound("question"))?;
    let (_, standing) =
        allowed(db, Action::ReadThread, &ask.thread, person).await.map_err(|error| match error {
            Error::NotFound(_) => Error::NotFound("question"),
            other => other,
        })?;
    let standing = Standing { asked: ask.person.id == person, ..standing };
    if !permission::may(action, standing) {
        return Err(Error::Forbidden("This question was put to somebody else: only they can react to it."));
    }
    Ok((ask, standing))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `y`: news, `n`: nothing new, `x`: refused; after sent, seen, accepted, passed on, declined, answered.
    fn check(new: AskState, expected: &str) {
        use AskState::{Accepted, Answered, Declined, PassedOn, Seen, Sent};
        let found: String = [Sent, Seen, Accepted, PassedOn, Declined, Answered]
            .into_iter()
            .map(|now| match may_follow(now, new) {
                Ok(true) => 'y',
                Ok(false) => 'n',
                Err(_) => 'x',
            })
            .collect();
        assert_eq!(found, expected, "{new:?}");
    }

    #[test]
    fn which_state_follows_which() {
        check(AskState::Sent, "xxxxxx");
        check(AskState::Seen, "ynnnnn");
        check(AskState::Accepted, "yynxyx");
        check(AskState::PassedOn, "yyynyx");
        check(AskState::Declined, "yyyxnx");
        check(AskState::Answered, "xxxxxx");
    }
}
