//! `archive plan`: what a deployment would change, to look at or to keep.

use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::args::{Answers, Cli, StackArgs};
use super::super::exit::{CommandError, Exit};
use super::super::session::{Reporting, Session};
use crate::deploy::{Event, Level, Plan};
use crate::deployment;

/// The version of the file's form.
const VERSION: u32 = 1;

/// A kept plan.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    version: u32,
    plan: Plan,
}

pub(super) async fn run(
    cli: &Cli,
    stack: &StackArgs,
    out: Option<&Path>,
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Answers::default(), reporting).await?;
    session.started("plan");
    let request = super::request(&session.config, stack)?;
    let engine = session.engine();
    match (deployment::plan(&session.aws, &session.config, &engine, &request).await?, out) {
        (None, _) => session.finished("unchanged", [].into()),
        (Some((plan, _)), Some(file)) => {
            write(file, &plan)?;
            session.reporter.report(&Event::Notice {
                level: Level::Info,
                message: format!("the plan is in {}", file.display()),
                remedy: Some(format!("execute it with `archive deploy --plan {}`", file.display())),
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

/// Reads a kept plan.
pub(super) fn read(file: &Path) -> Result<Plan, CommandError> {
    let remedy = "make one with `archive plan --out FILE`";
    let text = std::fs::read_to_string(file).map_err(|error| {
        CommandError::usage(format!("{}: the plan cannot be read: {error}", file.display()), remedy)
    })?;
    let read: PlanFile = serde_json::from_str(&text)
        .map_err(|error| CommandError::usage(format!("{}: this is no plan: {error}", file.display()), remedy))?;
    if read.version != VERSION {
        let message =
            format!("{}: the plan has version {}, and this program reads {VERSION}", file.display(), read.version);
        return Err(CommandError::usage(message, remedy));
    }
    Ok(read.plan)
}

/// Writes beside the file first and renames, so that the file is whole or not there.
fn write(file: &Path, plan: &Plan) -> Result<(), CommandError> {
    let partial = file.with_extension("tmp");
    let written = serde_json::to_vec_pretty(&PlanFile { version: VERSION, plan: plan.clone() })
        .map_err(std::io::Error::from)
        .and_then(|text| {
            let mut open = std::fs::File::create(&partial)?;
            open.write_all(&text)?;
            open.sync_all()?;
            std::fs::rename(&partial, file)
        });
    written.map_err(|error| {
        CommandError::usage(
            format!("{}: the plan cannot be written: {error}", file.display()),
            "name another file with --out",
        )
    })
}
