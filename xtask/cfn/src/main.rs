//! `cfn`: templates of any stack, checked, explained and imported. `cfn --help` lists the commands.

use std::process::ExitCode;

use clap::Parser;

/// Checks, explains and imports CloudFormation templates
#[derive(Parser)]
#[command(name = "cfn", version)]
struct Cli {
    #[command(subcommand)]
    command: cfn_cli::Command,
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
