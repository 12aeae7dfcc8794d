//! `archive rollback` and `archive continue`: out of the states that a failure leaves behind.

use super::super::args::Cli;
use super::super::session::Session;
use cfn_command_line::arguments::RecoverArgs;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::Event;

pub(super) async fn run(
    cli: &Cli,
    args: &RecoverArgs,
    (operation, skip): (&'static str, &[String]),
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started(operation);
    if args.dry_run {
        let recovery = session.engine().recovery(&session.config.stack_name()).await;
        let message = recovery.map_err(|error| session.failed(error))?.to_string();
        session.reporter().report(&Event::Progress { message });
        session.finished("planned", [].into());
        session.close().await;
        return Ok(Exit::Success);
    }
    let status = session.engine().recover(&session.config.stack_name(), skip).await;
    let status = status.map_err(|error| session.failed(error))?;
    session.finished(status.as_str(), [].into());
    session.close().await;
    Ok(Exit::Success)
}
