//! The commands that only look: `diff`, `status`, `drift`, `events`, `logs`, `doctor`.

use std::io::Write as _;

use super::super::args::{Answers, Cli, StackArgs};
use super::super::exit::{CommandError, Exit};
use super::super::session::{Reporting, Session};
use crate::deploy::Event;
use crate::doctor;
use crate::output;

pub(super) async fn diff(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Answers::default(), reporting).await?;
    let request = super::request(&session.config, &StackArgs::default())?;
    let diff = session.engine().diff(&request).await?;
    session.reporter.report(&Event::Diff(diff));
    session.finished("compared", [].into());
    session.close().await;
    Ok(Exit::Success)
}

pub(super) async fn status(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Answers::default(), reporting).await?;
    let name = session.config.stack_name();
    match session.engine().status(&name).await? {
        Some(report) => {
            session.reporter.report(&Event::Status(report));
            replication(&session).await;
        }
        None => session.reporter.report(&Event::Progress { message: format!("there is no stack {name} yet") }),
    }
    session.finished("examined", [].into());
    session.close().await;
    Ok(Exit::Success)
}

/// Whether each replica is the destination of a rule that is on, and keeps versions, without which replication stands still.
async fn replication(session: &Session<'_>) {
    let config = &session.config;
    let destinations = session.aws.replication_destinations(config.region().as_str(), &config.bucket_name()).await;
    for region in config.replications() {
        let bucket = config.replica_bucket_name(region);
        let arn = format!("arn:{}:s3:::{bucket}", region.partition());
        let versioned = session.aws.bucket_is_versioned(region.as_str(), &bucket).await;
        let (passed, message, remedy) = match (&destinations, &versioned) {
            (Ok(destinations), _) if !destinations.contains(&arn) => {
                (Some(false), "no replication rule leads there".to_owned(), Some("run `archive deploy`"))
            }
            (Ok(_), Ok(true)) => (Some(true), "replicated to, and keeps versions".to_owned(), None),
            (Ok(_), Ok(false)) => {
                (Some(false), "keeps no versions, so nothing is replicated".to_owned(), Some("turn its versioning on"))
            }
            (Err(error), _) | (_, Err(error)) => (None, error.to_string(), None),
        };
        session.reporter.report(&Event::Check {
            subject: format!("replica {bucket}"),
            passed,
            message,
            remedy: remedy.map(str::to_owned),
        });
    }
}

pub(super) async fn drift(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Answers::default(), reporting).await?;
    session.started("drift");
    let drifted = session.engine().drift(&session.config.stack_name()).await?;
    session.reporter.report(&Event::Drift { drifted });
    session.finished("examined", [].into());
    session.close().await;
    Ok(Exit::Success)
}

pub(super) async fn events(cli: &Cli, follow: bool, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Answers::default(), reporting).await?;
    let stack = session.engine().events(&session.config.stack_name(), follow).await?;
    session.finished(stack.status.as_str(), [].into());
    session.close().await;
    Ok(Exit::Success)
}

/// Prints the schema of the event stream.
pub(super) fn event_schema() -> Exit {
    // A reader that has seen enough, such as `head`, is no error.
    let _ = write!(std::io::stdout().lock(), "{}", output::EVENT_SCHEMA);
    Exit::Success
}

pub(super) async fn logs(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Answers::default(), reporting).await?;
    for event in session.engine().logs(&session.config.stack_name()).await? {
        session.reporter.report(&Event::Resource(event));
    }
    session.finished("told", [].into());
    session.close().await;
    Ok(Exit::Success)
}

pub(super) async fn doctor(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Answers::default(), reporting).await?;
    let request = super::request(&session.config, &StackArgs::default())?;
    let findings = doctor::examine(&session.aws, &session.config, &session.engine(), &request).await;
    let bad = findings.iter().filter(|finding| finding.passed == Some(false)).count();
    for finding in findings {
        session.reporter.report(&finding.into());
    }
    if bad == 0 {
        session.finished("examined", [].into());
        session.close().await;
        return Ok(Exit::Success);
    }
    session.close().await;
    let message = format!("{bad} of the findings would make a deployment fail");
    Err(CommandError::usage(message, "do what is said below each of them"))
}
