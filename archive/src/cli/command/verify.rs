//! `archive verify`: proof that replication works, by replicating.

use std::time::Duration;

use super::super::args::Cli;
use super::super::session::Session;
use crate::config::{Config, Region};
use crate::doctor::Finding;
use crate::health::{self, ObjectSelection};
use crate::verify::{ReplicationResult, verify};
use cfn_command_line::arguments::Approvals;
use cfn_command_line::{CommandError, Exit, Reporting, output::counted};
use cfn_deploy::{Error, Event, Remedy, Stack};

pub(super) async fn run(
    cli: &Cli,
    (timeout, objects): (u64, usize),
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    session.started("verify");
    let (name, engine) = (session.config.stack_name(), session.engine());
    let Some(stack) = engine.describe(&name).await? else { return Err(Error::no_stack(&name).into()) };
    let resources = engine.deletion_outcomes(&stack).await?;
    let timeout = Duration::from_secs(timeout.saturating_mul(60));
    let (regions, absent) = by_deployment(&session.config, &stack);
    session.reporter().report(&Event::Progress { message: waiting(&regions, timeout) });
    let found = verify((session.aws(), session.replicas()), (&session.config, &regions), &resources, timeout).await;
    let found = found.map_err(|error| session.failed(Error::Api(error)))?;
    session.reporter().report(&Event::Progress {
        message: "the object that was written is deleted: a delete marker hides it, and its version stays, as every version does"
            .to_owned(),
    });
    let unasked = found.iter().filter(|(_, found)| matches!(found, ReplicationResult::Unknown(_))).count();
    let checks: Vec<Event> = absent
        .into_iter()
        .map(not_deployed)
        .chain(found.into_iter().map(|(region, found)| check(region, found)))
        .collect();
    let bad = checks.iter().filter(|check| matches!(check, Event::Check { passed: Some(false), .. })).count();
    checks.iter().for_each(|check| session.reporter().report(check));
    let others = health::of_objects(session.aws(), &session.config, ObjectSelection::First(objects)).await;
    let others = others.map_err(|error| session.failed(Error::Api(error)))?;
    let unlike = others.iter().filter(|found| found.passed == Some(false)).count();
    others.into_iter().for_each(|found| session.reporter().report(&found.into()));
    if bad == 0 && unasked > 0 {
        session.close().await;
        let replicas = counted(unasked, "replica could not be asked", "replicas could not be asked");
        return Err(CommandError::Other {
            message: format!("{replicas}, so that it is not known whether the object is there"),
            remedy: "follow the help of each finding, and verify again".into(),
            exit: Exit::ActionRequired,
        });
    }
    if bad == 0 && unlike > 0 {
        session.close().await;
        return Err(CommandError::Other {
            message: "every replica has the object, and some objects are not encrypted with their bucket's key"
                .to_owned(),
            remedy: "follow the help of each finding".into(),
            exit: Exit::ActionRequired,
        });
    }
    if bad == 0 {
        session.finished("verified", [].into());
        session.close().await;
        return Ok(Exit::Success);
    }
    session.close().await;
    Err(CommandError::Other {
        message: counted(
            bad,
            "replica does not have the object as it should",
            "replicas do not have the object as they should",
        ),
        remedy: "`archive status` shows the rules, `archive drift` what was changed by hand".into(),
        exit: Exit::ActionRequired,
    })
}

/// A replica that was not waited for.
fn not_deployed(region: Region) -> Event {
    Event::Check {
        subject: format!("replica in {region}"),
        passed: Some(false),
        message: "is in the configuration and not deployed, so it was not waited for".to_owned(),
        remedies: vec![Remedy::Deploy],
    }
}

/// What became of the object in a replica.
fn check(region: Region, found: ReplicationResult) -> Event {
    let (passed, message) = match found {
        ReplicationResult::Unknown(error) => {
            let finding = Finding::call_failed(format!("replica in {region}"), &error);
            return finding.into();
        }
        ReplicationResult::Arrived { after, own_key: Some(true) } => {
            (Some(true), format!("arrived after {:.1} s, under the replica's own key", after.as_secs_f64()))
        }
        ReplicationResult::Arrived { after, own_key: None } => {
            (None, format!("arrived after {:.1} s; the replica's key is not known", after.as_secs_f64()))
        }
        ReplicationResult::Arrived { own_key: Some(false), .. } => {
            (Some(false), "arrived, under a key that is not the replica's".to_owned())
        }
        ReplicationResult::Failed => (Some(false), "S3 failed to replicate it".to_owned()),
        ReplicationResult::Missing => (Some(false), "did not arrive in time".to_owned()),
    };
    let remedies = (passed == Some(false)).then(|| "see `archive status` and `archive drift`".into());
    Event::Check { subject: format!("replica in {region}"), passed, message, remedies: remedies.into_iter().collect() }
}

/// The configuration's replicas: those that the deployed stack replicates to, and the others. Without the output that tells, all are
/// waited for.
fn by_deployment(config: &Config, stack: &Stack) -> (Vec<Region>, Vec<Region>) {
    let deployed = stack.outputs.get("BucketReplications");
    config
        .replications()
        .iter()
        .partition(|region| deployed.is_none_or(|all| all.split(',').any(|known| known == region.as_str())))
}

fn waiting(regions: &[Region], timeout: Duration) -> String {
    let names: Vec<&str> = regions.iter().map(Region::as_str).collect();
    let minutes = usize::try_from(timeout.as_secs() / 60).unwrap_or(usize::MAX);
    let minutes = counted(minutes, "minute", "minutes");
    format!("writing an object, and waiting up to {minutes} for it in {}", names.join(", "))
}
