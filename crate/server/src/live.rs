//! What changed, told at once to those who may see it.

use std::{collections::BTreeSet, sync::Arc};

use protocol::api::Event;
use tokio::sync::broadcast;

/// Something that changed.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// A thread.
    Thread {
        /// Its readers.
        readers: Readers,
        /// What they are told.
        event: Event,
    },
    /// The inbox of a person.
    Inbox {
        /// Whose.
        person: String,
    },
    /// A session has ended: its streams end too.
    SignedOut {
        /// The session's id.
        session: String,
    },
    /// The server stops: every stream ends.
    Stopping,
}

/// Who is told.
#[derive(Debug, Clone)]
pub(crate) enum Readers {
    /// Everybody who is signed in.
    Organisation,
    /// These people.
    People(Arc<BTreeSet<String>>),
}

impl Readers {
    /// Whether a person is one of them.
    pub(crate) fn has(&self, person: &str) -> bool {
        match self {
            Readers::Organisation => true,
            Readers::People(people) => people.contains(person),
        }
    }
}

/// The line on which changes are told. Whoever listens too slowly misses some and is told to ask again.
pub(crate) struct Live(broadcast::Sender<Change>);

impl Default for Live {
    fn default() -> Self {
        Live(broadcast::channel(1024).0)
    }
}

impl Live {
    /// Tells a change; nobody may be listening.
    pub(crate) fn tell(&self, change: Change) {
        let _ = self.0.send(change);
    }

    /// Hears the changes from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Change> {
        self.0.subscribe()
    }
}
