//! Threads, their participants, and what these have read.

use std::{collections::BTreeSet, sync::Arc};

use protocol::api::{NewThread, Snapshot, Thread, ThreadState, ThreadSummary, Visibility};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use super::{ask, person, post};
use crate::{Result, live::Readers, moment};

/// What decides who may do what with a thread, and who is told of it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Head {
    pub(crate) author: String,
    pub(crate) record_hash: String,
    visibility: String,
    pub(crate) accepted: Option<String>,
}

impl Head {
    /// Whether the asker opened it to everyone who opens the record.
    pub(crate) fn opened(&self) -> bool {
        self.visibility == "record"
    }
}

/// Starts a thread with its first post: its id.
pub(crate) async fn make(db: &mut SqliteConnection, author: &str, new: &NewThread) -> Result<String> {
    let (id, now) = (moment::new_id(), moment::now());
    let visibility = match new.visibility {
        Visibility::Participants => "participants",
        Visibility::Record => "record",
    };
    sqlx::query(
        "INSERT INTO thread (id, author, record_hash, kind, title, excerpt, anchor, snapshot, visibility,
                             state, made, updated)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $10)",
    )
    .bind(&id)
    .bind(author)
    .bind(&new.record_hash)
    .bind(new.snapshot.kind.as_str())
    .bind(&new.snapshot.title)
    .bind(excerpt(&new.body))
    .bind(serde_json::to_string(&new.anchor)?)
    .bind(serde_json::to_string(&new.snapshot)?)
    .bind(visibility)
    .bind(&now)
    .execute(&mut *db)
    .await?;
    post::make(db, &id, author, &new.body).await?;
    Ok(id)
}

