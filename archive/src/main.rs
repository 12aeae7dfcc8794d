//! The `archive` command. See the library for what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    archive::cli::run(std::env::args_os()).into()
}
