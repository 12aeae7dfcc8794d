//! One file a command. A new one is a module here and a line in each of the two lists.

mod regen_spec;

use clap::Subcommand;

use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Write the pinned snapshot from AWS's documents
    RegenSpec(regen_spec::Args),
}

impl Command {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self {
            Self::RegenSpec(args) => regen_spec::run(&args),
        }
    }
}
