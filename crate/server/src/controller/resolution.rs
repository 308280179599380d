//! Accepting an answer.

use axum::{Json, extract::State};
use protocol::api::{Refusal, Resolve, Thread};

use super::{LONGEST, allowed, fits, tell_inbox, tell_thread, thread::seen_by};
use crate::{
    Error, Result,
    app::App,
    db,
    extract::{Body, Id, SignedIn},
    permission::Action,
};

/// Accepts an answer, with what came of it; another answer can be accepted later.
#[utoipa::path(post, path = "/threads/{id}/resolution", params(("id" = String, Path)), request_body = Resolve, responses((status = 200, body = Thread), (status = "4XX", body = Refusal)))]
pub(crate) async fn accept(
    State(app): State<App>,
    who: SignedIn,
    Id(id): Id,
    Body(resolve): Body<Resolve>,
) -> Result<Json<Thread>> {
    let outcome = resolve.outcome.trim();
    fits("outcome", outcome, LONGEST)?;

    let mut write = app.db.write().await?;
    let (head, _) = allowed(&mut write, Action::ResolveThread, &id, &who.person).await?;
    let posts = db::post::of_thread(&mut write, &id).await?;
    let post = posts.iter().skip(1).find(|post| post.id == resolve.post).ok_or(Error::NotFound("answer"))?;
    db::thread::resolve(&mut write, &id, &post.id, outcome).await?;
    if head.accepted.as_ref() != Some(&post.id) && post.author.id != who.person {
        db::evidence::part(&mut write, &id, &post.author.id, "accepted").await?;
    }
    let readers = db::thread::readers(&mut write, &id, &head).await?;
    let thread = seen_by(&app, &mut write, &id, &who.person).await?;
    write.commit().await?;

    if post.author.id != who.person {
        tokio::task::block_in_place(|| app.knowledge.accepted(&id, &post.author.id));
    }
    tell_thread(&app, &id, &head.record_hash, readers);
    for ask in &thread.asks {
        tell_inbox(&app, &ask.person.id);
    }
    Ok(Json(thread))
}
