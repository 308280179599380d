//! Who can help.

use axum::{Json, extract::State};
use protocol::api::{Reason, Refusal, Suggestion, SuggestionRequest, Suggestions};

use super::{LONGEST, fits};
use crate::{
    Result,
    app::App,
    db::{self, evidence::About},
    extract::{Body, SignedIn},
};

/// From so many open questions on, an asker is told.
const MANY: u32 = 3;

/// Suggests at most five people, each with reasons, and answered questions like this one. Keeps nothing.
#[utoipa::path(post, path = "/suggestions", request_body = SuggestionRequest, responses((status = 200, body = Suggestions), (status = "4XX", body = Refusal)))]
pub(crate) async fn suggest(
    State(app): State<App>,
    who: SignedIn,
    Body(request): Body<SuggestionRequest>,
) -> Result<Json<Suggestions>> {
    fits("question", &request.question, LONGEST)?;
    let about = About::new(&request.question, &request.snapshot, &request.anchor);
    let found = app.knowledge.find(&app.db, about, &who.person).await?;

    let mut read = app.db.read().await?;
    let mut people = Vec::new();
    for candidate in found.people {
        let Some(person) = db::person::get(&mut read, &candidate.person).await? else {
            continue;
        };
        let waiting = db::ask::waiting(&mut read, &person.id).await?;
        people.push(Suggestion {
            person,
            reasons: candidate
                .reasons
                .into_iter()
                .map(|(text, evidence)| Reason { text, evidence })
                .collect(),
            caution: (waiting >= MANY).then(|| format!("has {waiting} open questions")),
        });
    }
    let mut answered = db::thread::answered(&mut read, &found.threads, &who.person).await?;
    answered.truncate(5);
    let nobody = people.is_empty().then(|| {
        "Nobody here is known for this yet. Ask a colleague by name, or post the question on the record."
            .to_owned()
    });
    Ok(Json(Suggestions { people, answered, nobody }))
}
