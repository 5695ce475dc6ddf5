//! The command `oma`.
//!
//! Reading order: `args` (what can be said) → `commands` (one file each) → `display` (how
//! progress is shown) → `outcome` (exit codes and errors for people).
#![allow(clippy::print_stdout, clippy::print_stderr)] // A command speaks through these.

mod args;
mod commands;
mod display;
mod outcome;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use crate::args::{Args, Command, Page};

#[tokio::main]
async fn main() -> ExitCode {
    let command = Args::parse().command;
    start_log(if matches!(command, Command::Serve(_)) { "info" } else { "off" });
    let outcome = match command {
        Command::Generate(args) => Box::pin(commands::generate::run(args)).await,
        Command::Variants(args) => Box::pin(commands::variants::run(args)).await,
        Command::Serve(args) => Box::pin(commands::serve::run(args)).await,
        Command::Users(args) => commands::accounts::users(args),
        Command::Clients(args) => commands::accounts::clients(args),
        Command::Keys(args) => commands::keys::run(args).await,
        Command::Doctor => commands::doctor::run().await,
        Command::Lint(args) => commands::lint::run(&args),
        Command::Remote(command) => commands::remote::run(*command).await,
        Command::Print(page) => print(&page).await.map_err(Into::into),
    };
    outcome::exit_code(outcome)
}

async fn print(page: &Page) -> oma_core::Result<()> {
    match page {
        Page::Voices => commands::voices::run().await?,
        Page::Licences => commands::licences::run(),
        Page::Schema(args) => commands::schema::run(args),
        Page::Errors => commands::errors::run(),
    }
    Ok(())
}

/// The log goes to standard error. What it tells unless `OMA_LOG` asks for something else is silence,
/// but of a server.
fn start_log(default: &str) {
    let filter = EnvFilter::try_from_env("OMA_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
