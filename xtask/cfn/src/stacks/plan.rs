//! `plan`: what a deployment would change, to look at or to save.

use std::path::{Path, PathBuf};

use cfn_command_line::arguments::Approvals;
use cfn_command_line::output::counted;
use cfn_command_line::plan_file::PlanFormat;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{Error, Event, Level, Plan, StackRequest};
use serde::{Deserialize, Serialize};

use super::arguments::{Common, Settings};
use super::assets;
use super::lookup;
use super::parameters::{self, GivenParameters};
use super::request::DesiredStack;
use super::session::Connected;
use super::target::{Need, Target, resolve};

/// Show what a deployment would change, and change nothing.
#[derive(clap::Args)]
pub struct Args {
    /// Save the plan, so that `cfn deploy --plan FILE` executes exactly it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Answer yes to confirmation prompts: whether to create a bucket for the files of a template
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    pub(super) common: Common,
}

/// The form of the files.
const FORMAT: PlanFormat =
    PlanFormat { version: 2, remedy: "create one with `cfn plan TEMPLATE --stack-name NAME --out FILE`" };

/// The plans of stacks, each after those that it depends on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SavedPlan {
    pub(super) stacks: Vec<StackPlan>,
}

/// The plan of a stack.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StackPlan {
    pub(super) plan: Plan,
    /// What it was made for, so that nothing need be given again.
    pub(super) stack: DesiredStack,
    /// The places of the plans that are executed before it.
    pub(super) after: Vec<usize>,
}

/// Reads a saved plan.
pub(super) fn read(file: &Path) -> Result<SavedPlan, CommandError> {
    let saved: SavedPlan = FORMAT.read(file)?;
    // Each comes after those that it depends on, so that there is no circle.
    if saved.stacks.iter().enumerate().any(|(place, planned)| planned.after.iter().any(|other| *other >= place)) {
        let message = format!("{}: this is not a plan file: a stack depends on a later one", file.display());
        return Err(CommandError::usage(message, FORMAT.remedy));
    }
    Ok(saved)
}

pub(super) async fn run(args: &Args, reporting: &Reporting) -> Result<Exit, CommandError> {
    show(&args.common, &args.settings, args.yes, args.out.as_deref(), reporting).await
}

