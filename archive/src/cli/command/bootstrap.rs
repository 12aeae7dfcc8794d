//! `archive bootstrap`: the roles that the StackSet needs, deployed before the archive, and again where it needs others.

use super::super::args::{BootstrapArgs, Cli};
use super::super::session::{Session, configuration};
use super::template_error;
use crate::config::options::PermissionModel;
use crate::config::{Config, Region};
use crate::promotion::replica_stack;
use crate::{bootstrap, stacks};
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::Event;

pub(super) async fn run(cli: &Cli, args: &BootstrapArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let config = configuration(cli)?;
    if let Some(region) = &args.failback {
        return of_failback(cli, args, super::failover::promoted_region_of(&config, region)?, reporting).await;
    }
    if args.backfill {
        return of_backfill(cli, args, &config, reporting).await;
    }
    if config.options().stack_set.permission_model == PermissionModel::ServiceManaged {
        return Err(CommandError::usage(
            "a service-managed StackSet needs no roles: AWS Organizations gives it its permissions",
            "activate trusted access for CloudFormation StackSets in the organization, then deploy",
        ));
    }
    if args.replica_account && config.options().replica_account.is_none() {
        return Err(CommandError::usage(
            "the replicas are in the archive's own account, and so are both roles",
            "leave out --replica-account; or write  account = \"…\"  into [replica] if they are to be in another account",
        ));
    }
    if args.print || args.replica_account {
        let template = match args.replica_account {
            true => stacks::bootstrap_replica_account(&config),
            false => stacks::bootstrap(&config, None),
        };
        let template = template.map_err(|error| template_error(&error))?;
        cfn_stdout::print(&format!("{}\n", template.to_json()));
        return Ok(Exit::Success);
    }
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started("bootstrap");
    let outcome = bootstrap::deploy_roles(session.aws(), &session.config, &session.engine()).await;
    match outcome.map_err(|error| session.failed(error))? {
        Some(outcome) => {
            let result = if outcome.unchanged { "unchanged".to_owned() } else { outcome.status };
            session.finished(result, outcome.outputs);
        }
        None => session.finished("unchanged", [].into()),
    }
    session.close().await;
    Ok(Exit::Success)
}

/// The role and the bucket of `archive backfill`, which any archive can have.
async fn of_backfill(
    cli: &Cli,
    args: &BootstrapArgs,
    config: &Config,
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    if args.print {
        let template = stacks::backfill(config).map_err(|error| template_error(&error))?;
        cfn_stdout::print(&format!("{}\n", template.to_json()));
        return Ok(Exit::Success);
    }
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started("bootstrap");
    let outcome = bootstrap::deploy_backfill(&session.config, &session.engine()).await;
    let outcome = outcome.map_err(|error| session.failed(error))?;
    let result = if outcome.unchanged { "unchanged".to_owned() } else { outcome.status };
    session.finished(result, outcome.outputs);
    session.close().await;
    Ok(Exit::Success)
}

/// What `archive failback` works with, in the region of the replica.
async fn of_failback(
    cli: &Cli,
    args: &BootstrapArgs,
    region: Region,
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    if args.print {
        let template = stacks::failback(&configuration(cli)?, region).map_err(|error| template_error(&error))?;
        cfn_stdout::print(&format!("{}\n", template.to_json()));
        return Ok(Exit::Success);
    }
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started("bootstrap");
    let engine = session.engine();
    if !session.config.replica_regions().any(|known| *known == region) {
        // A region that is not configured has to have a replica; it is no slip then.
        let replica = replica_stack(session.aws(), &engine, &session.config, region).await;
        replica.map_err(|error| session.failed(error))?;
    }
    let outcome = bootstrap::deploy_failback(&session.config, &engine, region).await;
    let outcome = outcome.map_err(|error| session.failed(error))?;
    let result = if outcome.unchanged { "unchanged".to_owned() } else { outcome.status };
    session.finished(result, outcome.outputs);
    session.close().await;
    Ok(Exit::Success)
}

/// Deploys the roles where a simulated account has none: a new one is as empty as one of AWS, and `deploy --local` is one command.
pub(super) async fn in_new_simulated_account(session: &Session<'_>) -> Result<(), CommandError> {
    let is_self_managed = session.config.options().stack_set.permission_model == PermissionModel::SelfManaged;
    if !is_self_managed || bootstrap::is_bootstrapped(session.aws(), &session.config).await? {
        return Ok(());
    }
    let message = "the simulated account has no roles for StackSets yet, as a new account of AWS: doing first what `archive bootstrap` does";
    session.reporter().report(&Event::Progress { message: message.to_owned() });
    let outcome = bootstrap::deploy_roles(session.aws(), &session.config, &session.engine()).await;
    outcome.map(|_| ()).map_err(|error| session.failed(error))
}
