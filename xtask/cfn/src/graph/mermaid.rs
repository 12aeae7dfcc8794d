//! The notation of Mermaid, which GitHub and GitLab draw in Markdown: <https://mermaid.js.org/syntax/flowchart.html>.

use std::fmt::Write as _;

use super::model::{EdgeKind, Graph, node_name};

/// The graph as a flowchart.
pub(super) fn text(graph: &Graph) -> String {
    let mut text = String::from("flowchart LR\n");
    // Writing to a `String` cannot fail.
    for (place, stack) in graph.stacks.iter().enumerate() {
        let _ = writeln!(text, "  subgraph s{place}[\"{}\"]", label(&stack.name));
        for (number, resource) in stack.resources.iter().enumerate() {
            let (id, kind) = (label(&resource.logical_id), label(&resource.resource_type));
            let _ = writeln!(text, "    {}[\"{id}<br/>{kind}\"]", node_name((place, number)));
        }
        text.push_str("  end\n");
    }
    for edge in &graph.edges {
        let arrow = match edge.kind {
            EdgeKind::Reference => "-->",
            EdgeKind::Import => "==>",
            EdgeKind::DependsOn => "-.->",
        };
        let _ = writeln!(text, "  {} {arrow} {}", node_name(edge.from), node_name(edge.to));
    }
    text
}

/// A string between quotation marks.
fn label(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace(['\n', '\r'], " ")
}
