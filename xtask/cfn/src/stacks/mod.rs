//! The commands that deploy stacks, of a template file or of the program of a Cargo project, and look at them.
//!
//! ```text
//! arguments ─▶ target (a file, or project: the stacks of a program) ─▶ session ─▶ request ─▶ cfn-deploy's engine
//! ```

mod adopt;
mod arguments;
mod assets;
mod capability;
mod deploy;
mod destroy;
mod graph;
mod look;
mod lookup;
mod order;
mod parameters;
mod place;
mod plan;
mod policy;
mod project;
mod recover;
mod remedy;
mod request;
mod session;
mod several;
mod synth;
mod target;
mod templates;

use cfn_command_line::arguments::EXIT_CODES;
use cfn_command_line::{CommandError, Exit, Program, Reporting};

use self::arguments::Common;
use crate::failure::Failure;

/// A command about stacks.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Create or update stacks
    #[command(after_help = EXIT_CODES)]
    Deploy(deploy::Args),
    /// Show what a deployment would change
    #[command(after_help = EXIT_CODES)]
    Plan(plan::Args),
    /// Compare deployed templates with those that would be deployed
    #[command(after_help = EXIT_CODES)]
    Diff(look::DiffArgs),
    /// Show the state of stacks
    #[command(after_help = EXIT_CODES)]
    Status(look::LookArgs),
    /// Detect drift
    #[command(after_help = EXIT_CODES)]
    Drift(look::LookArgs),
    /// Show the events of a stack's last operation
    #[command(after_help = EXIT_CODES)]
    Events(look::EventsOfStacks),
    /// Show the events of a stack's last operation in every region, by time
    #[command(after_help = EXIT_CODES)]
    Logs(look::LogsArgs),
    /// Roll back a failed operation that was not rolled back
    #[command(after_help = EXIT_CODES)]
    Rollback(recover::RollbackArgs),
    /// Continue a rollback that failed
    #[command(after_help = EXIT_CODES)]
    Continue(recover::ContinueArgs),
    /// Delete stacks
    #[command(after_help = EXIT_CODES)]
    Destroy(destroy::Args),
    /// Take existing resources into a stack, without changing them
    #[command(after_help = EXIT_CODES)]
    Adopt(adopt::Args),
    /// Find the existing resources that a program looks up
    #[command(after_help = EXIT_CODES)]
    Lookup(lookup::Args),
    /// Print a stack policy that protects what holds data
    Policy(policy::Args),
    /// Print the template of a stack, or write those of all stacks
    Synth(synth::Args),
    /// Print what the resources of templates refer to, as a graph
    Graph(graph::Args),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// [`Failure::Reported`] with the exit code, after the command has told why.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Deploy(args) => start(&args.common, async |reporting| deploy::run(&args, reporting).await),
            Self::Plan(args) => start(&args.common, async |reporting| plan::run(&args, reporting).await),
            Self::Diff(args) => start(&args.common, async |reporting| look::diff(&args, reporting).await),
            Self::Status(args) => start(&args.common, async |reporting| look::status(&args, reporting).await),
            Self::Drift(args) => start(&args.common, async |reporting| look::drift(&args, reporting).await),
            Self::Events(args) if args.events.schema => {
                cfn_stdout::print(cfn_command_line::output::EVENT_SCHEMA);
                Ok(())
            }
            Self::Events(args) => start(&args.common, async |reporting| look::events(&args, reporting).await),
            Self::Logs(args) => start(&args.common, async |reporting| look::logs(&args, reporting).await),
            Self::Rollback(args) => start(&args.common, async |reporting| recover::rollback(&args, reporting).await),
            Self::Continue(args) => start(&args.common, async |reporting| recover::go_on(&args, reporting).await),
            Self::Destroy(args) => start(&args.common, async |reporting| destroy::run(&args, reporting).await),
            Self::Adopt(args) => start(&args.common, async |reporting| adopt::run(&args, reporting).await),
            Self::Lookup(args) => start(&args.common(), async |reporting| lookup::run(&args, reporting).await),
            Self::Policy(args) => policy::run(&args),
            Self::Synth(args) => synth::run(&args),
            Self::Graph(args) => graph::run(&args),
        }
    }
}

/// Runs a command to its end.
fn start(common: &Common, work: impl AsyncFnOnce(&Reporting) -> Result<Exit, CommandError>) -> Result<(), Failure> {
    let program = Program {
        formatter: remedy::of(common),
        log_targets: &["cfn_cli", "cfn_deploy"],
        display: common.display,
        profile: common.connection.profile.clone(),
        is_interruptible: true,
    };
    match cfn_command_line::run(&program, work) {
        Exit::Success => Ok(()),
        exit => Err(Failure::Reported(exit as u8)),
    }
}
