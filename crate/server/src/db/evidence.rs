//! What shows that people know something.

use expertise::{Entity, Part, RecordContext, Role};
use protocol::api::{NewThread, Snapshot};
use record::{Anchor, AnchorTarget, FieldType};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use crate::moment;

/// A piece of evidence.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it came to be.
    pub time: &'a str,
    /// What it is, such as `question` or `ticket`.
    pub kind: &'a str,
    /// Words that classify it, such as `kind:ticket`.
    pub tags: &'a [String],
    /// What it is about.
    pub text: &'a str,
    /// The business record that it hangs on.
    pub record: Option<&'a RecordContext>,
    /// The discussion here that it comes from.
    pub thread: Option<&'a str>,
}

/// Keeps a piece of evidence; whether it is new.
pub async fn keep(db: &mut SqliteConnection, evidence: &Evidence<'_>) -> crate::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO evidence (id, time, kind, tags, text, record, thread)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(evidence.id)
    .bind(evidence.time)
    .bind(evidence.kind)
    .bind(serde_json::to_string(evidence.tags)?)
    .bind(evidence.text)
    .bind(evidence.record.map(serde_json::to_string).transpose()?)
    .bind(evidence.thread)
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Keeps a person's part in a piece of evidence; whether it is new.
pub async fn keep_part(
    db: &mut SqliteConnection,
    evidence: &str,
    (person, role, time): (&str, &str, &str),
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO evidence_part (evidence, person, role, time) VALUES ($1, $2, $3, $4)
         ON CONFLICT (evidence, person, role, time) DO NOTHING",
    )
    .bind(evidence)
    .bind(person)
    .bind(role)
    .bind(time)
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether there is a piece of evidence with that id.
pub async fn exists(db: &mut SqliteConnection, id: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM evidence WHERE id = $1)").bind(id).fetch_one(db).await
}

/// Keeps a question asked here as evidence, in which whoever answers will have a part.
pub(crate) async fn question(
    db: &mut SqliteConnection,
    thread: &str,
    asker: &str,
    new: &NewThread,
) -> crate::Result<()> {
    let now = moment::now();
    let about = About::new(&new.body, &new.snapshot, &new.anchor);
    keep(
        db,
        &Evidence {
            id: &of_thread(thread),
            time: &now,
            kind: "question",
            tags: &about.tags,
            text: &about.text,
            record: Some(&about.record),
            thread: Some(thread),
        },
    )
    .await?;
    keep_part(db, &of_thread(thread), (asker, "asked", &now)).await?;
    Ok(())
}

/// Keeps a person's part in a question asked here.
pub(crate) async fn part(
    db: &mut SqliteConnection,
    thread: &str,
    person: &str,
    role: &str,
) -> sqlx::Result<()> {
    keep_part(db, &of_thread(thread), (person, role, &moment::now())).await?;
    Ok(())
}

/// The id of a thread's evidence.
fn of_thread(thread: &str) -> String {
    format!("{THREAD}{thread}")
}

/// What the ids of threads' evidence begin with.
pub(crate) const THREAD: &str = "thread-";

/// The next evidence that an index has not seen, each piece whole, and how far that brings it; `None`
/// where there is no more.
pub(crate) async fn since(
    db: &mut SqliteConnection,
    seq: i64,
    limit: i64,
) -> crate::Result<Option<(i64, Vec<expertise::Evidence>)>> {
    let last: Option<i64> = sqlx::query_scalar(
        "SELECT max(seq) FROM (SELECT seq FROM evidence_part WHERE seq > $1 ORDER BY seq LIMIT $2) AS next",
    )
    .bind(seq)
    .bind(limit)
    .fetch_one(&mut *db)
    .await?;
    let Some(last) = last else { return Ok(None) };
    let rows = sqlx::query(
        "SELECT evidence.id, evidence.time, evidence.kind, evidence.tags, evidence.text, evidence.record,
                evidence.thread, thread.visibility, evidence_part.person, evidence_part.role,
                evidence_part.time AS part_time
         FROM evidence JOIN evidence_part ON evidence_part.evidence = evidence.id
         LEFT JOIN thread ON thread.id = evidence.thread
         WHERE evidence.id IN (SELECT evidence FROM evidence_part WHERE seq > $1 AND seq <= $2)
         ORDER BY evidence.id, evidence_part.seq",
    )
    .bind(seq)
    .bind(last)
    .fetch_all(db)
    .await?;
    let mut found: Vec<expertise::Evidence> = Vec::new();
    for row in &rows {
        let id: String = row.try_get("id")?;
        if found.last().is_none_or(|last| last.id != id) {
            found.push(from_row(id, row)?);
        }
        let role: String = row.try_get("role")?;
        if let (Some(evidence), Some(role)) = (found.last_mut(), Role::parse(&role)) {
            evidence.parts.push(Part {
                person: row.try_get("person")?,
                role,
                time: moment::seconds(row.try_get("part_time")?),
            });
        }
    }
    Ok(Some((last, found)))
}

