//! The command line: arguments are parsed, resolved into what is to be done, and run.

mod args;
mod command;
mod doctor_args;
mod failover_args;
mod hints;
mod look_args;
mod session;

use std::ffi::OsString;

pub use self::args::{Cli, DEFAULT_STATE};
pub use cfn_command_line::{CommandError, Exit};

use crate::config::ConfigError;
use crate::remedy;
use cfn_command_line::Program;

/// Runs the command that `arguments` spell, the program's name first, and tells how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::parse_arguments(arguments) {
        Ok(cli) => cli,
        Err(shown) => return cfn_command_line::shown(&shown, &remedy::formatter()),
    };
    cli.color.write_global();
    let program = Program {
        formatter: remedy::formatter(),
        log_targets: &["archive", "cfn_deploy"],
        display: cli.display,
        profile: cli.connection.profile.clone(),
        // `simulate` ends on an interrupt in its own way, which is a success.
        is_interruptible: !matches!(cli.command, args::Command::Simulate { .. }),
    };
    cfn_command_line::run(&program, async |reporting| command::run(&cli, reporting).await)
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error.to_string())
    }
}
