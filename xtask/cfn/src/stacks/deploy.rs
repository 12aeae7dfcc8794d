//! `deploy`: creates or updates stacks, or executes a saved plan.

use std::path::PathBuf;

use cfn_command_line::arguments::Approvals;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{Event, Outcome, StackRequest};

use super::arguments::{Common, Settings};
use super::assets;
use super::lookup;
use super::order::{Ended, in_order};
use super::parameters;
use super::plan::SavedPlan;
use super::request::DesiredStack;
use super::session::Connected;
use super::several;
use super::target::{Need, Target, resolve};

/// Create or update the stack of a template, or the stacks of the program in this folder.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    approvals: Approvals,
    /// Execute exactly this plan, saved by `cfn plan --out FILE`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["targets", "stack_name", "Settings", "StackSettings", "revert_drift"])]
    plan: Option<PathBuf>,
    /// Also undo what was changed or deleted by hand (CloudFormation's drift-aware change sets)
    #[arg(long)]
    revert_drift: bool,
    /// Show what would be changed, and change nothing: the same as `cfn plan`
    #[arg(long, short = 'n', conflicts_with_all = ["plan", "revert_drift", "fail_on_empty"])]
    dry_run: bool,
    /// Exit with code 3 if there are no changes
    #[arg(long)]
    fail_on_empty: bool,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) async fn run(args: &Args, reporting: &Reporting) -> Result<Exit, CommandError> {
    if args.dry_run {
        return super::plan::show(&args.common, &args.settings, args.approvals.yes, None, reporting).await;
    }
    if let Some(file) = &args.plan {
        return run_plan(args, super::plan::read(file)?, reporting).await;
    }
    let mut targets = resolve(&args.common, Need::Templates).await?;
    let given = parameters::given(&args.settings)?;
    if targets.len() > 1 && !(given.values.is_empty() && given.previous.is_empty()) {
        let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        return Err(CommandError::usage(
            format!("parameters are of one stack, and these are deployed: {}", names.join(", ")),
            "set them in the program, or deploy the stack alone once those that it depends on exist",
        ));
    }
    let session = Connected::open(&args.common.connection, &targets, &args.approvals, reporting).await?;
    lookup::check_places(&session, &targets).await?;
    assets::prepare(&session, &mut targets, &args.settings, assets::Use::Upload).await?;
    let after: Vec<Vec<usize>> = targets.iter().map(|target| target.after.clone()).collect();
    let deploy = async |index: usize| match targets.get(index) {
        Some(target) => {
            session.started("deploy", target);
            let desired = DesiredStack::new(&session, target, &args.settings, &given).await?;
            // Boxed: it is large, and there may be many.
            Box::pin(deploy_one(&session, target, desired, args.revert_drift)).await
        }
        None => Err(CommandError::usage(format!("there is no stack number {index}"), "report this as a bug of cfn")),
    };
    let ended = in_order(&after, deploy).await;
    let is_empty = ended.iter().all(|ended| matches!(ended, Ended::Done(outcome) if outcome.unchanged));
    if is_empty && args.fail_on_empty {
        session.shared.close().await;
        return Err(CommandError::Other {
            message: "no changes, and --fail-on-empty was given".to_owned(),
            remedy: "remove --fail-on-empty if no changes is a success".into(),
            exit: Exit::Refused,
        });
    }
    several::end(session, &targets, ended).await
}

async fn deploy_one(
    session: &Connected<'_>,
    target: &Target,
    mut desired: DesiredStack,
    revert_drift: bool,
) -> Result<Outcome, CommandError> {
    let engine = session.engine(target);
    let deploy = async |request: StackRequest| engine.deploy(&StackRequest { revert_drift, ..request }).await;
    let outcome = desired.acknowledged(session, deploy).await?;
    if outcome.unchanged {
        let message = format!("no changes in {}", target.name);
        session.shared.reporter.report(&Event::Progress { message });
    }
    Ok(outcome)
}

/// Executes the plans of a file, in the order of the stacks.
async fn run_plan(args: &Args, saved: SavedPlan, reporting: &Reporting) -> Result<Exit, CommandError> {
    let targets: Vec<Target> = saved.stacks.iter().map(|planned| planned.stack.target()).collect();
    let session = Connected::open(&args.common.connection, &targets, &args.approvals, reporting).await?;
    let after: Vec<Vec<usize>> = saved.stacks.iter().map(|planned| planned.after.clone()).collect();
    let execute = async |index: usize| match (targets.get(index), saved.stacks.get(index)) {
        (Some(target), Some(planned)) => {
            session.started("deploy", target);
            let engine = session.engine(target);
            let request = planned.stack.request();
            // Boxed: it is large, and there may be many.
            let executed = Box::pin(engine.execute_saved(&planned.plan, &request)).await;
            executed.map_err(|error| session.shared.failed(error))
        }
        _ => Err(CommandError::usage(format!("there is no stack number {index}"), "report this as a bug of cfn")),
    };
    let ended = in_order(&after, execute).await;
    several::end(session, &targets, ended).await
}