/// The first words of a question, on one line.
fn excerpt(body: &str) -> String {
    const LENGTH: usize = 160;
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// What decides about the thread with that id.
pub(crate) async fn head(db: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Head>> {
    sqlx::query_as("SELECT author, record_hash, visibility, accepted FROM thread WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// Whether a person takes part in a thread.
pub(crate) async fn has_participant(db: &mut SqliteConnection, id: &str, person: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM participant WHERE thread = $1 AND person = $2)")
        .bind(id)
        .bind(person)
        .fetch_one(db)
        .await
}

/// Who is told when a thread changes.
pub(crate) async fn readers(db: &mut SqliteConnection, id: &str, head: &Head) -> sqlx::Result<Readers> {
    if head.opened() {
        return Ok(Readers::Organisation);
    }
    let people: Vec<String> =
        sqlx::query_scalar("SELECT person FROM participant WHERE thread = $1").bind(id).fetch_all(db).await?;
    Ok(Readers::People(Arc::new(people.into_iter().collect::<BTreeSet<_>>())))
}

/// Makes a person a participant.
pub(crate) async fn join(db: &mut SqliteConnection, id: &str, person: &str) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO participant (thread, person) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(id)
        .bind(person)
        .execute(db)
        .await?;
    Ok(())
}

/// Remembers that a person has read all that was said so far.
pub(crate) async fn mark_read(db: &mut SqliteConnection, id: &str, person: &str) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO thread_read (thread, person, posts)
         SELECT id, $2, posts FROM thread WHERE id = $1
         ON CONFLICT (thread, person) DO UPDATE SET posts = excluded.posts",
    )
    .bind(id)
    .bind(person)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that somebody else than the asker has answered.
pub(crate) async fn mark_answered(db: &mut SqliteConnection, id: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE thread SET state = 'answered' WHERE id = $1 AND state = 'open'")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Accepts a post as the answer.
pub(crate) async fn resolve(
    db: &mut SqliteConnection,
    id: &str,
    post: &str,
    outcome: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE thread SET state = 'resolved', accepted = $2, outcome = $3, updated = $4 WHERE id = $1",
    )
    .bind(id)
    .bind(post)
    .bind(Some(outcome).filter(|outcome| !outcome.is_empty()))
    .bind(moment::now())
    .execute(db)
    .await?;
    Ok(())
}

/// A thread as a person sees it, without the links of its asks.
pub(crate) async fn get(db: &mut SqliteConnection, id: &str, reader: &str) -> Result<Option<Thread>> {
    let row = sqlx::query(&format!("{SELECT} WHERE thread.id = $2"))
        .bind(reader)
        .bind(id)
        .fetch_optional(&mut *db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let snapshot: String = row.try_get("snapshot")?;
    let visibility: String = row.try_get("visibility")?;
    Ok(Some(Thread {
        summary: summary(&row)?,
        snapshot: serde_json::from_str::<Snapshot>(&snapshot)?,
        visibility: serde_json::from_value(visibility.into())?,
        posts: post::of_thread(db, id).await?,
        asks: ask::of_thread(db, id).await?,
        accepted: row.try_get("accepted")?,
        outcome: row.try_get("outcome")?,
    }))
}

/// The threads on a record that a person may read, the last changed first.
pub(crate) async fn on_record(
    db: &mut SqliteConnection,
    record_hash: &str,
    reader: &str,
) -> Result<Vec<ThreadSummary>> {
    let query = format!(
        "{SELECT} WHERE thread.record_hash = $2 AND {READABLE}
         ORDER BY thread.updated DESC, thread.id DESC LIMIT 200"
    );
    let rows = sqlx::query(&query).bind(reader).bind(record_hash).fetch_all(db).await?;
    rows.iter().map(summary).collect()
}

/// The threads with those ids that are answered and that a person may read, in the order of the ids.
pub(crate) async fn answered(
    db: &mut SqliteConnection,
    ids: &[String],
    reader: &str,
) -> Result<Vec<ThreadSummary>> {
    let query = format!("{SELECT} WHERE thread.id = $2 AND thread.state <> 'open' AND {READABLE}");
    let mut found = Vec::new();
    for id in ids {
        let row = sqlx::query(&query).bind(reader).bind(id).fetch_optional(&mut *db).await?;
        if let Some(row) = row {
            found.push(summary(&row)?);
        }
    }
    Ok(found)
}

/// Gives a thread, and the evidence that it is, the times at which it was asked and answered.
pub(crate) async fn backdate(
    db: &mut SqliteConnection,
    id: &str,
    (asked, answered): (&str, &str),
) -> sqlx::Result<()> {
    for query in [
        "UPDATE thread SET made = $2, updated = $3 WHERE id = $1",
        "UPDATE post SET posted = CASE
             WHEN id = (SELECT min(id) FROM post WHERE thread = $1) THEN $2 ELSE $3 END WHERE thread = $1",
        "UPDATE evidence SET time = $2 WHERE thread = $1 AND $3 <> ''",
        "UPDATE evidence_part SET time = CASE role WHEN 'asked' THEN $2 ELSE $3 END
         WHERE evidence IN (SELECT id FROM evidence WHERE thread = $1)",
    ] {
        sqlx::query(query).bind(id).bind(asked).bind(answered).execute(&mut *db).await?;
    }
    Ok(())
}

/// The threads that a person takes part in.
pub(crate) async fn of_participant(db: &mut SqliteConnection, person: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT thread FROM participant WHERE person = $1").bind(person).fetch_all(db).await
}

/// The threads of questions that wait for a person, the oldest question first.
pub(crate) async fn asked(db: &mut SqliteConnection, person: &str) -> Result<Vec<ThreadSummary>> {
    let query = format!(
        "{SELECT} JOIN ask ON ask.thread = thread.id AND ask.person = $1
         WHERE ask.state IN ('sent', 'seen', 'accepted') AND thread.state <> 'resolved'
         ORDER BY ask.id LIMIT 200"
    );
    let rows = sqlx::query(&query).bind(person).fetch_all(db).await?;
    rows.iter().map(summary).collect()
}

/// The threads that a person started, the newest first.
pub(crate) async fn mine(db: &mut SqliteConnection, person: &str) -> Result<Vec<ThreadSummary>> {
    let query = format!("{SELECT} WHERE thread.author = $1 ORDER BY thread.id DESC LIMIT 200");
    let rows = sqlx::query(&query).bind(person).fetch_all(db).await?;
    rows.iter().map(summary).collect()
}

/// The hashes of the records with threads that a person may read, and how many each has.
pub(crate) async fn index(db: &mut SqliteConnection, reader: &str) -> sqlx::Result<Vec<(String, u32)>> {
    sqlx::query_as(&format!(
        "SELECT thread.record_hash, count(*) FROM thread WHERE {READABLE}
         GROUP BY thread.record_hash ORDER BY thread.record_hash"
    ))
    .bind(reader)
    .fetch_all(db)
    .await
}

/// The reader is `$1`.
const SELECT: &str = "SELECT thread.id, thread.excerpt, thread.anchor, thread.title, thread.state,
    thread.posts, thread.updated, thread.snapshot, thread.visibility, thread.accepted, thread.outcome,
    thread.posts > coalesce(thread_read.posts, 0) AS unread,
    person.id AS person_id, person.name AS person_name, person.role AS person_role,
    person.email AS person_email
    FROM thread JOIN person ON person.id = thread.author
    LEFT JOIN thread_read ON thread_read.thread = thread.id AND thread_read.person = $1";

/// The rule [`crate::permission::Rule::Reader`] for many threads at once; the reader is `$1`.
const READABLE: &str = "(thread.visibility = 'record' OR EXISTS (
    SELECT 1 FROM participant WHERE participant.thread = thread.id AND participant.person = $1))";

fn summary(row: &SqliteRow) -> Result<ThreadSummary> {
    let anchor: String = row.try_get("anchor")?;
    let state: String = row.try_get("state")?;
    Ok(ThreadSummary {
        id: row.try_get("id")?,
        author: person::from_row(row)?,
        excerpt: row.try_get("excerpt")?,
        anchor: serde_json::from_str(&anchor)?,
        title: row.try_get("title")?,
        state: serde_json::from_value::<ThreadState>(state.into())?,
        posts: row.try_get("posts")?,
        updated: row.try_get("updated")?,
        unread: row.try_get("unread")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt("Why?\n\nIt  was 312"), "Why? It was 312");
        assert_eq!(excerpt(&"ä".repeat(500)).chars().count(), 161);
    }
}
