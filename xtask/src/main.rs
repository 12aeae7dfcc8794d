//! Maintenance commands: `cargo xtask --help`.

#![warn(clippy::disallowed_methods)]
// These macros panic if the output cannot be written; `cfn_stdout` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod bench;
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
    match cfn_cli::parse::<Cli>() {
        Ok(cli) => cfn_cli::finish(cli.command.run()),
        Err(exit) => exit,
    }
}
