//! `muster demo`: a server with sample people and the questions that they answered.

use std::{fs, path::PathBuf, time::Duration};

use anyhow::Context as _;
use protocol::api::{NewThread, Snapshot, Visibility};
use record::{Anchor, AnchorTarget, Field, FieldType, Kind, Level, RecordKey, Signal, Source};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::{
    import,
    serve::{ListenArgs, serve},
};
use crate::{
    app::App,
    config::Config,
    db::{self, Db},
    moment,
};

/// Starts a server with sample people, who have answered questions of sales, finance, support and
/// purchasing, and prints links that sign two of them in.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to keep it in; without, a new one that is removed at the end.
    #[arg(long)]
    data: Option<PathBuf>,
    #[command(flatten)]
    listen: ListenArgs,
    /// The folder with the built web inbox.
    #[arg(long, env = "MUSTER_WEB")]
    web: Option<PathBuf>,
    /// Prints one line of JSON: {url, organisation, people: [{id, name, role, link}]}.
    #[arg(long)]
    print_json: bool,
}

const PEOPLE: &str = include_str!("../../demo/people.csv");
const HISTORY: &str = include_str!("../../demo/history.jsonl");
const ORGANISATION: &str = "Alderbrook Instruments";

/// Who is invited: somebody who asks and people who know.
const INVITED: [&str; 5] = ["nadia", "ruth", "jonas", "priya", "aisha"];

/// What the command says on its output.
#[derive(Serialize)]
struct Started {
    url: String,
    organisation: &'static str,
    people: Vec<Invited>,
}

#[derive(Serialize)]
struct Invited {
    id: String,
    name: String,
    role: String,
    link: String,
}

/// Runs the command until it is told to stop.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let (listener, public_url) = args.listen.bind().await?;
    let (data, temporary) = match args.data {
        Some(data) => (data, false),
        None => (std::env::temp_dir().join(format!("muster-demo-{}", moment::new_id())), true),
    };
    let db = Db::open(&data).await?;
    if db::person::ids(&mut *db.read().await?).await?.is_empty() {
        play(&db, &data).await?;
    }
    db.close().await;
    let app = App::open(Config { data: data.clone(), public_url, web: args.web, mail: None }).await?;
    let started = invite(&app).await?;
    if args.print_json {
        println!("{}", serde_json::to_string(&started)?);
    } else {
        println!("{} is at {}", started.organisation, started.url);
        for person in &started.people {
            println!("{}  {}", person.name, person.link);
        }
        println!("ready");
    }
    let served = serve(listener, app).await;
    if temporary {
        fs::remove_dir_all(&data).with_context(|| format!("cannot remove {}", data.display()))?;
    }
    served
}

async fn invite(app: &App) -> anyhow::Result<Started> {
    let mut write = app.db.write().await?;
    let mut people = Vec::new();
    for id in INVITED {
        let Some(person) = db::person::get(&mut write, id).await? else { continue };
        let invitation = db::invitation::make(&mut write, &app.secret, id, None).await?;
        let link = db::invitation::link(&app.config.public_url, &app.secret.invitation(&invitation));
        people.push(Invited { id: person.id, name: person.name, role: person.role, link });
    }
    write.commit().await?;
    Ok(Started { url: app.config.public_url.clone(), organisation: ORGANISATION, people })
}

/// A question of the sample history.
#[derive(Deserialize)]
struct Story {
    days_ago: u64,
    asker: String,
    kind: Kind,
    title: String,
    reference: String,
    field: StoryField,
    signal: Option<(String, String)>,
    question: String,
    answers: Vec<StoryAnswer>,
    accepted: usize,
    outcome: String,
}

#[derive(Deserialize)]
struct StoryField {
    name: String,
    label: String,
    value: String,
}

#[derive(Deserialize)]
struct StoryAnswer {
    by: String,
    text: String,
}

/// Lets the sample people ask and answer, each at their time.
async fn play(db: &Db, data: &std::path::Path) -> anyhow::Result<()> {
    let people = data.join("people.csv");
    fs::write(&people, PEOPLE).with_context(|| format!("cannot write {}", people.display()))?;
    import::import(db, &people).await?;
    fs::remove_file(&people)?;
    let mut write = db.write().await?;
    db::organisation::rename(&mut write, ORGANISATION).await?;
    let key = db::organisation::get(&mut write).await?.index_key;
    for line in HISTORY.lines() {
        let story: Story = serde_json::from_str(line).context("the sample history is damaged")?;
        tell(&mut write, &key, &story).await?;
    }
    write.commit().await?;
    Ok(())
}

