//! What `build.sh` calls: bundles the extension, runs evaluations and benchmarks.

mod archive;
mod bundle;
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
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().call {
        Call::Bundle { wasm, profile } => bundle::bundle(&wasm, profile == "wasm"),
    }
}
