//! What the programs do around a command: read its arguments before it, and tell how it ended after it.

use std::process::ExitCode;

use cfn_stdout::print_error;

use crate::escape::visible;
use crate::failure::Failure;

/// The arguments of this process; or, when help was asked for or they are wrong, the code to exit with: what there is to say about that
/// is printed.
///
/// # Errors
/// When there is no command to run.
pub fn parse<P: clap::Parser>() -> Result<P, ExitCode> {
    P::try_parse().map_err(|shown| {
        if shown.use_stderr() {
            // There is no other place to report that standard error cannot be written.
            let _ = shown.print();
            return ExitCode::from(2);
        }
        cfn_stdout::stdout().print_with(|_| shown.print());
        finish(Ok(()))
    })
}

/// Prints why a command failed, or that part of its output is lost, and returns the code to exit with: that of the command's own failure
/// if it has both.
pub fn finish(ended: Result<(), Failure>) -> ExitCode {
    let failures = [ended.err(), cfn_stdout::finish().err().map(Failure::from)];
    let mut exit = None;
    for failure in failures.into_iter().flatten() {
        print_error(&format!("error: {}", visible(&failure.to_string())));
        exit.get_or_insert(failure.exit_code());
    }
    exit.unwrap_or(ExitCode::SUCCESS)
}
