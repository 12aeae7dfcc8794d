//! `graph`: what the resources of templates refer to.

use super::arguments::Targets;
use super::templates;
use crate::failure::Failure;
use crate::graph::{Notation, graph};

/// Print what the resources of templates refer to, as a graph.
///
/// An arrow leads from a resource to one that it needs: solid for a value of it, bold for an export of another stack, dashed for DependsOn.
/// The program in this folder is built and run; AWS is not called. Mermaid is drawn by GitHub and GitLab in a code block called `mermaid`;
/// `cfn graph --format dot | dot -Tpng` draws with Graphviz.
#[derive(clap::Args)]
pub struct Args {
    /// The notation
    #[arg(long, value_enum, default_value_t = Notation::Mermaid)]
    format: Notation,
    #[command(flatten)]
    targets: Targets,
}

/// Prints the graph.
///
/// # Errors
/// If a template cannot be read.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let templates = templates::named(&args.targets)?;
    let graph = graph(templates.iter().map(|template| (template.name.as_str(), &template.document.root)));
    cfn_stdout::print(&args.format.text(&graph));
    Ok(())
}
