//! `archive synth`: the template, and nothing else, on standard output.

use super::super::args::Cli;
use super::super::session::configuration;
use crate::stacks;
use cfn_command_line::{CommandError, Exit};

pub(super) fn run(cli: &Cli, replica: bool) -> Result<Exit, CommandError> {
    let config = configuration(cli)?;
    let template = if replica { stacks::replica(&config) } else { stacks::primary(&config) };
    let template = template.map_err(|error| super::template_error(&error))?;
    cfn_stdout::print(&format!("{}\n", template.to_json()));
    Ok(Exit::Success)
}
