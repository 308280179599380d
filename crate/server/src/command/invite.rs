//! `muster invite`: a link that signs one person in.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use anyhow::{Context as _, bail};
use protocol::api::Person;

use crate::{app::open_data, config, db, moment};

/// Prints a link that signs one person in, once, within seven days.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whom: an id, a mail address or a whole name; `Name <mail@address>` adds somebody new.
    person: String,
    /// The folder with the server's database.
    #[arg(long, default_value = "data", env = "MUSTER_DATA")]
    data: PathBuf,
    /// Where people reach the server; by default where they did when it was last started.
    #[arg(long, env = "MUSTER_PUBLIC_URL")]
    public_url: Option<String>,
}

/// Runs the command.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let (db, secret) = open_data(&args.data).await?;
    let mut write = db.write().await?;
    let public_url = match args.public_url {
        Some(url) => config::public_url(Some(&url), SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?,
        None => db::organisation::public_url(&mut write).await?.context(
            "the server was never started here: start it with `muster serve`, or say with --public-url \
             where people will reach it",
        )?,
    };
    let mut found = db::person::named(&mut write, args.person.trim()).await?;
    if found.is_empty()
        && let Some(person) = newcomer(&args.person)
    {
        found = db::person::named(&mut write, &person.email).await?;
        if found.is_empty() {
            db::person::keep(&mut write, &person, &[]).await?;
            found.push(person);
        }
    }
    let person = match found.as_slice() {
        [person] => person,
        [] => bail!(
            "nobody here is called {:?}: import people with `muster import people.csv`, or add one with \
             `muster invite 'Name <mail@address>'`",
            args.person
        ),
        several => bail!(
            "{} people are called {:?}: say which by id ({})",
            several.len(),
            args.person,
            several.iter().map(|person| person.id.as_str()).collect::<Vec<_>>().join(", ")
        ),
    };
    let invitation = db::invitation::make(&mut write, &secret, &person.id, None).await?;
    write.commit().await?;
    db.close().await;
    println!("{}", db::invitation::link(&public_url, &secret.invitation(&invitation)));
    Ok(())
}

/// The person in `Name <mail@address>`.
fn newcomer(text: &str) -> Option<Person> {
    let (name, rest) = text.split_once('<')?;
    let email = rest.trim().strip_suffix('>')?.trim();
    let name = name.trim().trim_matches('"');
    (!name.is_empty() && email.contains('@')).then(|| Person {
        id: moment::new_id(),
        name: name.to_owned(),
        role: String::new(),
        email: email.to_owned(),
    })
}
