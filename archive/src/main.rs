//! The `archive` command. See the library for what it does.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

use std::process::ExitCode;

fn main() -> ExitCode {
    archive::cli::run(std::env::args_os()).into()
}
