//! The notation of Mermaid, which GitHub and GitLab draw in Markdown: <https://mermaid.js.org/syntax/flowchart.html>.

use std::fmt::Write as _;

use crate::model::{Direction, EdgeKind, End, Graph, node_name};

/// The graph as a flowchart.
pub(crate) fn text(graph: &Graph) -> String {
    let direction = match graph.direction {
        Direction::Right => "LR",
        Direction::Down => "TB",
    };
    let mut text = format!("flowchart {direction}\n");
    for frame in graph.children(None) {
        write_frame(graph, frame, 1, &mut text);
    }
    for edge in &graph.edges {
        let arrow = match edge.kind {
            EdgeKind::Reference => "-->",
            EdgeKind::Import => "==>",
            EdgeKind::DependsOn | EdgeKind::Name => "-.->",
            EdgeKind::Decrypts => "-->|may decrypt with|",
            EdgeKind::Creates => "-->|creates|",
        };
        let to = match edge.to {
            End::Resource(place) => node_name(place),
            End::Frame(frame) => format!("s{frame}"),
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "  {} {arrow} {to}", node_name(edge.from));
    }
    text
}

fn write_frame(graph: &Graph, place: usize, depth: usize, text: &mut String) {
    let Some(frame) = graph.frames.get(place) else { return };
    let indent = "  ".repeat(depth);
    let _ = writeln!(text, "{indent}subgraph s{place}[\"{}\"]", label(&graph.heading(frame)));
    for (number, resource) in frame.resources.iter().enumerate() {
        let (id, kind) = (label(&resource.logical_id), label(&resource.resource_type));
        let _ = writeln!(text, "{indent}  {}[\"{id}<br/>{kind}\"]", node_name((place, number)));
    }
    graph.children(Some(place)).filter(|child| *child > place).for_each(|child| {
        write_frame(graph, child, depth + 1, text);
    });
    let _ = writeln!(text, "{indent}end");
}

/// A string between quotation marks.
fn label(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace(['\n', '\r'], " ")
}
