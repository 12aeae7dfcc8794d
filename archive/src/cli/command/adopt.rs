//! `archive adopt`: imports what a deleted archive retained.

use super::super::args::Cli;
use super::super::session::Session;
use crate::adopt::adopt;
use cfn_command_line::arguments::Approvals;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{Event, Level};

pub(super) async fn run(cli: &Cli, approvals: &Approvals, reporting: &Reporting) -> Result<Exit, CommandError> {
    let session = Session::open(cli, approvals, reporting).await?;
    session.started("adopt");
    let adopted = adopt(session.aws(), &session.config, &session.engine()).await;
    let adopted = adopted.map_err(|error| session.failed(error))?;
    let primary = if adopted.primary { "the primary bucket and " } else { "" };
    session.reporter().report(&Event::Notice {
        level: Level::Info,
        message: format!("{primary}{} replicas are imported, unchanged", adopted.replicas.len()),
        remedies: vec!["`archive deploy` updates them to the configuration".into()],
    });
    session.finished("IMPORT_COMPLETE", [].into());
    session.close().await;
    Ok(Exit::Success)
}
