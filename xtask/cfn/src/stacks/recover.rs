//! `rollback` and `continue`: out of the states that a failure leaves behind.

use cfn_command_line::arguments::Approvals;
use cfn_command_line::{CommandError, Exit, Reporting};

use super::arguments::Common;
use super::look::only;
use super::session::Connected;
use super::target::{Need, resolve};

/// Roll back a failed operation that was not rolled back.
#[derive(clap::Args)]
pub struct RollbackArgs {
    #[command(flatten)]
    approvals: Approvals,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Continue a rollback that failed.
#[derive(clap::Args)]
pub struct ContinueArgs {
    #[command(flatten)]
    approvals: Approvals,
    /// Do not roll this resource back, and continue without it; may be given several times
    #[arg(long, value_name = "LOGICAL_ID")]
    skip: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) async fn rollback(args: &RollbackArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    run(&args.common, &args.approvals, "rollback", &[], reporting).await
}

pub(super) async fn go_on(args: &ContinueArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    run(&args.common, &args.approvals, "continue", &args.skip, reporting).await
}

async fn run(
    common: &Common,
    approvals: &Approvals,
    operation: &'static str,
    skip: &[String],
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let targets = resolve(common, Need::Names).await?;
    let target = only(&targets, operation)?;
    let session = Connected::open(&common.connection, &targets, approvals, reporting).await?;
    session.started(operation, target);
    let status = session.engine(target).recover(&target.name, skip).await;
    let status = status.map_err(|error| session.shared.failed(error))?;
    session.shared.finished(status.as_str(), [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}
