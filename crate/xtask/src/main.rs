//! What `build.sh` calls: bundles the extension, runs evaluations and benchmarks.

mod ablation;
mod archive;
mod baselines;
mod bundle;
mod eval_anchors;
mod eval_experts;
mod eval_pages;
mod history;
mod mutation;
mod notices;
mod outlines;
mod read;
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
    /// Says what is read on one page: every field with the rule and element that gave it, and what was left out.
    Read {
        /// The page's file.
        page: PathBuf,
        /// The address to serve it at.
        #[arg(long)]
        url: String,
        /// The browser's language.
        #[arg(long, default_value = "en-US")]
        locale: String,
        /// Reads with what holds for every app alone.
        #[arg(long)]
        no_adapters: bool,
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
        /// Reads each app without its own adapter, and nothing else left out.
        #[arg(long)]
        leave_one_out: bool,
    },
    /// Whether threads find their places again after a page has changed.
    Anchors {
        /// The pages, each with its truth beside it.
        dir: PathBuf,
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
    /// How sure the engine is of its suggestions, and whether it says so when nobody is known for a question.
    Strangers {
        /// The folder of one set.
        dir: PathBuf,
        /// The folder of another, whose questions are put to the first.
        others: PathBuf,
    },
    /// What each group of features of the ranking is worth.
    Ablation {
        /// The folder of the sets.
        dir: PathBuf,
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
        Call::Read { page, url, locale, no_adapters } => read::read(&page, &url, &locale, !no_adapters),
        Call::Eval(Eval::Pages { dir, out, leave_one_out: true, .. }) => {
            eval_pages::leave_one_out(&dir, &out)
        }
        Call::Eval(Eval::Pages { dir, out, no_adapters, .. }) => {
            eval_pages::eval_pages(&dir, &out, !no_adapters)
        }
        Call::Eval(Eval::Anchors { dir }) => eval_anchors::eval(&dir),
        Call::Eval(Eval::Experts { dir, out, no_learning, fairness, baselines }) => eval_experts::eval(
            &dir,
            &out,
            eval_experts::Options { learning: !no_learning, fairness, baselines },
        ),
        Call::Eval(Eval::Strangers { dir, others }) => eval_experts::strangers(&dir, &others),
        Call::Eval(Eval::Ablation { dir }) => ablation::ablation(&dir),
        Call::Train(Train::Experts { dir }) => train::train(&dir),
    }
}
