//! `archive synth`: the template, and nothing else, on standard output.

use super::super::args::{Cli, TemplateFormat};
use super::super::session::configuration;
use crate::stacks;
use cfn_command_line::{CommandError, Exit};

pub(super) fn run(cli: &Cli, format: TemplateFormat, replica: bool) -> Result<Exit, CommandError> {
    let config = configuration(cli)?;
    let template = if replica { stacks::replica(&config) } else { stacks::primary(&config) };
    let template = template.map_err(|error| super::template_error(&error))?;
    match format {
        TemplateFormat::Json => cfn_stdout::print(&format!("{}\n", template.to_json())),
        TemplateFormat::Yaml => cfn_stdout::print(&template.to_yaml()),
    }
    Ok(Exit::Success)
}
