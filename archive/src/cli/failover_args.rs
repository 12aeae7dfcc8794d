//! The arguments of `archive failover` and `archive failback`.

use clap::Args;

use cfn_command_line::arguments::Approvals;

#[derive(Debug, Args)]
pub(super) struct FailoverArgs {
    /// The region of the replica
    #[arg(value_name = "REGION")]
    pub(super) replica: String,
    /// Show what would be changed, and change nothing
    #[arg(long, short = 'n')]
    pub(super) dry_run: bool,
    /// Measure how long it would take and how much would be missing: an object is written and waited for, and nothing is promoted
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) rehearse: bool,
    #[command(flatten)]
    pub(super) approvals: Approvals,
}

#[derive(Debug, Args)]
pub(super) struct FailbackArgs {
    /// The region of the promoted replica
    #[arg(value_name = "REGION")]
    pub(super) replica: String,
    /// Show what would be returned, and change nothing
    #[arg(long, short = 'n')]
    pub(super) dry_run: bool,
    /// Make it a replica again even if S3 cannot return some of its versions, which then stay in the replica only
    #[arg(long)]
    pub(super) leave_rest: bool,
    #[command(flatten)]
    pub(super) approvals: Approvals,
}
