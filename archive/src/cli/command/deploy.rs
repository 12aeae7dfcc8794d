//! `archive deploy`: creates or updates the archive.

use super::super::args::{Cli, DeployArgs};
use super::super::session::Session;
use super::plan::SavedPlan;
use crate::config::Overrides;
use crate::deployment;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{ApprovalRequest, Approver as _, Danger, DangerKind, Event, Outcome, Remedy, StackRequest};

pub(super) async fn run(cli: &Cli, args: &DeployArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    if args.dry_run {
        return super::plan::show(cli, &args.stack, None, None, reporting).await;
    }
    let saved = args.plan.as_deref().map(super::plan::read).transpose()?;
    let session = match &saved {
        Some(saved) => open_with_saved(cli, args, saved, reporting).await?,
        None => Session::open(cli, &args.approvals, reporting).await?,
    };
    session.started("deploy");
    session.warn_of_consequences();
    confirm_compliance(&session)?;
    let (outcome, is_whole) = match &saved {
        Some(saved) => execute_saved(cli, &session, saved).await?,
        None => {
            let request = super::request(&session.config, &args.stack)?;
            prepare(cli, &session).await?;
            let request = StackRequest { revert_drift: args.revert_drift, ..request };
            let outcome = deployment::deploy(session.aws(), &session.config, &session.engine(), &request).await;
            (outcome.map_err(|error| session.failed(error))?, true)
        }
    };
    for region in session.config.awaiting_key() {
        let message = format!(
            "{region} receives no objects yet: write the output KeyArn of its replica stack into [replica.keys] of the configuration, and deploy again"
        );
        session.reporter().report(&Event::Progress { message });
    }
    if outcome.unchanged {
        session.reporter().report(&Event::Progress { message: "no changes".to_owned() });
    }
    if outcome.unchanged && args.fail_on_empty {
        session.close().await;
        return Err(CommandError::Other {
            message: "no changes, and --fail-on-empty was given".to_owned(),
            remedy: "remove --fail-on-empty if no changes is a success".into(),
            exit: Exit::Refused,
        });
    }
    let unhealthy = if is_whole { super::inspect::report_unhealthy(&session).await } else { 0 };
    let result = if outcome.unchanged { "unchanged".to_owned() } else { outcome.status };
    let look = outcome.outputs.get("BucketName").map(|bucket| how_to_look(cli, &session, bucket));
    if let Some(message) = look.filter(|_| cli.connection.local) {
        session.reporter().report(&Event::Progress { message });
    }
    if unhealthy == 0 {
        session.finished(result, outcome.outputs);
    } else {
        session.reporter().report(&Event::Outputs { outputs: outcome.outputs });
    }
    session.close().await;
    if unhealthy > 0 {
        return Err(CommandError::Other {
            message: format!("the deployment is done, and {unhealthy} of what it depends on is not as it should be"),
            remedy: "follow the help of each finding; `archive status` shows them again".into(),
            exit: Exit::ActionRequired,
        });
    }
    Ok(Exit::Success)
}

/// A session with the configuration of a saved plan, under the flags of the command line.
async fn open_with_saved<'a>(
    cli: &Cli,
    args: &DeployArgs,
    saved: &SavedPlan,
    reporting: &'a Reporting,
) -> Result<Session<'a>, CommandError> {
    if let Some(file) = cli.settings.file() {
        return Err(CommandError::usage(
            format!("a saved plan has its configuration, and {} would be ignored", file.display()),
            "leave out --config",
        ));
    }
    let source = saved.configuration.clone().under(&Overrides::from(&cli.settings));
    Session::open_with(source, cli, &args.approvals, reporting).await
}

/// Executes a saved plan. Returns the outcome, and whether it is that of the whole deployment, not of a step before the last.
async fn execute_saved(
    cli: &Cli,
    session: &Session<'_>,
    SavedPlan { plan, stack, .. }: &SavedPlan,
) -> Result<(Outcome, bool), CommandError> {
    let (before, last) = super::steps(session, stack).await?;
    let is_of_configuration =
        before.iter().map(|(_, request)| request).chain([&last]).any(|request| request.is_planned_by(plan));
    if is_of_configuration {
        prepare(cli, session).await?;
        let looked = deployment::check_before(session.aws(), &session.config, &session.engine(), &last).await;
        looked.map_err(|error| session.failed(error))?;
    }
    let first = before.into_iter().map(|(_, request)| request).find(|request| request.is_planned_by(plan));
    let outcome = session.engine().execute_saved(plan, first.as_ref().unwrap_or(&last)).await;
    let outcome = outcome.map_err(|error| session.failed(error))?;
    if first.is_some() {
        session.reporter().report(&super::plan::more_to_come());
    }
    Ok((outcome, first.is_none()))
}

/// Makes a new simulated account as an account of AWS has to be for a deployment.
async fn prepare(cli: &Cli, session: &Session<'_>) -> Result<(), CommandError> {
    if cli.connection.local { super::bootstrap::in_new_simulated_account(session).await } else { Ok(()) }
}

/// What is written under Object Lock in compliance mode costs until its retention ends, and nobody can delete it before.
fn confirm_compliance(session: &Session<'_>) -> Result<(), CommandError> {
    if !session.config.needs_typed_confirmation() {
        return Ok(());
    }
    let danger = Danger::new(
        DangerKind::Compliance,
        session.config.stack_name(),
        "Object Lock in compliance mode: until its retention ends nobody can delete a version, not even the account's root user",
    );
    let question = ApprovalRequest { text: "Deploy with it?".to_owned(), dangers: std::slice::from_ref(&danger) };
    if session.approver().approves(&question) {
        return Ok(());
    }
    Err(CommandError::Other {
        message: danger.message.clone(),
        remedy: Remedy::Allow { dangers: vec![DangerKind::Compliance] },
        exit: Exit::Refused,
    })
}

fn how_to_look(cli: &Cli, session: &Session<'_>, bucket: &str) -> String {
    let state = match cli.connection.state.to_str() {
        Some(super::super::args::DEFAULT_STATE) | None => String::new(),
        Some(other) => format!(" --state {other}"),
    };
    // As it was called, which finds it again: there need be no checkout.
    let program = std::env::args().next().unwrap_or_else(|| "archive".to_owned());
    format!(
        "This AWS is simulated: no account was used. To look at what was created:\n  \
         {program} simulate --port 4566{state} &\n  \
         export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_ACCESS_KEY_ID=SIMULATED AWS_SECRET_ACCESS_KEY=simulated\n  \
         aws --region {region} s3api get-bucket-replication --bucket {bucket}",
        region = session.config.region(),
    )
}
