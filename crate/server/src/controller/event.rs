//! What changes, told at once.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::sse::{self, KeepAlive, Sse},
};
use futures::{Stream, StreamExt as _, stream};
use protocol::api::{Event, Refusal};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{Result, app::App, db, extract::SignedIn, live::Change};

/// How long a stream lasts; whoever asked for it asks again, and proves anew who they are.
const LIFETIME: Duration = Duration::from_secs(3600);

/// Tells what changes of what the reader may see: first the state of their inbox, so that whoever
/// asks again after a break misses nothing by asking for what they show.
#[utoipa::path(get, path = "/events", responses(
    (status = 200, content_type = "text/event-stream", body = Event), (status = "4XX", body = Refusal)))]
pub(crate) async fn stream(
    State(app): State<App>,
    who: SignedIn,
) -> Result<Sse<impl Stream<Item = std::result::Result<sse::Event, Infallible>>>> {
    let changes = app.live.listen();
    let first = inbox(&app, &who.person).await?;
    let later = stream::unfold((app, who, changes), next);
    let events = stream::once(async { first })
        .chain(later)
        .filter_map(|event| async move { sse::Event::default().json_data(event).ok().map(Ok) })
        .take_until(tokio::time::sleep(LIFETIME));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

type Listener = (App, SignedIn, Receiver<Change>);

/// The next event for a listener; none after they have signed out.
async fn next((app, who, mut changes): Listener) -> Option<(Event, Listener)> {
    loop {
        let event = match changes.recv().await {
            Ok(Change::Thread { readers, event }) if readers.has(&who.person) => event,
            Ok(Change::Inbox { person }) if person == who.person => inbox(&app, &person).await.ok()?,
            // Too slow: something was missed, and the inbox stands for all of it.
            Err(RecvError::Lagged(_)) => inbox(&app, &who.person).await.ok()?,
            Ok(Change::SignedOut { session }) if session == who.session => return None,
            Ok(Change::Stopping) | Err(RecvError::Closed) => return None,
            Ok(_) => continue,
        };
        return Some((event, (app, who, changes)));
    }
}

async fn inbox(app: &App, person: &str) -> Result<Event> {
    let mut read = app.db.read().await?;
    Ok(Event::Inbox { waiting: db::ask::waiting(&mut read, person).await? })
}
