//! What `build.sh` calls: bundles the extension, runs evaluations and benchmarks.

mod archive;
mod baselines;
mod bundle;
mod eval_experts;
mod eval_pages;
mod history;
mod notices;
mod train;

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
    /// Measures against a truth.
    #[command(subcommand)]
    Eval(Eval),
    /// Learns what ships as data.
    #[command(subcommand)]
    Train(Train),
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
    /// Plays a history through the engine and writes whom it would have suggested.
    Experts {
        /// The folder of one set.
        dir: PathBuf,
        /// The file to write.
        out: PathBuf,
        /// Leave the weights as they are at the start.
        #[arg(long)]
        no_learning: bool,
        /// Count the last week's helps as load.
        #[arg(long)]
        fairness: bool,
        /// Run known methods over the same index, and the other setting of fairness, beside it.
        #[arg(long)]
        baselines: bool,
    },
}

#[derive(Subcommand)]
enum Train {
    /// Learns the weights of the ranking.
    Experts {
        /// The folder of the sets.
        dir: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().call {
        Call::Bundle { wasm, profile } => bundle::bundle(&wasm, profile == "wasm"),
        Call::Eval(Eval::Pages { dir, out, no_adapters }) => eval_pages::eval_pages(&dir, &out, !no_adapters),
        Call::Eval(Eval::Experts { dir, out, no_learning, fairness, baselines }) => eval_experts::eval(
            &dir,
            &out,
            eval_experts::Options { learning: !no_learning, fairness, baselines },
        ),
        Call::Train(Train::Experts { dir }) => train::train(&dir),
    }
}
