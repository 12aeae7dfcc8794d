//! `destroy`: deletes stacks, those that depend on others first, and says what stays.

use cfn_command_line::arguments::Answers;
use cfn_command_line::output::counted;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{DestroyOptions, Event, Level, Outcome};

use super::arguments::Common;
use super::order::{in_order, reversed};
use super::session::Connected;
use super::several;
use super::target::{Need, Target, resolve};

/// Delete stacks, with everything in them that their templates do not retain.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    answers: Answers,
    /// After a failed deletion: leave this resource alone; may be given several times
    #[arg(long, value_name = "LOGICAL_ID")]
    retain: Vec<String>,
    /// After a failed deletion: delete the stack even if resources cannot be deleted
    #[arg(long)]
    force: bool,
    /// Show what would be deleted and what would stay, and delete nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) async fn run(args: &Args, reporting: &Reporting) -> Result<Exit, CommandError> {
    let targets = resolve(&args.common, Need::Names).await?;
    let session = Connected::open(&args.common.connection, &targets, &args.answers, reporting).await?;
    if args.dry_run {
        return show(session, &targets).await;
    }
    let options = DestroyOptions { retain: args.retain.clone(), force: args.force };
    let after: Vec<Vec<usize>> = targets.iter().map(|target| target.after.clone()).collect();
    let destroy = async |index: usize| match targets.get(index) {
        Some(target) => Box::pin(destroy_one(&session, target, &options)).await,
        None => Err(CommandError::usage(format!("there is no stack number {index}"), "report this as a bug of cfn")),
    };
    let ended = in_order(&reversed(&after), destroy).await;
    several::end(session, &targets, ended).await
}

/// Shows what a deletion would delete.
async fn show(session: Connected<'_>, targets: &[Target]) -> Result<Exit, CommandError> {
    // Those that depend on others are deleted first.
    for target in targets.iter().rev() {
        session.started("destroy", target);
        let engine = session.engine(target);
        let event = match engine.describe(&target.name).await? {
            Some(stack) => {
                let outcomes = engine.deletion_outcomes(&stack).await?;
                Event::DeletionOutcomes { stack: stack.name, outcomes }
            }
            None => Event::Progress { message: nothing_to_delete(target) },
        };
        session.shared.reporter.report(&event);
    }
    session.shared.finished("planned", [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}

fn nothing_to_delete(target: &Target) -> String {
    format!("the stack {} does not exist: there is nothing to delete", target.name)
}

async fn destroy_one(
    session: &Connected<'_>,
    target: &Target,
    options: &DestroyOptions,
) -> Result<Outcome, CommandError> {
    session.started("destroy", target);
    let destroyed = session.engine(target).destroy(&target.name, options).await;
    let destroyed = destroyed.map_err(|error| session.shared.failed(error))?;
    if !destroyed.existed {
        session.shared.reporter.report(&Event::Progress { message: nothing_to_delete(target) });
    }
    let stay = destroyed.outcomes.iter().filter(|outcome| outcome.retained == Some(true)).count();
    if stay > 0 {
        let message =
            format!("{} in the account, as {} says", counted(stay, "resource stays", "resources stay"), target.name);
        session.shared.reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
    }
    Ok(Outcome { unchanged: !destroyed.existed, status: "DELETE_COMPLETE".to_owned(), outputs: [].into() })
}
