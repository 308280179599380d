//! The `muster` program.

use clap::Parser;
use server::command::{demo, export_openapi, import, invite, serve};

/// Puts the right people around the thing that needs a decision, on the page where it shows.
#[derive(Parser)]
#[command(name = "muster", version)]
enum Muster {
    Serve(Box<serve::Args>),
    Import(import::Args),
    Invite(invite::Args),
    Demo(demo::Args),
    ExportOpenapi(export_openapi::Args),
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("MUSTER_LOG")
                .unwrap_or_else(|_| "warn,server=info".into()),
        )
        .init();
    let done = match Muster::parse() {
        Muster::Serve(args) => serve::run(*args).await,
        Muster::Import(args) => import::run(&args).await,
        Muster::Invite(args) => invite::run(args).await,
        Muster::Demo(args) => demo::run(args).await,
        Muster::ExportOpenapi(args) => export_openapi::run(args),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("muster: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
