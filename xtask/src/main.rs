//! Maintenance commands: `cargo xtask --help`.

mod changelog;
mod commands;
mod download;
mod features;
mod source;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

/// Maintenance commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match Cli::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit_code()
        }
    }
}
