//! `archive plan`: what a deployment would change, to look at or to keep.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::args::{Cli, CostArgs, PlanArgs};
use super::super::session::Session;
use super::cost;
use crate::config::Source;
use crate::deployment;
use cfn_command_line::arguments::{Approvals, StackSettings};
use cfn_command_line::plan_file::PlanFormat;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{DangerKind, Event, Level, Plan, Remedy};

/// The form of the files.
const FORMAT: PlanFormat = PlanFormat { version: 3, remedy: "create one with `archive plan --out FILE`" };

/// A plan with what it was made for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SavedPlan {
    pub(super) plan: Plan,
    /// The settings of the stack that it was made with, so that they need not be given again.
    pub(super) stack: StackSettings,
    /// The configuration that it was made for, which may be another one by the time that the plan is executed.
    pub(super) configuration: Source,
}

pub(super) async fn run(cli: &Cli, args: &PlanArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    show(cli, &args.stack, args.out.as_deref(), Some(&args.cost), reporting).await
}

/// Shows the plan, or saves it to the file `out`, with the estimate that is asked for.
pub(super) async fn show(
    cli: &Cli,
    stack: &StackSettings,
    out: Option<&Path>,
    cost: Option<&CostArgs>,
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    session.started("plan");
    session.warn_of_consequences();
    if session.config.needs_typed_confirmation() {
        session.reporter().report(&Event::Notice {
            level: Level::Info,
            message: "Object Lock in compliance mode has to be approved by name when it is deployed".to_owned(),
            remedies: vec![Remedy::Allow { dangers: vec![DangerKind::Compliance] }],
        });
    }
    let (before, last) = super::steps(&session, stack).await?;
    let (first, request) = match before.into_iter().next() {
        Some((purpose, request)) => (Some(purpose), request),
        None => (None, last),
    };
    let engine = session.engine();
    if let Some(purpose) = first {
        session
            .reporter()
            .report(&Event::Progress { message: format!("the archive is deployed in two steps: {purpose}") });
    }
    let planned = deployment::plan(session.aws(), &session.config, &engine, &request).await?;
    if first.is_some() {
        session.reporter().report(&more_to_come());
    }
    if let Some(args) = cost {
        cost::report(&session, args);
    }
    match (planned, out) {
        (None, out) => {
            let message = match out {
                None => "no changes".to_owned(),
                Some(file) => format!("no changes, so that there is no plan to save in {}", file.display()),
            };
            session.reporter().report(&Event::Progress { message });
            session.finished("unchanged", [].into());
        }
        (Some((plan, _)), Some(file)) => {
            let saved = SavedPlan { plan, stack: stack.clone(), configuration: session.source.clone() };
            if let Err(error) = FORMAT.write(file, saved.clone()) {
                engine.discard(&saved.plan).await?;
                return Err(error);
            }
            session.reporter().report(&Event::Notice {
                level: Level::Info,
                message: format!("the plan is in {}", file.display()),
                remedies: vec![format!("execute it with `archive deploy --plan {}`", file.display()).into()],
            });
            session.finished("planned", [].into());
        }
        (Some((plan, _)), None) => {
            engine.discard(&plan).await?;
            session.finished("planned", [].into());
        }
    }
    session.close().await;
    Ok(Exit::Success)
}

/// Says that a plan is the first of two.
pub(super) fn more_to_come() -> Event {
    Event::Notice {
        level: Level::Info,
        message: "this is the first of two steps; the changes of the second are known after it".to_owned(),
        remedies: vec!["run `archive deploy` once it is done".into()],
    }
}

/// Reads a kept plan.
pub(super) fn read(file: &Path) -> Result<SavedPlan, CommandError> {
    FORMAT.read(file)
}
