//! What a command takes that is run when something has gone wrong, by somebody who need not be allowed to deploy.

use futures_util::future::join;

use super::command_actions::{
    Callers, of_audit, of_backfill, of_failback, of_failover, of_restore, of_undelete, of_verify,
};
use super::{Examination, Finding, examine_credentials, permissions};
use crate::config::{Config, Region};
use cfn_deploy::Error;
use cfn_deploy::aws::Aws;

/// A command whose rights are examined apart from those of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExaminedCommand {
    /// `archive audit`.
    Audit,
    /// `archive backfill`.
    Backfill,
    /// `archive restore`, to a folder.
    Restore,
    /// `archive undelete`.
    Undelete,
    /// `archive failover`, to any replica.
    Failover,
    /// `archive failback`, from every region that has what it needs.
    Failback,
    /// `archive verify`.
    Verify,
}

impl ExaminedCommand {
    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Backfill => "backfill",
            Self::Restore => "restore",
            Self::Undelete => "undelete",
            Self::Failover => "failover",
            Self::Failback => "failback",
            Self::Verify => "verify",
        }
    }
}

/// The role and the bucket of the jobs of a command in a region.
#[derive(Debug)]
pub struct JobResources {
    /// The region.
    pub region: Region,
    /// The ARN of the role and the name of the bucket; `None` if there are none, and the error if that cannot be told.
    pub found: Result<Option<(String, String)>, Error>,
}

/// Examines what the caller may do of what `command` takes. `replicas` is the connection to the account of the replicas; in one account it is the
/// same. `made` is what there is for the jobs of a backfill or of a failback.
pub async fn examine_command(
    (aws, replicas): (&Aws, &Aws),
    config: &Config,
    command: ExaminedCommand,
    made: Vec<JobResources>,
) -> Vec<Finding> {
    // The primary region may be gone when a replica is to be promoted.
    let first = config.replica_regions().next().unwrap_or_else(|| config.region());
    let region = if command == ExaminedCommand::Failover { first } else { config.region() }.as_str();
    let (caller, other) = join(aws.identity(region), replicas.identity(first.as_str())).await;
    let (credentials, caller) = match examine_credentials(caller) {
        Ok(credentials) => credentials,
        Err(finding) => return vec![finding],
    };
    let home = Examination { aws, config, caller, region };
    let account = config
        .options()
        .replica_account
        .as_ref()
        .map_or(home.caller.account.as_str(), |other| &other.account)
        .to_owned();
    let (away, unreached) = match other {
        Ok(caller) if caller.account == account => {
            (Some(Examination { aws: replicas, config, caller, region: first.as_str() }), None)
        }
        Ok(_) => {
            let message = format!("the replicas are in account {account}, whose credentials are not known here");
            let remedy = "add --replica-profile with a profile of that account";
            (None, Some(Finding::unknown("permissions", message, remedy)))
        }
        Err(error) => (None, Some(Finding::call_failed("permissions", &error))),
    };
    let callers = Callers { home, away };
    let mut findings = vec![credentials];
    let needs = match command {
        ExaminedCommand::Audit => of_audit(&callers),
        ExaminedCommand::Restore => of_restore(&callers),
        ExaminedCommand::Undelete => of_undelete(&callers),
        ExaminedCommand::Verify => of_verify(&callers),
        ExaminedCommand::Failover => of_failover(&callers),
        ExaminedCommand::Backfill => {
            let (needs, made) = of_backfill(&callers, made);
            findings.extend(made);
            needs
        }
        ExaminedCommand::Failback => {
            let (needs, made) = of_failback(&callers, made);
            findings.extend(made);
            needs
        }
    };
    let Callers { home, away } = &callers;
    let asked_away = async {
        match away {
            _ if needs.away.is_empty() => Vec::new(),
            Some(away) => permissions::by_caller(away, needs.away).await,
            None => unreached.into_iter().collect(),
        }
    };
    let (at_home, away) = join(permissions::by_caller(home, needs.home), asked_away).await;
    findings.extend(at_home);
    // That no user or role is asked about, such as the root user, is told once.
    findings.extend(away.into_iter().filter(|finding| !findings.contains(finding)).collect::<Vec<_>>());
    findings
}
