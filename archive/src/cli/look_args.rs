//! The arguments of `archive plan` and `archive status`.

use std::path::PathBuf;

use clap::Args;

use crate::cost::{Assumptions, Size};
use cfn_command_line::arguments::StackSettings;

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// Save the plan, so that `deploy --plan FILE` executes exactly it
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) cost: CostArgs,
    #[command(flatten)]
    pub(super) stack: StackSettings,
}

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// Exit with code 5 if a problem is found
    #[arg(long)]
    pub(super) check: bool,
    /// Also write a page with all of it, the last operation's events and a picture: one file that loads nothing
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    #[command(flatten)]
    pub(super) cost: CostArgs,
}

/// What an estimate assumes.
#[derive(Debug, Args)]
pub(super) struct CostArgs {
    /// Estimate what the configuration costs by the month
    #[arg(long)]
    pub(super) cost: bool,
    /// Bytes in the primary bucket, such as 2TiB [default: 1TiB]
    #[arg(long, value_name = "SIZE", requires = "cost")]
    stored: Option<Size>,
    /// Bytes that are written in a month [default: 100GiB]
    #[arg(long, value_name = "SIZE", requires = "cost")]
    written: Option<Size>,
    /// Objects that are written in a month [default: 100000]
    #[arg(long, value_name = "COUNT", requires = "cost")]
    objects_written: Option<u64>,
}

impl CostArgs {
    /// The assumptions, those that are not given by default.
    pub(super) fn assumptions(&self) -> Assumptions {
        let default = Assumptions::default();
        Assumptions {
            stored: self.stored.map_or(default.stored, |size| size.0),
            written: self.written.map_or(default.written, |size| size.0),
            objects_written: self.objects_written.unwrap_or(default.objects_written),
        }
    }
}
