//! One file a command. A new one is a module here and a line in each of the two lists.

mod check;
mod explain;
mod import;
mod regen_spec;
mod show;
mod simulate;
mod spec_diff;

use clap::Subcommand;

use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the Rust program that writes a template
    Import(import::Args),
    /// Check templates with the rules of `synth()`
    Check(check::Args),
    /// Say what AWS allows of a resource type or property
    Explain(explain::Args),
    /// Print the Rust of a resource type or property type
    Show(show::Args),
    /// Write the pinned snapshot from AWS's documents
    RegenSpec(Box<regen_spec::Args>),
    /// Run seeded schedules of deployments against the simulated AWS
    Simulate(simulate::Args),
    /// Say in words what changed between two specifications
    SpecDiff(spec_diff::Args),
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self {
            Self::Import(args) => import::run(&args),
            Self::Check(args) => check::run(&args),
            Self::Explain(args) => explain::run(&args),
            Self::Show(args) => show::run(&args),
            Self::RegenSpec(args) => regen_spec::run(&args),
            Self::Simulate(args) => simulate::run(&args),
            Self::SpecDiff(args) => spec_diff::run(&args),
        }
    }
}