fn from_row(id: String, row: &SqliteRow) -> crate::Result<expertise::Evidence> {
    let thread: Option<String> = row.try_get("thread")?;
    let visibility: Option<String> = row.try_get("visibility")?;
    let record: Option<String> = row.try_get("record")?;
    Ok(expertise::Evidence {
        id,
        time: moment::seconds(row.try_get("time")?),
        kind: row.try_get("kind")?,
        tags: serde_json::from_str(row.try_get("tags")?)?,
        record: record.map(|record| serde_json::from_str(&record)).transpose()?,
        text: row.try_get("text")?,
        parts: Vec::new(),
        visibility: match thread {
            Some(thread) if visibility.as_deref() != Some("record") => expertise::Visibility::Rule(thread),
            _ => expertise::Visibility::Everyone,
        },
    })
}

/// What a question is about, as evidence of it and as a search for evidence like it.
pub(crate) struct About {
    /// Its words, the record's title and what is meant of it.
    pub(crate) text: String,
    /// How that is classified.
    pub(crate) tags: Vec<String>,
    /// The record, and who has to do with it.
    pub(crate) record: RecordContext,
}

impl About {
    /// Reads it from what is shared. Tags are what a reason can name to people, so neither the app nor a
    /// signal's word is one. Values of most fields stay out: they tell one record from another,
    /// not what it takes to answer.
    pub(crate) fn new(question: &str, snapshot: &Snapshot, anchor: &Anchor) -> About {
        let mut text = vec![question.to_owned(), snapshot.title.clone()];
        text.extend(snapshot.signals.iter().map(|signal| signal.why.clone()));
        let mut tags = Vec::new();
        let field = match &anchor.target {
            AnchorTarget::Record => None,
            AnchorTarget::Field { field } => Some(field),
            AnchorTarget::Row { title, field, .. } => {
                text.push(title.clone());
                field.as_ref()
            }
            AnchorTarget::Quote { text: quote } => {
                text.push(quote.clone());
                None
            }
        };
        if let Some(field) = field {
            text.push(format!("{} {}", field.label, field.value));
            tags.extend(field.name.iter().map(|name| format!("field:{name}")));
        }
        let entities = snapshot
            .fields
            .iter()
            .filter(|field| matches!(field.ty, FieldType::Organisation | FieldType::Person))
            .map(|field| Entity {
                name: field.name.clone().unwrap_or_else(|| field.label.clone()),
                value: field.normalized.clone().unwrap_or_else(|| field.value.clone()),
            })
            .collect();
        About {
            text: text.join("\n"),
            tags,
            record: RecordContext {
                key: snapshot.record.canonical(),
                kind: snapshot.kind.as_str().to_owned(),
                entities,
            },
        }
    }
}

/// How many bytes and lines of a file were imported already.
pub(crate) async fn imported(db: &mut SqliteConnection, source: &str) -> anyhow::Result<(u64, u64)> {
    let found: Option<(i64, i64)> = sqlx::query_as("SELECT bytes, lines FROM import WHERE source = $1")
        .bind(source)
        .fetch_optional(db)
        .await?;
    let (bytes, lines) = found.unwrap_or_default();
    Ok((bytes.try_into()?, lines.try_into()?))
}

/// Remembers how many bytes and lines of a file were imported.
pub(crate) async fn set_imported(
    db: &mut SqliteConnection,
    source: &str,
    (bytes, lines): (u64, u64),
) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO import (source, bytes, lines, changed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (source) DO UPDATE
         SET bytes = excluded.bytes, lines = excluded.lines, changed = excluded.changed",
    )
    .bind(source)
    .bind(i64::try_from(bytes)?)
    .bind(i64::try_from(lines)?)
    .bind(moment::now())
    .execute(db)
    .await?;
    Ok(())
}

/// How many people have a part in the evidence and are not here.
pub(crate) async fn unknown_people(db: &mut SqliteConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT count(DISTINCT evidence_part.person) FROM evidence_part
         LEFT JOIN person ON person.id = evidence_part.person WHERE person.id IS NULL",
    )
    .fetch_one(db)
    .await
}
