//! `muster serve`: the server.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::{
    app::App,
    config::{self, Config},
    db,
    live::Change,
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
    /// The organisation's name, as people see it; kept from then on.
    #[arg(long, env = "MUSTER_ORGANISATION")]
    organisation: Option<String>,
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
    /// Listens on this machine alone, on a free port.
    #[must_use]
    pub fn local(port: u16) -> ListenArgs {
        ListenArgs { listen: (Ipv4Addr::LOCALHOST, port).into(), public_url: None }
    }

    /// What links begin with.
    pub fn public_url(&self) -> anyhow::Result<String> {
        config::public_url(self.public_url.as_deref(), self.listen)
    }

    /// Takes the port. With port 0 the system chooses one, which the public address then names.
    async fn bind(&self) -> anyhow::Result<(TcpListener, String)> {
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
    let app = App::open(Config { data: args.data, public_url, web: args.web, mail: None }).await?;
    if let Some(name) = &args.organisation {
        let mut write = app.db.write().await?;
        db::organisation::rename(&mut write, name).await?;
        write.commit().await?;
    }
    eprintln!("Muster is at {}", app.config.public_url);
    serve(listener, app).await
}

/// Answers until the process is told to stop, then lets what runs come to its end.
pub async fn serve(listener: TcpListener, app: App) -> anyhow::Result<()> {
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
