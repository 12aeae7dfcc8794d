//! `archive failover`: makes a replica the bucket to write to.

use std::time::SystemTime;

use super::super::args::{Cli, FailoverArgs};
use super::super::session::Session;
use crate::config::{Config, Region};
use crate::deployment::refuse;
use crate::doctor::promotion_obstacles;
use crate::failover::{self, Primary};
use crate::promotion::{ReplicaStack, replica_stack};
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{ApprovalRequest, Approver as _, Error, Event, Level, Remedy, StackRequest};

/// The region of the replica that the command line names, of those that the archive is replicated to.
fn region_of(config: &Config, name: &str) -> Result<Region, CommandError> {
    own_replicas(config)?;
    let found = config.replications().iter().find(|region| region.as_str() == name);
    found.copied().ok_or_else(|| not_replicated_to(config, name))
}

/// As [`region_of`], of every region: a replica may have been promoted before its region left the configuration.
pub(super) fn promoted_region_of(config: &Config, name: &str) -> Result<Region, CommandError> {
    own_replicas(config)?;
    Region::known(name).ok_or_else(|| not_replicated_to(config, name))
}

fn not_replicated_to(config: &Config, name: &str) -> CommandError {
    let names: Vec<&str> = config.replications().iter().map(|region| region.as_str()).collect();
    let message = format!("{name:?} is not a region that the archive is replicated to");
    CommandError::usage(message, format!("name one of {}", names.join(", ")))
}

/// The replicas have to be in the archive's own account.
fn own_replicas(config: &Config) -> Result<(), CommandError> {
    let Some(account) = &config.options().replica_account else { return Ok(()) };
    Err(CommandError::usage(
        format!(
            "the replicas are in the account {}, and only those of the archive's own account can be promoted",
            account.account
        ),
        "write to a bucket of your own meanwhile; the replicas can be read",
    ))
}

pub(super) async fn run(cli: &Cli, args: &FailoverArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &args.approvals, reporting).await?;
    let region = region_of(&session.config, &args.replica)?;
    session.started("failover");
    if args.rehearse {
        let ended = super::rehearsal::run(&session, region).await;
        if let Ok((result, outputs)) = &ended {
            session.finished(*result, outputs.clone());
        }
        session.close().await;
        return ended.map(|_| Exit::Success);
    }
    let ended = promote(&session, region, args.dry_run).await;
    if let Ok((result, replica)) = &ended {
        session.finished(*result, outputs(&session, region, replica));
    }
    session.close().await;
    ended.map(|_| Exit::Success)
}

async fn promote(
    session: &Session<'_>,
    region: Region,
    dry_run: bool,
) -> Result<(&'static str, ReplicaStack), CommandError> {
    let (config, engine) = (&session.config, session.engine());
    let failed = |error: Error| session.failed(error);
    let replica = replica_stack(session.aws(), &engine, config, region).await.map_err(failed)?;
    let at = (region, SystemTime::now());
    let Some(request) = failover::promotion(&engine, config, at, &replica).await.map_err(failed)? else {
        note(session, Level::Info, format!("the replica in {region} is promoted already"), Vec::new());
        return Ok(("unchanged", replica));
    };
    refuse_second(session, region).await?;
    let obstacles = promotion_obstacles(session.aws(), config, region).await.map_err(|error| failed(error.into()))?;
    refuse(obstacles).map_err(failed)?;
    report_primary(session, region).await;
    if dry_run {
        show(session, region, &request).await?;
        return Ok(("planned", replica));
    }
    ask(session, &format!("Write to {} in {region} from now on?", config.replica_bucket_name(&region)), "promoted")?;
    failover::update(&engine, region, &request).await.map_err(failed)?;
    let replica = replica_stack(session.aws(), &engine, config, region).await.map_err(failed)?;
    note(
        session,
        Level::Info,
        format!("what is written to {region} from now on is in this region only",),
        vec![format!("once {} answers again, `archive failback {region}` returns it", config.region()).into()],
    );
    Ok(("promoted", replica))
}

/// Refuses a second bucket to write to: what is written to both under one key would have to be told apart.
async fn refuse_second(session: &Session<'_>, region: Region) -> Result<(), CommandError> {
    let (config, engine) = (&session.config, session.engine());
    let others = config.replications().iter().filter(|other| **other != region);
    let looked = futures_util::future::join_all(others.map(|other| {
        let engine = &engine;
        async move {
            let asked = replica_stack(session.aws(), engine, config, *other);
            (*other, tokio::time::timeout(failover::PATIENCE, asked).await)
        }
    }));
    for (other, found) in looked.await {
        match found {
            Ok(Ok(ReplicaStack { promotion: Some(_), .. })) => {
                return Err(CommandError::Deploy(Error::InvalidState {
                    message: format!("the replica in {other} is promoted already, and objects are written to it"),
                    remedies: vec![format!("write to {other}, or `archive failback {other}` first").into()],
                }));
            }
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                note(session, Level::Warning, format!("whether {other} is promoted is not known: {error}"), Vec::new())
            }
            Err(_) => {
                let message = format!("whether {other} is promoted is not known: it does not answer");
                note(session, Level::Warning, message, Vec::new());
            }
        }
    }
    Ok(())
}

/// Tells whether the primary region is gone.
async fn report_primary(session: &Session<'_>, region: Region) {
    let (config, home) = (&session.config, session.config.region());
    let (level, message) = match failover::primary(session.aws(), config).await {
        Primary::Answers => (
            Level::Warning,
            format!(
                "{home} answers: what is still written to {} stays there, and is replicated to {region} as before",
                config.bucket_name()
            ),
        ),
        Primary::HasNoBucket => {
            (Level::Warning, format!("{home} answers, and the bucket {} is gone", config.bucket_name()))
        }
        Primary::Silent(why) => (
            Level::Info,
            format!("{home} does not answer: {why}; what had not been replicated to {region} is there, and is kept"),
        ),
    };
    note(session, level, message, Vec::new());
}

/// Shows what the stack's update would change.
async fn show(session: &Session<'_>, region: Region, request: &StackRequest) -> Result<(), CommandError> {
    let engine = session.engine().in_region(region.as_str());
    let planned = engine.plan(request).await.map_err(|error| session.failed(error))?;
    match planned {
        Some((plan, _)) => engine.discard(&plan).await.map_err(|error| session.failed(error)),
        None => Ok(()),
    }
}

pub(super) fn ask(session: &Session<'_>, question: &str, what: &str) -> Result<(), CommandError> {
    let question = ApprovalRequest { text: question.to_owned(), dangers: &[] };
    if session.approver().approves(&question) {
        return Ok(());
    }
    Err(CommandError::Other {
        message: format!("not approved, so nothing is {what}"),
        remedy: Remedy::Confirm,
        exit: Exit::Refused,
    })
}

pub(super) fn note(session: &Session<'_>, level: Level, message: String, remedies: Vec<Remedy>) {
    session.reporter().report(&Event::Notice { level, message, remedies });
}

fn outputs(
    session: &Session<'_>,
    region: Region,
    replica: &ReplicaStack,
) -> std::collections::BTreeMap<String, String> {
    let mut outputs = std::collections::BTreeMap::from([
        ("BucketName".to_owned(), session.config.replica_bucket_name(&region)),
        ("BucketRegion".to_owned(), region.to_string()),
    ]);
    if let Some(promotion) = &replica.promotion {
        outputs.insert("PromotedSince".to_owned(), promotion.since.clone());
    }
    outputs
}
