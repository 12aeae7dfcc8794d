//! The notation of Graphviz: <https://graphviz.org/doc/info/lang.html>.

use std::fmt::Write as _;

use super::model::{EdgeKind, Graph, node_name};

/// The graph as a directed one.
pub(super) fn text(graph: &Graph) -> String {
    let mut text = String::from("digraph stacks {\n  rankdir=LR;\n  node [shape=box];\n");
    // Writing to a `String` cannot fail.
    for (place, stack) in graph.stacks.iter().enumerate() {
        // A subgraph is drawn as a box only if its name begins with `cluster`.
        let _ = writeln!(text, "  subgraph cluster{place} {{\n    label=\"{}\";", quoted(&stack.name));
        for (number, resource) in stack.resources.iter().enumerate() {
            let (id, kind) = (quoted(&resource.logical_id), quoted(&resource.resource_type));
            let _ = writeln!(text, "    {} [label=\"{id}\\n{kind}\"];", node_name((place, number)));
        }
        text.push_str("  }\n");
    }
    for edge in &graph.edges {
        let style = match edge.kind {
            EdgeKind::Reference => "",
            EdgeKind::Import => " [style=bold]",
            EdgeKind::DependsOn => " [style=dashed]",
        };
        let _ = writeln!(text, "  {} -> {}{style};", node_name(edge.from), node_name(edge.to));
    }
    text.push_str("}\n");
    text
}

/// A string between quotation marks.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " ")
}
