//! The commands that only look: `diff`, `status`, `drift`, `events`, `logs`, `doctor`.

use std::path::Path;

use futures_util::future::join_all;

use super::super::args::{Cli, DoctorArgs, StatusArgs};
use super::super::doctor_args::ExaminedArg;
use super::super::session::Session;
use super::cost;
use super::status_page::{self, Examined};
use crate::adopt::{RetainedResources, describe, other, retained_resources, unlisted_replicas};
use crate::backfill::{self, BackfillResources};
use crate::doctor::{self, ExaminedCommand, Finding, JobResources};
use crate::failover;
use crate::health;
use cfn_command_line::arguments::{Approvals, StackSettings};
use cfn_command_line::{CheckResult, CommandError, Exit, Reporting, output, output::counted};
use cfn_deploy::{Event, Level, Remedy, StackReport, StackRequest};

pub(super) async fn diff(cli: &Cli, check: bool, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    let request = super::request(&session.config, &StackSettings::default())?;
    let diff = session.engine().diff(&request).await?;
    let differing = diff.changes.len();
    session.reporter().report(&Event::Diff(diff));
    CheckResult::differences(check, differing).end(session.shared, "compared", "see `archive plan`").await
}

pub(super) async fn status(cli: &Cli, args: &StatusArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let StatusArgs { check, html, cost } = args;
    let check = *check;
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    let name = session.config.stack_name();
    let Some(report) = session.engine().status(&name).await? else {
        report_absent(&session, &name).await;
        let found = CheckResult { check, count: 1, what: ["stack is missing", "stacks are missing"] };
        return found.end(session.shared, "absent", Remedy::Deploy).await;
    };
    session.reporter().report(&Event::Status(report.clone()));
    let mut findings = health::of_stack(&report);
    findings.extend(health::of_deployment(&report));
    let replication = health::of_replication(session.aws(), session.replicas(), &session.config).await;
    // After calls of S3, whose clock says until when.
    findings.extend(health::of_metrics(session.aws(), &session.config).await);
    findings.extend(replication);
    if let Some(file) = html {
        write_page(&session, file, &report, &findings).await?;
    }
    let bad = report_findings(&session, findings);
    report_unlisted_replicas(&session).await;
    cost::report(&session, cost);
    let found = CheckResult { check, count: bad, what: ["problem found", "problems found"] };
    found.end(session.shared, if bad == 0 { "healthy" } else { "unhealthy" }, "follow the help of each finding").await
}

/// Writes the page of what was found, and says so. That the events cannot be listed is on it.
async fn write_page(
    session: &Session<'_>,
    file: &Path,
    report: &StackReport,
    findings: &[Finding],
) -> Result<(), CommandError> {
    let events = session.engine().logs(&report.stack).await.map_err(|error| error.to_string());
    status_page::write(file, &Examined { config: &session.config, report, findings, events })?;
    let message = format!("the page is written to {}", file.display());
    session.reporter().report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
    Ok(())
}

/// Reports that there is no stack, and what an earlier one retained. The command does not fail if that cannot be listed.
async fn report_absent(session: &Session<'_>, name: &str) {
    let note = |message: String, remedy: String| {
        session.reporter().report(&Event::Notice { level: Level::Info, message, remedies: vec![remedy.into()] });
    };
    let left = retained_resources(session.aws(), other(&session.config, &session.engine()), &session.config).await;
    let is_first = left.as_ref().is_ok_and(RetainedResources::is_empty);
    let yet = if is_first { " yet" } else { "" };
    session.reporter().report(&Event::Progress { message: format!("the stack {name} does not exist{yet}") });
    match left {
        Ok(left) => {
            for left in left.regions() {
                let message = format!("an earlier archive is still in the account: {}", left.describe());
                note(message, "`archive deploy` imports it".to_owned());
            }
        }
        Err(error) => {
            let remedies = error.remedies();
            let message = format!("whether an earlier archive left anything is not known: {error}");
            session.reporter().report(&Event::Notice { level: Level::Warning, message, remedies });
            return;
        }
    }
    report_unlisted_replicas(session).await;
}

/// Reports the archive's buckets in regions that the configuration does not name.
async fn report_unlisted_replicas(session: &Session<'_>) {
    let note = |message: String, remedy: String| {
        session.reporter().report(&Event::Notice { level: Level::Info, message, remedies: vec![remedy.into()] });
    };
    match unlisted_replicas(session.aws(), &session.config).await {
        Ok(found) => found
            .iter()
            .map(|(region, bucket)| describe(region, bucket))
            .for_each(|(message, remedy)| note(message, remedy)),
        Err(error) => session.reporter().report(&Event::Notice {
            level: Level::Warning,
            message: format!("whether the archive has buckets in other regions is not known: {error}"),
            remedies: error.remedies(),
        }),
    }
}

