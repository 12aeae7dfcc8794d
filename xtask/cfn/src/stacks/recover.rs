//! `rollback` and `continue`: out of the states that a failure leaves behind.

use cfn_command_line::arguments::RecoverArgs;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::Event;

use super::arguments::Common;
use super::look::only;
use super::session::Connected;
use super::target::{Need, resolve};

/// Roll back a failed operation that was not rolled back.
#[derive(clap::Args)]
pub struct RollbackArgs {
    #[command(flatten)]
    recover: RecoverArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Continue a rollback that failed.
#[derive(clap::Args)]
pub struct ContinueArgs {
    #[command(flatten)]
    recover: RecoverArgs,
    /// Do not roll this resource back, and continue without it; may be given several times
    #[arg(long, value_name = "LOGICAL_ID")]
    skip: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) async fn rollback(args: &RollbackArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    run(&args.common, &args.recover, "rollback", &[], reporting).await
}

pub(super) async fn go_on(args: &ContinueArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    run(&args.common, &args.recover, "continue", &args.skip, reporting).await
}

async fn run(
    common: &Common,
    args: &RecoverArgs,
    operation: &'static str,
    skip: &[String],
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let targets = resolve(common, Need::Names).await?;
    let target = only(&targets, operation)?;
    let session = Connected::open(&common.connection, &targets, &args.approvals, reporting).await?;
    session.started(operation, target);
    if args.dry_run {
        let recovery = session.engine(target).recovery(&target.name).await;
        let message = recovery.map_err(|error| session.shared.failed(error))?.to_string();
        session.shared.reporter.report(&Event::Progress { message });
        session.shared.finished("planned", [].into());
        session.shared.close().await;
        return Ok(Exit::Success);
    }
    let status = session.engine(target).recover(&target.name, skip).await;
    let status = status.map_err(|error| session.shared.failed(error))?;
    session.shared.finished(status.as_str(), [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}
