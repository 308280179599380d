//! Posts.

use protocol::api::Post;
use sqlx::{Row as _, SqliteConnection};

use super::person;
use crate::moment;

/// Writes a post and makes its author a participant who has read the thread: the post's id.
pub(crate) async fn make(
    db: &mut SqliteConnection,
    thread: &str,
    author: &str,
    body: &str,
) -> sqlx::Result<String> {
    let (id, now) = (moment::new_id(), moment::now());
    sqlx::query("INSERT INTO post (id, thread, author, body, posted) VALUES ($1, $2, $3, $4, $5)")
        .bind(&id)
        .bind(thread)
        .bind(author)
        .bind(body)
        .bind(&now)
        .execute(&mut *db)
        .await?;
    sqlx::query("UPDATE thread SET posts = posts + 1, updated = $2 WHERE id = $1")
        .bind(thread)
        .bind(&now)
        .execute(&mut *db)
        .await?;
    super::thread::join(db, thread, author).await?;
    super::thread::mark_read(db, thread, author).await?;
    Ok(id)
}

/// The posts of a thread, oldest first.
pub(crate) async fn of_thread(db: &mut SqliteConnection, thread: &str) -> sqlx::Result<Vec<Post>> {
    select(db, "post.thread", thread).await
}

/// The post with that id.
pub(crate) async fn get(db: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Post>> {
    Ok(select(db, "post.id", id).await?.pop())
}

async fn select(db: &mut SqliteConnection, column: &'static str, value: &str) -> sqlx::Result<Vec<Post>> {
    sqlx::query(&format!(
        "SELECT post.id, post.body, post.posted, person.id AS person_id, person.name AS person_name,
                person.role AS person_role, person.email AS person_email
         FROM post JOIN person ON person.id = post.author
         WHERE {column} = $1 ORDER BY post.posted, post.id"
    ))
    .bind(value)
    .fetch_all(db)
    .await?
    .iter()
    .map(|row| {
        Ok(Post {
            id: row.try_get("id")?,
            author: person::from_row(row)?,
            body: row.try_get("body")?,
            posted: row.try_get("posted")?,
        })
    })
    .collect()
}
