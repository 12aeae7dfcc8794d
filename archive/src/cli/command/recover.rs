//! `archive rollback` and `archive continue`: out of the states that a failure leaves behind.

use super::super::args::Cli;
use super::super::session::Session;
use cfn_command_line::arguments::Approvals;
use cfn_command_line::{CommandError, Exit, Reporting};

pub(super) async fn run(
    cli: &Cli,
    approvals: &Approvals,
    (operation, skip): (&'static str, &[String]),
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let session = Session::open(cli, approvals, reporting).await?;
    session.started(operation);
    let status = session.engine().recover(&session.config.stack_name(), skip).await;
    let status = status.map_err(|error| session.failed(error))?;
    session.finished(status.as_str(), [].into());
    session.close().await;
    Ok(Exit::Success)
}
