//! Parses the arguments of a program before a command, and reports its failure after it.

use std::process::ExitCode;
use std::sync::LazyLock;

use cfn_stdout::print_error;

use crate::escape::visible;
use crate::failure::Failure;

/// The version of this program, and what it was built from and for.
pub fn long_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let snapshot = ("snapshot", env!("CFN_SNAPSHOT"));
        #[cfg(feature = "deploy")]
        return cfn_command_line::build_facts(env!("CARGO_PKG_VERSION"), &[snapshot, ("features", "deploy")]);
        #[cfg(not(feature = "deploy"))]
        return format!("{}\n{}: {}\nfeatures: none", env!("CARGO_PKG_VERSION"), snapshot.0, snapshot.1);
    });
    &VERSION
}

/// The arguments of this process; for `--help` and invalid arguments, prints the message and returns the exit code.
///
/// # Errors
/// If there is no command to run.
pub fn parse<P: clap::Parser>() -> Result<P, ExitCode> {
    P::try_parse().map_err(|shown| {
        if shown.use_stderr() {
            #[cfg(feature = "deploy")]
            let shown = cfn_command_line::hints::with_hint(shown, crate::hints::HINTS);
            // There is no other place to report that standard error cannot be written.
            let _ = shown.print();
            return ExitCode::from(2);
        }
        cfn_stdout::stdout().print_with(|_| shown.print());
        finish(Ok(()))
    })
}

/// Prints the failure of a command, or that its output could not be written, and returns the exit code; the failure of
/// the command has precedence.
pub fn finish(ended: Result<(), Failure>) -> ExitCode {
    #[cfg(feature = "deploy")]
    if let Err(told @ Failure::Reported(_)) = &ended {
        return told.exit_code();
    }
    let failures = [ended.err(), cfn_stdout::finish().err().map(Failure::from)];
    let mut exit = None;
    for failure in failures.into_iter().flatten() {
        print_error(&format!("error: {}", visible(&failure.to_string())));
        exit.get_or_insert(failure.exit_code());
    }
    exit.unwrap_or(ExitCode::SUCCESS)
}