pub(super) async fn drift(cli: &Cli, check: bool, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    session.started("drift");
    let report = session.engine().drift(&session.config.stack_name()).await?;
    let (drifted, unknown) = (report.drifted.len(), report.unknown.len());
    session.reporter().report(&Event::Drift(report));
    let (checked, result) = CheckResult::drift(check, drifted, unknown);
    checked.end(session.shared, result, "`archive deploy --revert-drift` puts back what was changed").await
}

/// Examines the archive that was just deployed, and reports what is not as it should be. What is unknown is reported by `status`.
pub(super) async fn report_unhealthy(session: &Session<'_>) -> usize {
    let findings = health::of_replication(session.aws(), session.replicas(), &session.config).await;
    // It was said already that these wait for their keys.
    let waiting: Vec<String> = session
        .config
        .awaiting_key()
        .iter()
        .map(|region| format!("replica {}", session.config.replica_bucket_name(region)))
        .collect();
    let bad = findings.into_iter().filter(|found| found.passed == Some(false) && !waiting.contains(&found.subject));
    report_findings(session, bad.collect())
}

/// Reports the findings, and counts the bad ones.
fn report_findings(session: &Session<'_>, findings: Vec<Finding>) -> usize {
    let bad = findings.iter().filter(|finding| finding.passed == Some(false)).count();
    findings.into_iter().for_each(|finding| session.reporter().report(&finding.into()));
    bad
}

pub(super) async fn events(cli: &Cli, follow: bool, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    let stack = session.engine().events(&session.config.stack_name(), follow).await?;
    session.finished(stack.status.as_str(), [].into());
    session.close().await;
    Ok(Exit::Success)
}

/// Prints the schema of the event stream.
pub(super) fn event_schema() -> Exit {
    cfn_stdout::print(output::EVENT_SCHEMA);
    Exit::Success
}

pub(super) async fn logs(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    for event in session.engine().logs(&session.config.stack_name()).await? {
        session.reporter().report(&Event::Resource(event));
    }
    session.finished("listed", [].into());
    session.close().await;
    Ok(Exit::Success)
}

pub(super) async fn doctor(cli: &Cli, args: &DoctorArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    session.started("doctor");
    if let Some(command) = args.command.map(ExaminedCommand::from) {
        let made = made_for(&session, command).await;
        let connections = (session.aws(), session.replicas());
        let findings = doctor::examine_command(connections, &session.config, command, made).await;
        return end_examination(session, findings, &format!("`archive {}`", command.name())).await;
    }
    let request = StackRequest { revert_drift: args.revert_drift, ..super::request(&session.config, &args.stack)? };
    let findings = doctor::examine(session.aws(), &session.config, &session.engine(), &request).await;
    end_examination(session, findings, "a deployment").await
}

/// What `archive bootstrap` has made for the jobs of a command, in each region in which it may have.
async fn made_for(session: &Session<'_>, command: ExaminedCommand) -> Vec<JobResources> {
    let (config, engine) = (&session.config, session.engine());
    let (engine, of_found) = (&engine, |found: BackfillResources| (found.role, found.bucket));
    match command {
        ExaminedCommand::Backfill => {
            let found = backfill::resources(engine, config).await.map(|found| found.map(of_found));
            vec![JobResources { region: *config.region(), found }]
        }
        ExaminedCommand::Failback => {
            join_all(config.replications().iter().map(|region| async move {
                let found = failover::resources(engine, config, *region).await;
                JobResources { region: *region, found: found.map(|found| found.map(of_found)) }
            }))
            .await
        }
        _ => Vec::new(),
    }
}

/// Tells what was found, and whether it would make `what` fail.
async fn end_examination(session: Session<'_>, findings: Vec<Finding>, what: &str) -> Result<Exit, CommandError> {
    let bad = report_findings(&session, findings);
    if bad == 0 {
        session.finished("sound", [].into());
        session.close().await;
        return Ok(Exit::Success);
    }
    session.close().await;
    let message = format!("{} would make {what} fail", counted(bad, "problem", "problems"));
    Err(CommandError::usage(message, "follow the help of each finding"))
}

impl From<ExaminedArg> for ExaminedCommand {
    fn from(command: ExaminedArg) -> Self {
        match command {
            ExaminedArg::Audit => Self::Audit,
            ExaminedArg::Backfill => Self::Backfill,
            ExaminedArg::Restore => Self::Restore,
            ExaminedArg::Undelete => Self::Undelete,
            ExaminedArg::Failover => Self::Failover,
            ExaminedArg::Failback => Self::Failback,
            ExaminedArg::Verify => Self::Verify,
        }
    }
}
