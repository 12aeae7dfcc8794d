//! `archive graph`: the archive as a picture or a graph, and nothing else, on standard output.

use cfn_command_line::graph::GraphArgs;
use cfn_command_line::{CommandError, Exit};
use cfn_graph::Stack;
use cfn_template::Template;

use super::super::args::Cli;
use super::super::session::configuration;
use crate::config::Config;
use crate::stacks;

pub(super) fn run(cli: &Cli, args: GraphArgs) -> Result<Exit, CommandError> {
    cfn_stdout::print(&drawn(&configuration(cli)?, args)?);
    Ok(Exit::Success)
}

/// The archive of a configuration as text.
pub(super) fn drawn(config: &Config, args: GraphArgs) -> Result<String, CommandError> {
    let template = stacks::primary(config).map_err(|error| super::template_error(&error))?;
    // The StackSet has the replicas' template and regions: they are drawn with it.
    let template = Template::read(&template.to_json()).map_err(|error| super::template_error(&error))?;
    let name = config.stack_name();
    let stack = Stack { name: &name, region: Some(config.region().as_str()), root: template.root() };
    Ok(args.text(cfn_graph::read([stack])))
}
