//! `muster serve`: the server.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::{
    app::App,
    config::{self, Config, Mail, Security},
    db,
    live::Change,
    mail::PostOffice,
    router::router,
};

/// Starts the server.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder that holds the database; made where there is none.
    #[arg(long, default_value = "data", env = "MUSTER_DATA")]
    data: PathBuf,
    #[command(flatten)]
    listen: ListenArgs,
    /// The folder with the built web inbox.
    #[arg(long, env = "MUSTER_WEB")]
    web: Option<PathBuf>,
    #[command(flatten)]
    mail: MailArgs,
    /// The organisation's name, as people see it; kept from then on.
    #[arg(long, env = "MUSTER_ORGANISATION")]
    organisation: Option<String>,
}

/// The mail server that brings people the questions put to them. Without one, the asker is shown a link
/// to hand on.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Mail (or a table [smtp] in the configuration file)")]
pub struct MailArgs {
    /// A TOML file with a table [smtp]: host, port, user, password, from, security. By default
    /// muster.toml in the data folder, where there is one.
    #[arg(long, env = "MUSTER_CONFIG")]
    config: Option<PathBuf>,
    /// The mail server's name. Its password is read from MUSTER_SMTP_PASSWORD or the file.
    #[arg(long, env = "MUSTER_SMTP_HOST", requires = "smtp_from")]
    smtp_host: Option<String>,
    /// Its port; by default the one that goes with --smtp-security.
    #[arg(long, env = "MUSTER_SMTP_PORT")]
    smtp_port: Option<u16>,
    /// The user to sign in with.
    #[arg(long, env = "MUSTER_SMTP_USER")]
    smtp_user: Option<String>,
    /// The sender, such as "Muster <muster@example.com>".
    #[arg(long, env = "MUSTER_SMTP_FROM")]
    smtp_from: Option<String>,
    /// How the line is secured.
    #[arg(long, env = "MUSTER_SMTP_SECURITY", default_value = "starttls")]
    smtp_security: Security,
}

impl MailArgs {
    /// The mail server, where one is set up: by flags and the environment, else by the file.
    fn read(&self, data: &Path) -> anyhow::Result<Option<Mail>> {
        let from_args = self.smtp_host.clone().zip(self.smtp_from.clone()).map(|(host, from)| Mail {
            host,
            port: self.smtp_port,
            user: self.smtp_user.clone(),
            password: None,
            from,
            security: self.smtp_security,
        });
        let mut mail = match from_args {
            Some(mail) => Some(mail),
            None => config::File::read(self.config.as_deref(), data)?.smtp,
        };
        if let (Some(mail), Ok(password)) = (&mut mail, std::env::var("MUSTER_SMTP_PASSWORD")) {
            mail.password = Some(password);
        }
        Ok(mail)
    }
}

/// Where the server is.
#[derive(Debug, Clone, clap::Args)]
pub struct ListenArgs {
    /// The address and port that the server listens on.
    #[arg(long, default_value = "127.0.0.1:8787", env = "MUSTER_LISTEN")]
    listen: SocketAddr,
    /// Where people reach the server, such as https://muster.example.com; needed where it does not
    /// listen on this machine alone.
    #[arg(long, env = "MUSTER_PUBLIC_URL")]
    public_url: Option<String>,
}

impl ListenArgs {
    /// What links begin with.
    pub fn public_url(&self) -> anyhow::Result<String> {
        config::public_url(self.public_url.as_deref(), self.listen)
    }

    /// Takes the port. With port 0 the system chooses one, which the public address then names.
    pub(crate) async fn bind(&self) -> anyhow::Result<(TcpListener, String)> {
        self.public_url()?;
        let listener = TcpListener::bind(self.listen).await.with_context(|| {
            format!(
                "cannot listen on {}: another program may have the port; choose one with --listen",
                self.listen
            )
        })?;
        let public_url = config::public_url(self.public_url.as_deref(), listener.local_addr()?)?;
        Ok((listener, public_url))
    }
}

/// Runs the command until it is told to stop.
pub async fn run(args: Args) -> anyhow::Result<()> {
    let (listener, public_url) = args.listen.bind().await?;
    let mail = args.mail.read(&args.data)?;
    let app = App::open(Config { data: args.data, public_url, web: args.web, mail }).await?;
    let mut write = app.db.write().await?;
    if let Some(name) = &args.organisation {
        db::organisation::rename(&mut write, name).await?;
    }
    db::organisation::set_public_url(&mut write, &app.config.public_url).await?;
    write.commit().await?;
    eprintln!("Muster is at {}", app.config.public_url);
    serve(listener, app).await
}

/// Answers until the process is told to stop, then lets what runs come to its end.
pub async fn serve(listener: TcpListener, app: App) -> anyhow::Result<()> {
    if let Some(mail) = &app.config.mail {
        let post_office = PostOffice::open(mail)?;
        tokio::spawn(post_office.work(app.clone()));
    }
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let stopping = app.clone();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move {
            told_to_stop().await;
            stopping.live.tell(Change::Stopping);
        })
        .await?;
    app.knowledge.flush();
    app.db.close().await;
    Ok(())
}

async fn told_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
