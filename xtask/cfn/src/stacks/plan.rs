//! `plan`: what a deployment would change, to look at or to save.

use std::path::{Path, PathBuf};

use cfn_command_line::arguments::Approvals;
use cfn_command_line::plan_file::PlanFormat;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{Error, Event, Level, Plan, StackRequest};
use serde::{Deserialize, Serialize};

use super::arguments::{Common, Settings};
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
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    pub(super) common: Common,
}

/// The form of the files.
const FORMAT: PlanFormat =
    PlanFormat { version: 1, remedy: "create one with `cfn plan TEMPLATE --stack-name NAME --out FILE`" };

/// A plan with what it was made for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SavedPlan {
    pub(super) plan: Plan,
    /// What it was made for, so that nothing need be given again.
    pub(super) stack: DesiredStack,
}

/// Reads a saved plan.
pub(super) fn read(file: &Path) -> Result<SavedPlan, CommandError> {
    FORMAT.read(file)
}

pub(super) async fn run(args: &Args, reporting: &Reporting) -> Result<Exit, CommandError> {
    let targets = resolve(&args.common, Need::Templates).await?;
    if let (Some(file), true) = (&args.out, targets.len() > 1) {
        let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        return Err(CommandError::usage(
            format!(
                "{} can hold the plan of one stack, and these would be planned: {}",
                file.display(),
                names.join(", ")
            ),
            "name a stack that depends on no other, or leave out --out",
        ));
    }
    let given = parameters::given(&args.settings)?;
    let session = Connected::open(&args.common.connection, &targets, &Approvals::default(), reporting).await?;
    let mut changes = 0;
    let mut changed = vec![false; targets.len()];
    for (place, target) in targets.iter().enumerate() {
        session.started("plan", target);
        if let Some(missing) = missing_dependency(&session, &targets, target).await? {
            let message = format!(
                "{} depends on {missing}, which does not exist yet: its changes are known after that",
                target.name
            );
            session.shared.reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
            changes += 1;
            continue;
        }
        let waits = target.after.iter().any(|other| changed.get(*other) == Some(&true));
        let has_changes = match plan_one(args, &session, target, &given).await {
            Err(CommandError::Deploy(error) | CommandError::Partly(error)) if waits && lacks_export(&error) => {
                let message = format!(
                    "{} imports what the stacks that it depends on export only once they are deployed: its changes are known after that",
                    target.name
                );
                session.shared.reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
                true
            }
            planned => planned?,
        };
        changes += usize::from(has_changes);
        if let Some(changed) = changed.get_mut(place) {
            *changed = has_changes;
        }
    }
    session.shared.finished(if changes == 0 { "unchanged" } else { "planned" }, [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}

/// Plans a stack. Whether something would change.
async fn plan_one(
    args: &Args,
    session: &Connected<'_>,
    target: &Target,
    given: &GivenParameters,
) -> Result<bool, CommandError> {
    let engine = session.engine(target);
    let mut stack = DesiredStack::new(session, target, &args.settings, given).await?;
    let plan = async |request: StackRequest| engine.plan(&request).await;
    let Some((plan, _)) = stack.acknowledged(session, plan).await? else {
        let message = match &args.out {
            None => format!("no changes in {}", target.name),
            Some(file) => {
                format!("no changes in {}, so that there is no plan to save in {}", target.name, file.display())
            }
        };
        session.shared.reporter.report(&Event::Progress { message });
        return Ok(false);
    };
    let Some(file) = &args.out else {
        engine.discard(&plan).await?;
        return Ok(true);
    };
    let saved = SavedPlan { plan, stack };
    if let Err(error) = FORMAT.write(file, &saved) {
        engine.discard(&saved.plan).await?;
        return Err(error);
    }
    let options = args.common.connection.to_options();
    session.shared.reporter.report(&Event::Notice {
        level: Level::Info,
        message: format!("the plan is in {}", file.display()),
        remedies: vec![format!("execute it with `cfn deploy --plan {}{options}`", crate::escape::quoted(file)).into()],
    });
    Ok(true)
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
