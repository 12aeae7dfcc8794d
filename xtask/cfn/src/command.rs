//! The list of commands. A new one is a module, and a line in each of the two lists here.

use crate::failure::Failure;
use crate::{check, explain, import, permissions, show};

/// A command with its arguments.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Check templates with the rules of `synth()`
    Check(check::Args),
    /// Say what AWS allows of a resource type or property, or what a rule of `check` finds
    Explain(explain::Args),
    /// Print the Rust program that writes a template
    Import(import::Args),
    /// Print the IAM policy that deploying templates needs
    Permissions(permissions::Args),
    /// Print the Rust of a resource type or property type
    Show(show::Args),
}

impl Command {
    /// Runs it.
    ///
    /// # Errors
    /// As each command's own `run`.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Check(args) => check::run(&args),
            Self::Explain(args) => explain::run(&args),
            Self::Import(args) => import::run(&args),
            Self::Permissions(args) => permissions::run(&args),
            Self::Show(args) => show::run(&args),
        }
    }
}
