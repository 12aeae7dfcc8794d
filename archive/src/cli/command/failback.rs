//! `archive failback`: returns what was written to a promoted replica, and makes it a replica again.

use std::collections::BTreeMap;

use super::super::args::{Cli, FailbackArgs};
use super::super::session::Session;
use super::failover::{ask, note, promoted_region_of};
use crate::config::Region;
use crate::deployment::refuse;
use crate::doctor::failback_obstacles;
use crate::failover::{self, Failback, Lacking, Primary, Returned, lacking, replica_template, resources};
use crate::promotion::replica_stack;
use cfn_command_line::{CommandError, Exit, Reporting, output::counted};
use cfn_deploy::{Error, Event, Level};

pub(super) async fn run(cli: &Cli, args: &FailbackArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &args.approvals, reporting).await?;
    let region = promoted_region_of(&session.config, &args.replica)?;
    session.started("failback");
    let ended = run_in(&session, region, args).await;
    let ended = match ended {
        Ok((result, outputs)) => {
            session.finished(result, outputs);
            Ok(Exit::Success)
        }
        Err(error) => Err(error),
    };
    session.close().await;
    ended
}

type Ended = (&'static str, BTreeMap<String, String>);

async fn run_in(session: &Session<'_>, region: Region, args: &FailbackArgs) -> Result<Ended, CommandError> {
    let (config, engine) = (&session.config, session.engine());
    let failed = |error: Error| session.failed(error);
    let replica = replica_stack(session.aws(), &engine, config, region).await.map_err(failed)?;
    let Some(promotion) = replica.promotion.clone() else {
        note(session, Level::Info, format!("the replica in {region} is not promoted"), Vec::new());
        return Ok(("unchanged", BTreeMap::new()));
    };
    require_primary(session).await?;
    let template = replica_template(&engine, config, region).await.map_err(failed)?;
    let lacks = lacking(session.aws(), config, (region, &promotion.since), session.reporter()).await.map_err(failed)?;
    report_lacking(session, region, &promotion.since, &lacks);
    if args.dry_run {
        return Ok(("planned", counts(&lacks)));
    }
    let Some(made) = resources(&engine, config, region).await.map_err(failed)? else {
        let message = format!(
            "S3 needs a role to replicate back: there is no stack {} in {region}",
            config.failback_stack_name()
        );
        return Err(CommandError::usage(message, format!("create it with `archive bootstrap --failback {region}`")));
    };
    let identity = session.aws().identity(region.as_str()).await.map_err(|error| failed(error.into()))?;
    let obstacles = failback_obstacles(session.aws(), config, region, (&made.role, &made.bucket)).await;
    refuse(obstacles.map_err(|error| failed(error.into()))?).map_err(failed)?;
    ask(session, &format!("Return them to {}, and make {region} a replica again?", config.bucket_name()), "returned")?;
    let failback = Failback {
        aws: session.aws(),
        config,
        engine,
        region,
        account: &identity.account,
        made: &made,
        template: &template,
        interval: session.shared.poll_interval(),
        leaves_rest: args.leave_rest,
    };
    let returned = failback.run(replica).await.map_err(failed)?;
    report(session, region, &returned)
}

/// The primary region has to answer, and to have the bucket.
async fn require_primary(session: &Session<'_>) -> Result<(), CommandError> {
    let config = &session.config;
    let (message, remedy) = match failover::primary(session.aws(), config).await {
        Primary::Answers => return Ok(()),
        Primary::HasNoBucket => (
            format!(
                "{} answers, and the bucket {} is gone: there is nothing to return to",
                config.region(),
                config.bucket_name()
            ),
            "look for it in S3's console; what the replica has stays there, and can be read".to_owned(),
        ),
        Primary::Silent(why) => (
            format!("{} does not answer: {why}; nothing was changed, and the replica stays promoted", config.region()),
            "run the same again once it answers".to_owned(),
        ),
    };
    Err(session.failed(Error::InvalidState { message, remedies: vec![remedy.into()] }))
}

fn report_lacking(session: &Session<'_>, region: Region, since: &str, lacks: &Lacking) {
    let bucket = session.config.bucket_name();
    let message = format!("{region} is promoted since {since}; {bucket} lacks {} of it", lacks.summary());
    session.reporter().report(&Event::Progress { message });
    if lacks.expired > 0 {
        let message = format!(
            "{} noncurrent versions from before the promotion are not returned: the lifecycle deletes such versions from the primary bucket",
            lacks.expired
        );
        note(session, Level::Info, message, Vec::new());
    }
}

fn counts(lacks: &Lacking) -> BTreeMap<String, String> {
    [("Versions", lacks.objects.0), ("Bytes", lacks.objects.1), ("DeleteMarkers", lacks.markers)]
        .into_iter()
        .map(|(name, count)| (name.to_owned(), count.to_string()))
        .collect()
}

/// Tells what came of it.
fn report(session: &Session<'_>, region: Region, returned: &Returned) -> Result<Ended, CommandError> {
    for (code, failures) in returned.failures.iter().filter(|_| returned.left > 0) {
        let message = format!("failed on {}, the first is {:?}: {}", failures.count, failures.key, failures.message);
        let remedies = vec![format!("`archive bootstrap --failback {region}` puts back what the role may do").into()];
        session.reporter().report(&Event::Check { subject: code.clone(), passed: Some(false), message, remedies });
    }
    let outputs = [("ReturnedByJobs", returned.by_jobs), ("Left", returned.left)];
    let outputs: BTreeMap<String, String> =
        outputs.into_iter().map(|(name, count)| (name.to_owned(), count.to_string())).collect();
    let others = session.config.replications().iter().filter(|other| **other != region);
    let others: Vec<&str> = others.map(|other| other.as_str()).collect();
    if !others.is_empty() && returned.is_replica {
        let message = format!("what was returned is not replicated to {} by a rule", others.join(", "));
        let remedy = "`archive backfill` shows how much it is, and replicates it after asking";
        note(session, Level::Warning, message, vec![remedy.into()]);
    }
    if returned.left == 0 {
        return Ok(("returned", outputs));
    }
    session.reporter().report(&Event::Outputs { outputs });
    let left = counted(
        usize::try_from(returned.left).unwrap_or(usize::MAX),
        "version could not be returned",
        "versions could not be returned",
    );
    let (message, remedy) = match returned.is_replica {
        true => (
            format!("{left}, and {region} is a replica again"),
            format!(
                "`archive audit --report FILE` names each as diverged, and `archive restore --from {region}` reads them"
            ),
        ),
        false => (
            format!("{left}; nobody may write to {region}, and it is not a replica yet"),
            "follow the help of each finding and run the same again; with --leave-rest they stay in the replica only"
                .to_owned(),
        ),
    };
    Err(CommandError::Other { message, remedy: remedy.into(), exit: Exit::ActionRequired })
}
