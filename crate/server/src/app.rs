//! What every request needs.

use std::{path::Path, sync::Arc};

use tokio::sync::Notify;

use crate::{config::Config, db::Db, guard::Guard, knowledge::Knowledge, live::Live, token::Secret};

/// What every request needs; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The database.
    pub db: Db,
    /// What invitations' tokens are derived from.
    pub secret: Secret,
    /// How the server was set up.
    pub config: Config,
    pub(crate) knowledge: Arc<Knowledge>,
    pub(crate) live: Live,
    pub(crate) guard: Guard,
    /// Rung when mail was put into the outbox.
    pub(crate) mail_waits: Notify,
}

impl App {
    /// Opens the database and the secret in the folder, making both where there are none.
    pub async fn open(config: Config) -> anyhow::Result<App> {
        let (db, secret) = open_data(&config.data).await?;
        let knowledge = Arc::new(Knowledge::open(&config.data)?);
        tokio::spawn(Knowledge::fill(knowledge.clone(), db.clone()));
        Ok(App(Arc::new(Parts {
            db,
            knowledge,
            secret,
            config,
            live: Live::default(),
            guard: Guard::default(),
            mail_waits: Notify::new(),
        })))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Opens the database and the secret in a folder, making both where there are none.
pub async fn open_data(data: &Path) -> anyhow::Result<(Db, Secret)> {
    let db = Db::open(data).await?;
    let secret = Secret::open(&data.join("secret.key"))?;
    Ok((db, secret))
}
