//! `archive destroy`: deletes the stacks, and says what stays and how to bring it back.

use super::super::args::Cli;
use super::super::session::Session;
use crate::disabled;
use crate::promotion::refuse_promoted;
use cfn_command_line::arguments::{Approvals, DestroyArgs};
use cfn_command_line::{CommandError, Exit, Reporting, output::counted};
use cfn_deploy::{Event, Level};

/// Shows what a deletion would delete, and what it would leave.
pub(super) async fn show(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    session.started("destroy");
    let name = session.config.stack_name();
    let engine = session.engine();
    let event = match engine.describe(&name).await? {
        Some(stack) => {
            let outcomes = engine.deletion_outcomes(&stack).await?;
            Event::DeletionOutcomes { stack: stack.name, outcomes }
        }
        None => Event::Progress { message: nothing_to_delete(&name) },
    };
    session.reporter().report(&event);
    session.finished("planned", [].into());
    session.close().await;
    Ok(Exit::Success)
}

fn nothing_to_delete(name: &str) -> String {
    format!("the stack {name} does not exist: there is nothing to delete")
}

pub(super) async fn run(cli: &Cli, args: &DestroyArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started("destroy");
    let name = session.config.stack_name();
    let refused = refuse_promoted(&session.engine(), &session.config).await;
    refused.map_err(|error| session.failed(error))?;
    // A stack in a region that is not enabled any more cannot be deleted.
    let set = session.config.stack_set_name();
    let gone = disabled::release(session.aws(), &session.engine(), &set, |_| true).await;
    gone.map_err(|error| session.failed(error))?;
    let destroyed = session.engine().destroy(&name, &args.options()).await.map_err(|error| session.failed(error))?;
    if !destroyed.existed {
        session.reporter().report(&Event::Progress { message: nothing_to_delete(&name) });
    }
    let survivors = destroyed.outcomes.iter().filter(|outcome| outcome.retained == Some(true)).count();
    if survivors > 0 {
        session.reporter().report(&Event::Notice {
            level: Level::Info,
            message: format!(
                "{} in the account, and their data can be read as before",
                counted(survivors, "resource stays", "resources stay")
            ),
            remedies: vec!["`archive deploy` imports them again; a bucket without its key is unreadable forever, so never delete a key before its bucket".into()],
        });
    }
    session.finished(if destroyed.existed { "DELETE_COMPLETE" } else { "unchanged" }, [].into());
    session.close().await;
    Ok(Exit::Success)
}
