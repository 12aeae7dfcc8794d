//! The arguments of `archive doctor`.

use clap::{Args, ValueEnum};

use cfn_command_line::arguments::StackSettings;

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// Also check what `deploy --revert-drift` needs: the caller's permissions in the replicas' regions
    #[arg(long)]
    pub(super) revert_drift: bool,
    /// Check instead what this command takes, for somebody who need not be allowed to deploy: each right that is missing is told as a statement
    #[arg(long = "for", value_enum, value_name = "COMMAND", conflicts_with_all = ["revert_drift", "StackSettings"])]
    pub(super) command: Option<ExaminedArg>,
    #[command(flatten)]
    pub(super) stack: StackSettings,
}

/// The commands whose rights are checked apart from those of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExaminedArg {
    Audit,
    Backfill,
    Restore,
    Undelete,
    Failover,
    Failback,
    Verify,
}
