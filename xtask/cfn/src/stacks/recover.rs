//! `rollback` and `continue`: out of the states that a failure leaves behind.

use cfn_command_line::arguments::Answers;
use cfn_command_line::{CommandError, Exit, Reporting};

use super::arguments::Common;
use super::look::only;
use super::session::Connected;
use super::target::{Need, resolve};

/// Roll back an operation that was left failed.
#[derive(clap::Args)]
pub struct RollbackArgs {
    #[command(flatten)]
    answers: Answers,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Continue a rollback that failed.
#[derive(clap::Args)]
pub struct ContinueArgs {
    #[command(flatten)]
    answers: Answers,
    /// Leave this resource as it is and count it as rolled back; may be given several times
    #[arg(long, value_name = "LOGICAL_ID")]
    skip: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) async fn rollback(args: &RollbackArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    run(&args.common, &args.answers, "rollback", &[], reporting).await
}

pub(super) async fn go_on(args: &ContinueArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    run(&args.common, &args.answers, "continue", &args.skip, reporting).await
}

async fn run(
    common: &Common,
    answers: &Answers,
    operation: &'static str,
    skip: &[String],
    reporting: &Reporting,
) -> Result<Exit, CommandError> {
    let targets = resolve(common, Need::Names).await?;
    let target = only(&targets, operation)?;
    let session = Connected::open(&common.connection, &targets, answers, reporting).await?;
    session.started(operation, target);
    let status = session.engine(target).recover(&target.name, skip).await;
    let status = status.map_err(|error| session.shared.failed(error))?;
    session.shared.finished(status.as_str(), [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}
