//! Posts.

use axum::{Json, extract::State, http::StatusCode};
use protocol::api::{AskState, NewPost, Post, Refusal};

use super::{LONGEST, allowed, tell_inbox, tell_thread, written};
use crate::{
    Error, Result,
    app::App,
    db::{self, idempotency::Once},
    extract::{Body, Id, SignedIn},
    permission::Action,
};

/// Writes in a thread. A post of anybody but the asker is an answer.
#[utoipa::path(post, path = "/threads/{id}/posts", params(("id" = String, Path)), request_body = NewPost, responses((status = 201, body = Post), (status = "4XX", body = Refusal)))]
pub(crate) async fn write(
    State(app): State<App>,
    who: SignedIn,
    Id(thread): Id,
    Body(new): Body<NewPost>,
) -> Result<(StatusCode, Json<Post>)> {
    let body = written("answer", &new.body, LONGEST)?;
    let once = Once::new(&who.person, &new.idempotency_key, "post", &(&thread, body))?;

    let mut write = app.db.write().await?;
    let (head, standing) = allowed(&mut write, Action::WriteInThread, &thread, &who.person).await?;
    if let Some(id) = once.made(&mut write).await? {
        return Ok((StatusCode::CREATED, Json(found(&mut write, &id).await?)));
    }
    let id = db::post::make(&mut write, &thread, &who.person, body).await?;
    once.remember(&mut write, &id).await?;
    if !standing.asker {
        db::thread::mark_answered(&mut write, &thread).await?;
        db::evidence::part(&mut write, &thread, &who.person, "answered").await?;
        if let Some(ask) = db::ask::of_person(&mut write, &thread, &who.person).await? {
            db::ask::set_state(&mut write, &ask.id, AskState::Answered).await?;
        }
    }
    let readers = db::thread::readers(&mut write, &thread, &head).await?;
    let post = found(&mut write, &id).await?;
    write.commit().await?;

    tell_thread(&app, &thread, &head.record_hash, readers);
    tell_inbox(&app, &who.person);
    if !standing.asker {
        tell_inbox(&app, &head.author);
    }
    Ok((StatusCode::CREATED, Json(post)))
}

async fn found(db: &mut sqlx::SqliteConnection, id: &str) -> Result<Post> {
    db::post::get(db, id).await?.ok_or(Error::NotFound("post"))
}
