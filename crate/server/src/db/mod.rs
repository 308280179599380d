//! The tables, one file for each noun. No rule about who may do what is here: see `permission`.

pub mod ask;
pub mod evidence;
pub mod idempotency;
pub mod invitation;
pub mod organisation;
pub mod outbox;
pub mod person;
pub mod post;
pub mod session;
pub mod thread;

use std::{fs, path::Path, time::Duration};

use anyhow::Context as _;
use sqlx::{
    Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// The database: one file, many readers and one writer.
#[derive(Clone)]
pub struct Db {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl Db {
    /// Opens the database in a folder, makes it where there is none, and brings its tables up to date.
    ///
    /// What is committed is on the disk (`synchronous = FULL` with a write-ahead log): it survives
    /// `kill -9` and a power cut.
    pub async fn open(data: &Path) -> anyhow::Result<Db> {
        fs::create_dir_all(data).with_context(|| format!("cannot make the folder {}", data.display()))?;
        let file = data.join("muster.db");
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("trusted_schema", "OFF");
        let pool = |connections| {
            SqlitePoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(10))
        };
        let open = async {
            let writer = pool(1).connect_with(options.clone()).await?;
            sqlx::migrate!("./migrations").run(&writer).await?;
            let readers = pool(4).connect_with(options.clone()).await?;
            let db = Db { readers, writer };
            let mut write = db.write().await?;
            organisation::make(&mut write).await?;
            write.commit().await?;
            anyhow::Ok(db)
        };
        open.await.map_err(|error| explain(error, &file))
    }

    /// A view of the database as it is now.
    pub async fn read(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.readers.begin().await
    }

    /// The right to write; nothing is kept before its `commit`.
    pub async fn write(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// Closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Says in one sentence why a database cannot be opened and what to do.
fn explain(error: anyhow::Error, file: &Path) -> anyhow::Error {
    let newer = matches!(
        error.downcast_ref::<sqlx::migrate::MigrateError>(),
        Some(sqlx::migrate::MigrateError::VersionMissing(_))
    );
    let code = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<sqlx::Error>())
        .filter_map(|error| error.as_database_error()?.code()?.parse::<i32>().ok())
        .next()
        .map(|code| code & 0xff);
    let file = file.display();
    // SQLite's primary result codes, https://www.sqlite.org/rescode.html
    let why = match code {
        _ if newer => format!("{file} was written by a newer Muster: start that one"),
        Some(5 | 6) => format!("{file} is in use by another program: end it, then try again"),
        Some(8 | 14) => format!("{file} cannot be written: check who owns it and its folder"),
        Some(11 | 26) => {
            format!("{file} is damaged or not a database: put it aside and restore a copy")
        }
        Some(13) => format!("the disk that holds {file} is full: make room, then try again"),
        _ => format!("cannot open {file}"),
    };
    error.context(why)
}
