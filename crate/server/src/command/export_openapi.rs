//! `muster export-openapi`: the interface for programs.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use utoipa::OpenApi as _;

use crate::openapi::Document;

/// Prints the OpenAPI document of the server's interface.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write instead.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: Args) -> anyhow::Result<()> {
    let document = Document::openapi().to_pretty_json()?;
    match args.out {
        Some(path) => fs::write(&path, document).with_context(|| format!("cannot write {}", path.display())),
        None => {
            println!("{document}");
            Ok(())
        }
    }
}
