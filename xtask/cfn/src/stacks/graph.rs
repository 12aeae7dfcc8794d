//! `graph`: what the resources of templates refer to.

use std::path::{Path, PathBuf};

use cfn_command_line::graph::GraphArgs;
use cfn_graph::Stack;

use super::arguments::Targets;
use super::assets;
use super::templates;
use crate::failure::Failure;
use crate::template::Template;

/// Print what the resources of templates refer to, as a graph.
///
/// An arrow leads from a resource to one that it needs, and from a role to a key that policies let it decrypt with. StackSets are drawn with
/// the stacks that they create, where their templates are in the template, and nested stacks where their templates are files. The program in this folder is built and run; AWS is not called.
/// `cfn graph --format svg > stacks.svg` is a picture; Mermaid is drawn by GitHub and GitLab in a code block called `mermaid`;
/// `cfn graph --format dot | dot -Tpng` draws with Graphviz.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    graph: GraphArgs,
    #[command(flatten)]
    targets: Targets,
}

/// Prints the graph.
///
/// # Errors
/// If a template cannot be read.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let templates = templates::named(&args.targets)?;
    let stacks =
        templates.iter().map(|template| Stack { name: &template.name, region: None, root: &template.document.root });
    let mut folders: Vec<PathBuf> = templates.iter().map(|template| template.folder.clone()).collect();
    let mut failures = Vec::new();
    let graph = cfn_graph::read_with(stacks, &mut |number, url| {
        if !assets::is_path(url) {
            return None;
        }
        let file = folders.get(number)?.join(url);
        let document = match Template::open(&file).and_then(|template| template.document()) {
            Ok(document) => document,
            Err(failure) => {
                failures.push(failure);
                return None;
            }
        };
        folders.push(file.parent().unwrap_or(Path::new("")).to_owned());
        Some((folders.len() - 1, document.root))
    });
    if let Some(failure) = failures.into_iter().next() {
        return Err(failure);
    }
    cfn_stdout::print(&args.graph.text(graph));
    Ok(())
}
