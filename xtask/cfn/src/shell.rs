//! `completions` and `man`: what a shell and `man` know of this program, made from its arguments.

use std::path::PathBuf;

use cfn_stdout::{print, print_error};
use clap::{Args as _, Subcommand as _};
use clap_complete::Shell;

use crate::command::Command;
use crate::escape::visible;
use crate::failure::Failure;

/// Print the completions of a shell.
#[derive(clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual pages of the program and each of its commands.
#[derive(clap::Args)]
pub struct ManArgs {
    /// The folder to write them into, such as ~/.local/share/man/man1
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// The program with all its commands.
fn program() -> clap::Command {
    let program = colorchoice_clap::Color::augment_args(clap::Command::new("cfn"));
    let program = program.version(env!("CARGO_PKG_VERSION"));
    Command::augment_subcommands(program.about("Deploys CloudFormation stacks; checks, explains and imports templates"))
}

/// Prints the completions.
///
/// # Errors
/// If they are not text.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program(), "cfn", &mut script);
    let script = String::from_utf8(script)
        .map_err(|error| Failure::Environment(format!("the completions of {} are not text: {error}", args.shell)))?;
    print(&script);
    Ok(())
}

/// Writes the manual pages.
///
/// # Errors
/// If the folder or a page cannot be written.
pub(crate) fn man(args: &ManArgs) -> Result<(), Failure> {
    let folder = args.folder.display().to_string();
    std::fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(program().disable_help_subcommand(true), &args.folder))
        .map_err(|error| Failure::Environment(format!("{folder}: the manual pages cannot be written: {error}")))?;
    print_error(&format!("wrote cfn.1 and a page for each command into {}", visible(&folder)));
    Ok(())
}
