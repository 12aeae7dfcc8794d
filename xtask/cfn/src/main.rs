//! The program `cfn`. `cfn --help` lists the commands.

// These macros panic if the output cannot be written; `cfn_stdout` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use clap::Parser;

/// Deploy CloudFormation stacks; check, explain and import their templates
#[derive(Parser)]
#[command(name = "cfn", version, long_version = cfn_cli::long_version())]
struct Cli {
    #[command(flatten)]
    color: colorchoice_clap::Color,
    #[command(subcommand)]
    command: cfn_cli::Command,
}

fn main() -> ExitCode {
    match cfn_cli::parse::<Cli>() {
        Ok(cli) => {
            cli.color.write_global();
            cfn_cli::finish(cli.command.run())
        }
        Err(exit) => exit,
    }
}
