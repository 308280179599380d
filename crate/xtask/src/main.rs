//! What `build.sh` calls: bundles the extension, runs evaluations and benchmarks.

mod archive;
mod bundle;
mod eval_pages;
mod notices;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "What build.sh calls")]
struct Arguments {
    #[command(subcommand)]
    call: Call,
}

#[derive(Subcommand)]
enum Call {
    /// Puts dist/extension, its packages and dist/web together.
    Bundle {
        /// The folder with the two compiled .wasm files.
        #[arg(long)]
        wasm: PathBuf,
        /// The cargo profile they were built with; sizes are limits for `wasm` alone.
        #[arg(long)]
        profile: String,
    },
    /// Runs an evaluation on known truth.
    #[command(subcommand)]
    Eval(Eval),
}

#[derive(Subcommand)]
enum Eval {
    /// What is read on the pages of DIR/<app>/<page>.html, written to OUT/<app>/<page>.json and scored.
    Pages {
        /// The pages, each with its truth beside it.
        dir: PathBuf,
        /// Where what was read goes.
        out: PathBuf,
        /// Reads with what holds for every app alone.
        #[arg(long)]
        no_adapters: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().call {
        Call::Bundle { wasm, profile } => bundle::bundle(&wasm, profile == "wasm"),
        Call::Eval(Eval::Pages { dir, out, no_adapters }) => eval_pages::eval_pages(&dir, &out, !no_adapters),
    }
}