async fn tell(db: &mut SqliteConnection, index_key: &str, story: &Story) -> anyhow::Result<()> {
    let asked = Duration::from_secs(story.days_ago * 24 * 3600);
    let new = thread_of(story, index_key)?;
    let id = db::thread::make(db, &story.asker, &new).await?;
    db::evidence::question(db, &id, &story.asker, &new).await?;
    for (number, answer) in story.answers.iter().enumerate() {
        let post = db::post::make(db, &id, &answer.by, &answer.text).await?;
        db::thread::mark_answered(db, &id).await?;
        db::evidence::part(db, &id, &answer.by, "answered").await?;
        if number == story.accepted {
            db::thread::resolve(db, &id, &post, &story.outcome).await?;
            db::evidence::part(db, &id, &answer.by, "accepted").await?;
        }
    }
    db::thread::mark_read(db, &id, &story.asker).await?;
    let answered = asked.saturating_sub(Duration::from_secs(3 * 3600));
    Ok(db::thread::backdate(db, &id, (&moment::before(asked), &moment::before(answered))).await?)
}

fn thread_of(story: &Story, index_key: &str) -> anyhow::Result<NewThread> {
    let app = match story.kind {
        Kind::Opportunity | Kind::Forecast | Kind::Ticket | Kind::Contract => "helm",
        _ => "tally",
    };
    let record = RecordKey {
        app: app.to_owned(),
        tenant: "alderbrook".to_owned(),
        kind: story.kind,
        id: story.reference.clone(),
    };
    let field = Field {
        name: Some(story.field.name.clone()),
        label: story.field.label.clone(),
        value: story.field.value.clone(),
        ty: FieldType::Text,
        normalized: None,
        source: Source::default(),
    };
    let signals = story.signal.iter().map(|(word, why)| Signal {
        word: word.clone(),
        level: Level::Warn,
        field: Some(0),
        why: why.clone(),
    });
    Ok(NewThread {
        idempotency_key: moment::new_id(),
        record_hash: db::organisation::record_hash(index_key, &record)?,
        anchor: Anchor { record: record.clone(), target: AnchorTarget::Field { field: field.clone() } },
        snapshot: Snapshot {
            record,
            kind: story.kind,
            reference: Some(story.reference.clone()),
            title: story.title.clone(),
            address: None,
            fields: vec![field],
            signals: signals.collect(),
            taken: moment::before(Duration::from_secs(story.days_ago * 24 * 3600)),
        },
        body: story.question.clone(),
        ask: Vec::new(),
        visibility: Visibility::Record,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        db::evidence::About,
        knowledge::{Found, Knowledge},
    };

    const HOTEL: &str = r#"{"days_ago": 0, "asker": "nadia", "kind": "expense_report",
        "title": "Trade fair, Gothenburg", "reference": "ER-4471",
        "field": {"name": "hotel_amount", "label": "Hotel", "value": "312.00 EUR"},
        "signal": ["over_limit", "The hotel is 72.00 EUR over the limit for Gothenburg."],
        "question": "The hotel is over the limit because of the trade fair. Who can approve it?",
        "answers": [], "accepted": 0, "outcome": ""}"#;

    struct Played {
        data: tempfile::TempDir,
        db: Db,
        knowledge: Arc<Knowledge>,
    }

    async fn played() -> Played {
        let data = tempfile::tempdir().unwrap();
        let db = Db::open(data.path()).await.unwrap();
        play(&db, data.path()).await.unwrap();
        let knowledge = Arc::new(Knowledge::open(data.path()).unwrap());
        knowledge.clone().fill(db.clone()).await;
        Played { data, db, knowledge }
    }

    impl Played {
        async fn about(&self, story: &str) -> About {
            let story: Story = serde_json::from_str(story).unwrap();
            let key = db::organisation::get(&mut self.db.write().await.unwrap()).await.unwrap().index_key;
            let new = thread_of(&story, &key).unwrap();
            About::new(&new.body, &new.snapshot, &new.anchor)
        }

        async fn found(&self, story: &str) -> Found {
            self.knowledge.find(&self.db, self.about(story).await, "nadia").await.unwrap()
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_hotel_question_goes_to_who_knows_expenses_and_to_nobody_who_knows_firmware() {
        let found = played().await.found(HOTEL).await;
        let people: Vec<&str> = found.people.iter().map(|found| found.person.as_str()).collect();
        let reasons: Vec<_> = found.people.iter().map(|found| &found.reasons).collect();
        assert_eq!(people, ["ruth", "greta"], "{reasons:?}");
        assert!(reasons.iter().all(|reasons| (1..=3).contains(&reasons.len())), "{reasons:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn accepted_answers_teach_and_are_kept() {
        let demo = played().await;
        for thread in 0..30 {
            let (thread, about) = (thread.to_string(), demo.about(HOTEL).await);
            demo.knowledge.sent(&demo.db, &thread, about, "nadia").await.unwrap();
            demo.knowledge.accepted(&thread, "greta");
        }
        assert_eq!(demo.found(HOTEL).await.people[0].person, "greta");
        let kept = fs::read_to_string(demo.data.path().join("index/model.json")).unwrap();
        assert!(kept.contains("\"greta\""), "{kept}");
    }
}
