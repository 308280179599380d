//! People.

use protocol::api::Person;
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

use crate::moment;

/// Reads a person from the columns `person_id`, `person_name`, `person_role` and `person_email`.
pub(crate) fn from_row(row: &SqliteRow) -> sqlx::Result<Person> {
    Ok(Person {
        id: row.try_get("person_id")?,
        name: row.try_get("person_name")?,
        role: row.try_get("person_role")?,
        email: row.try_get("person_email")?,
    })
}

/// The person with that id.
pub async fn get(db: &mut SqliteConnection, id: &str) -> sqlx::Result<Option<Person>> {
    let row = sqlx::query(
        "SELECT id AS person_id, name AS person_name, role AS person_role, email AS person_email
         FROM person WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    row.as_ref().map(from_row).transpose()
}

/// The people with that id, mail address or whole name.
pub async fn named(db: &mut SqliteConnection, word: &str) -> sqlx::Result<Vec<Person>> {
    let rows = sqlx::query(
        "SELECT id AS person_id, name AS person_name, role AS person_role, email AS person_email
         FROM person WHERE id = $1 OR lower(email) = lower($1) OR lower(name) = lower($1) ORDER BY id",
    )
    .bind(word)
    .fetch_all(db)
    .await?;
    rows.iter().map(from_row).collect()
}

/// People whose name, role or mail address holds a text; those whose name begins with it first.
pub(crate) async fn find(db: &mut SqliteConnection, text: &str, limit: i64) -> sqlx::Result<Vec<Person>> {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let rows = sqlx::query(
        "SELECT id AS person_id, name AS person_name, role AS person_role, email AS person_email
         FROM person
         WHERE name LIKE $1 ESCAPE '\\' OR role LIKE $1 ESCAPE '\\' OR email LIKE $1 ESCAPE '\\'
         ORDER BY name NOT LIKE $2 ESCAPE '\\', name LIMIT $3",
    )
    .bind(format!("%{escaped}%"))
    .bind(format!("{escaped}%"))
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.iter().map(from_row).collect()
}

/// Keeps a person with the topics they declare; one with the same id is brought up to date.
pub async fn keep(db: &mut SqliteConnection, person: &Person, topics: &[&str]) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO person (id, name, email, role, made, changed) VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, role = excluded.role,
             changed = excluded.changed",
    )
    .bind(&person.id)
    .bind(&person.name)
    .bind(&person.email)
    .bind(&person.role)
    .bind(moment::now())
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM topic WHERE person = $1").bind(&person.id).execute(&mut *db).await?;
    for topic in topics {
        sqlx::query("INSERT INTO topic (person, topic) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&person.id)
            .bind(topic)
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// The ids of everybody.
pub(crate) async fn ids(db: &mut SqliteConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT id FROM person").fetch_all(db).await
}

/// When the last of the people was changed; empty where there is nobody.
pub(crate) async fn changed(db: &mut SqliteConnection) -> sqlx::Result<String> {
    sqlx::query_scalar("SELECT coalesce(max(changed), '') FROM person").fetch_one(db).await
}

/// The topics of everybody who was changed since a moment: a line for each, one with none for who
/// declares nothing.
pub(crate) async fn topics_since(
    db: &mut SqliteConnection,
    since: &str,
) -> sqlx::Result<Vec<(String, Option<String>)>> {
    sqlx::query_as(
        "SELECT person.id, topic.topic FROM person LEFT JOIN topic ON topic.person = person.id
         WHERE person.changed >= $1 ORDER BY person.id, topic.topic",
    )
    .bind(since)
    .fetch_all(db)
    .await
}
