//! The list of commands. A new command is a module and a line in each of the two lists here.

use crate::failure::Failure;
use crate::{check, explain, import, new, permissions, shell, show};

/// A command with its arguments.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Check templates for errors
    Check(check::Args),
    /// Show what AWS allows for a resource type or property, or what a rule of `check` finds
    Explain(explain::Args),
    /// Those about stacks.
    #[cfg(feature = "deploy")]
    #[command(flatten)]
    Stacks(Box<crate::stacks::Command>),
    /// Show the configuration of the commands about stacks
    #[cfg(feature = "deploy")]
    Config(crate::configuration::Args),
    /// Convert a template to a Rust program
    Import(import::Args),
    /// Create a Cargo project with a program of stacks
    New(new::Args),
    /// Print the IAM policy that deploying templates needs
    Permissions(permissions::Args),
    /// Print the generated Rust code of a resource type or property type
    Show(show::Args),
    /// Print the completions of a shell
    Completions(shell::CompletionsArgs),
    /// Write the manual pages of the program and its commands
    Man(shell::ManArgs),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// The errors of the command.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Check(args) => check::run(&args),
            Self::Explain(args) => explain::run(&args),
            #[cfg(feature = "deploy")]
            Self::Stacks(command) => {
                crate::configuration::check()?;
                command.run()
            }
            #[cfg(feature = "deploy")]
            Self::Config(args) => crate::configuration::run(&args),
            Self::Import(args) => import::run(&args),
            Self::New(args) => new::run(&args),
            Self::Permissions(args) => permissions::run(&args),
            Self::Show(args) => show::run(&args),
            Self::Completions(args) => shell::completions(&args),
            Self::Man(args) => shell::man(&args),
        }
    }
}
