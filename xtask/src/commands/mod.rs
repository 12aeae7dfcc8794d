//! One file per command. A new command is a module here and a line in each of the two lists.

mod regen_spec;
mod release;
mod simulate;
mod spec_diff;

use clap::Subcommand;

use cfn_cli::Failure;

use crate::bench;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The commands of `cfn`.
    #[command(flatten)]
    Cfn(cfn_cli::Command),
    /// Measure our programs beside their peers
    Bench(Box<bench::Args>),
    /// Update the pinned snapshot from AWS's documents
    RegenSpec(Box<regen_spec::Args>),
    /// Check what a release needs, and list what is left to do
    Release(release::Args),
    /// Run seeded schedules of deployments against the simulated AWS
    Simulate(simulate::Args),
    /// Show what changed between two specifications
    SpecDiff(spec_diff::Args),
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Cfn(command) => command.run(),
            Self::Bench(args) => bench::run(&args),
            Self::RegenSpec(args) => regen_spec::run(&args),
            Self::Release(args) => release::run(&args),
            Self::Simulate(args) => simulate::run(&args),
            Self::SpecDiff(args) => spec_diff::run(&args),
        }
    }
}