/// Shows what a deployment would change, and saves it in a file if one is named. `yes` creates a bucket for files without a question.
pub(super) async fn show(
    common: &Common,
    settings: &Settings,
    yes: bool,
    out: Option<&Path>,
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let mut targets = resolve(common, Need::Templates).await?;
    let given = parameters::given(settings)?;
    let approvals = Approvals { yes, ..Approvals::default() };
    let session = Connected::open(&common.connection, &targets, &approvals, reporting).await?;
    lookup::check_places(&session, &targets).await?;
    assets::prepare(&session, &mut targets, settings, assets::Use::Upload).await?;
    let mut plans = out.map(|_| Vec::new());
    let planned = plan_all(&session, &targets, settings, &given, &mut plans).await;
    let ended = match (planned, out, plans) {
        (Ok(changes), Some(file), Some(plans)) => save(&session, common, file, plans, changes).await.map(|()| changes),
        // What was prepared before a failure is of no use without the rest.
        (Err(error), _, Some(plans)) => discard(&session, &plans).await.and(Err(error)),
        (planned, _, _) => planned,
    };
    session.shared.finished(if ended? == 0 { "unchanged" } else { "planned" }, [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}

/// Plans all stacks, into `plans` if they are to be kept. How many would change.
async fn plan_all(
    session: &Connected<'_>,
    targets: &[Target],
    settings: &Settings,
    given: &GivenParameters,
    plans: &mut Option<Vec<StackPlan>>,
) -> Result<usize, CommandError> {
    let mut changes = 0;
    // The place of each stack's plan in `plans`, or that it would change without one.
    let mut changed: Vec<Option<Option<usize>>> = vec![None; targets.len()];
    for (place, target) in targets.iter().enumerate() {
        session.started("plan", target);
        let later = |why: String| {
            let message = format!("{} {why}: its changes are known after that", target.name);
            session.shared.reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
        };
        let has_changes = if let Some(missing) = missing_dependency(session, targets, target).await? {
            later(format!("depends on {missing}, which does not exist yet"));
            Some(None)
        } else {
            let waits = target.after.iter().any(|other| changed.get(*other).is_some_and(Option::is_some));
            match plan_one(session, target, settings, given).await {
                Err(CommandError::Deploy(error) | CommandError::Partly(error)) if waits && lacks_export(&error) => {
                    later("imports what the stacks that it depends on export only once they are deployed".to_owned());
                    Some(None)
                }
                planned => match (planned?, plans.as_mut()) {
                    (None, _) => None,
                    (Some(planned), None) => {
                        discard(session, &[planned]).await?;
                        Some(None)
                    }
                    (Some(planned), Some(plans)) => {
                        let after = target.after.iter().filter_map(|other| changed.get(*other).copied().flatten()?);
                        plans.push(StackPlan { after: after.collect(), ..planned });
                        Some(Some(plans.len() - 1))
                    }
                },
            }
        };
        changes += usize::from(has_changes.is_some());
        if let Some(changed) = changed.get_mut(place) {
            *changed = has_changes;
        }
    }
    Ok(changes)
}

/// Plans a stack; `None` if nothing would change.
async fn plan_one(
    session: &Connected<'_>,
    target: &Target,
    settings: &Settings,
    given: &GivenParameters,
) -> Result<Option<StackPlan>, CommandError> {
    let engine = session.engine(target);
    let mut stack = DesiredStack::new(session, target, settings, given).await?;
    let plan = async |request: StackRequest| engine.plan(&request).await;
    let Some((plan, _)) = stack.acknowledged(session, plan).await? else {
        let message = format!("no changes in {}", target.label);
        session.shared.reporter.report(&Event::Progress { message });
        return Ok(None);
    };
    Ok(Some(StackPlan { plan, stack, after: Vec::new() }))
}

async fn discard(session: &Connected<'_>, plans: &[StackPlan]) -> Result<(), CommandError> {
    // Those that depend on others were made last.
    for planned in plans.iter().rev() {
        let target = planned.stack.target();
        session.engine(&target).discard(&planned.plan).await?;
    }
    Ok(())
}

/// Saves the plans in one file.
async fn save(
    session: &Connected<'_>,
    common: &Common,
    file: &Path,
    stacks: Vec<StackPlan>,
    changes: usize,
) -> Result<(), CommandError> {
    let unknown = changes - stacks.len();
    if stacks.is_empty() {
        let message = format!("no changes, so that there is no plan to save in {}", file.display());
        session.shared.reporter.report(&Event::Progress { message });
        return Ok(());
    }
    let saved = SavedPlan { stacks };
    if let Err(error) = FORMAT.write(file, &saved) {
        discard(session, &saved.stacks).await?;
        return Err(error);
    }
    if unknown > 0 {
        let message = format!(
            "{} not in {}, because what would change is not known yet",
            counted(unknown, "stack is", "stacks are"),
            file.display()
        );
        let remedies = vec!["plan again once this plan is executed".into()];
        session.shared.reporter.report(&Event::Notice { level: Level::Warning, message, remedies });
    }
    let options = common.connection.to_options();
    session.shared.reporter.report(&Event::Notice {
        level: Level::Info,
        message: format!("the plan is in {}", file.display()),
        remedies: vec![format!("execute it with `cfn deploy --plan {}{options}`", crate::escape::quoted(file)).into()],
    });
    Ok(())
}

/// Whether CloudFormation refused a change set because of an export that does not exist.
fn lacks_export(error: &Error) -> bool {
    let is_it = |text: &str| text.contains("No export named");
    match error {
        Error::Api(error) => is_it(&error.message),
        Error::Invalid { errors, .. } => errors.iter().any(|error| is_it(error)),
        _ => false,
    }
}

/// A stack that `target` depends on and that does not exist: what it exports cannot be imported yet.
async fn missing_dependency<'t>(
    session: &Connected<'_>,
    targets: &'t [Target],
    target: &Target,
) -> Result<Option<&'t str>, CommandError> {
    for other in target.after.iter().filter_map(|place| targets.get(*place)) {
        let found = session.engine(other).describe(&other.name).await?;
        if found.is_none_or(|stack| stack.outputs.is_empty()) {
            return Ok(Some(&other.name));
        }
    }
    Ok(None)
}
