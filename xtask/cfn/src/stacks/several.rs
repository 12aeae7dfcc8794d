//! What is reported of several stacks: the stream of events ends once, with their outputs or with one error.

use std::collections::BTreeMap;

use cfn_command_line::{CommandError, Exit};
use cfn_deploy::{Event, Level, Outcome};

use super::order::Ended;
use super::session::Connected;
use super::target::Target;

/// Ends a command about `targets`: with their outputs, or with the first failure after the others were told.
///
/// # Errors
/// The first failure.
pub(super) async fn end(
    session: Connected<'_>,
    targets: &[Target],
    ended: Vec<Ended<Outcome, CommandError>>,
) -> Result<Exit, CommandError> {
    let mut outputs = BTreeMap::new();
    let mut results = Vec::new();
    let mut failures = Vec::new();
    for (target, ended) in targets.iter().zip(ended) {
        match ended {
            Ended::Done(outcome) => {
                results.push(if outcome.unchanged { "unchanged".to_owned() } else { outcome.status });
                for (key, value) in outcome.outputs {
                    let key = if targets.len() == 1 { key } else { format!("{}.{key}", target.label) };
                    outputs.insert(key, value);
                }
            }
            Ended::Failed(error) => failures.push((target, error)),
            Ended::NotBegun(cause) => {
                let cause = targets.get(cause).map_or("another stack", |cause| cause.label.as_str());
                let message = format!("{} was not begun, because of {cause}", target.label);
                session.shared.reporter.report(&Event::Notice { level: Level::Warning, message, remedies: Vec::new() });
            }
        }
    }
    let mut failures = failures.into_iter();
    let Some((_, first)) = failures.next() else {
        session.shared.finished(result_of(results), outputs);
        session.shared.close().await;
        return Ok(Exit::Success);
    };
    for (target, other) in failures {
        let (message, remedies) = (format!("{}: {other}", target.label), other.remedies(None));
        session.shared.reporter.report(&Event::Notice { level: Level::Warning, message, remedies });
    }
    if !outputs.is_empty() {
        session.shared.reporter.report(&Event::Outputs { outputs });
    }
    session.shared.close().await;
    Err(first)
}

/// What the stacks have in common, or that they differ.
fn result_of(mut results: Vec<String>) -> String {
    results.dedup();
    match results.as_slice() {
        [one] => one.clone(),
        _ => "deployed".to_owned(),
    }
}
