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
    let command = P::command();
    #[cfg(feature = "deploy")]
    let command = crate::configuration::with_defaults(command);
    let mut known = command.clone();
    let parsed = command
        .try_get_matches()
        .and_then(|matches| P::from_arg_matches(&matches).map_err(|error| error.format(&mut known)));
    parsed.map_err(|shown| {
        if shown.use_stderr() {
            #[cfg(feature = "deploy")]
            let shown = explained(shown);
            // There is no other place to report that standard error cannot be written.
            let _ = shown.print();
            return ExitCode::from(2);
        }
        cfn_stdout::stdout().print_with(|_| shown.print());
        finish(Ok(()))
    })
}

/// The error with what other tools call it, or where a value that is refused was set.
#[cfg(feature = "deploy")]
fn explained(mut shown: clap::Error) -> clap::Error {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let refused = match (shown.kind(), shown.get(ContextKind::InvalidArg)) {
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Some(ContextValue::String(option))) => option.clone(),
        _ => return cfn_command_line::hints::with_hint(shown, crate::hints::HINTS),
    };
    let is_typed =
        std::env::args().any(|argument| refused.starts_with(argument.split('=').next().unwrap_or(&argument)));
    if let Some(origin) = crate::configuration::origin_of(&refused).filter(|_| !is_typed) {
        shown.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![clap::builder::StyledStr::from(origin)]));
    }
    shown
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
