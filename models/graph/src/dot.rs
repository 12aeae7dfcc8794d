//! The notation of Graphviz: <https://graphviz.org/doc/info/lang.html>.

use std::fmt::Write as _;

use crate::model::{Direction, EdgeKind, End, Graph, Place, node_name};

/// The graph as a directed one.
pub(crate) fn text(graph: &Graph) -> String {
    // `compound` lets an edge end at the border of a frame.
    let direction = match graph.direction {
        Direction::Right => "LR",
        Direction::Down => "TB",
    };
    let mut text = format!("digraph stacks {{\n  rankdir={direction};\n  compound=true;\n  node [shape=box];\n");
    for frame in graph.children(None) {
        write_frame(graph, frame, 1, &mut text);
    }
    for edge in &graph.edges {
        let (to, border) = match edge.to {
            End::Resource(place) => (place, String::new()),
            // Such an edge needs a node, any of those inside.
            End::Frame(frame) => match first_inside(graph, frame) {
                Some(place) => (place, format!("lhead=cluster{frame}, ")),
                None => continue,
            },
        };
        let style = match edge.kind {
            EdgeKind::Reference => "",
            EdgeKind::Import => "style=bold",
            EdgeKind::DependsOn => "style=dashed",
            EdgeKind::Decrypts => "color=purple, label=\"may decrypt with\"",
            EdgeKind::Name => "style=dotted",
            EdgeKind::Creates => "label=creates",
        };
        let attributes = match format!("{border}{style}") {
            none if none.is_empty() => none,
            some => format!(" [{some}]"),
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "  {} -> {}{attributes};", node_name(edge.from), node_name(to));
    }
    text.push_str("}\n");
    text
}

fn write_frame(graph: &Graph, place: usize, depth: usize, text: &mut String) {
    let Some(frame) = graph.frames.get(place) else { return };
    let indent = "  ".repeat(depth);
    // A subgraph is drawn as a box only if its name begins with `cluster`.
    let _ =
        writeln!(text, "{indent}subgraph cluster{place} {{\n{indent}  label=\"{}\";", quoted(&graph.heading(frame)));
    for (number, resource) in frame.resources.iter().enumerate() {
        let (id, kind) = (quoted(&resource.logical_id), quoted(&resource.resource_type));
        let _ = writeln!(text, "{indent}  {} [label=\"{id}\\n{kind}\"];", node_name((place, number)));
    }
    graph.children(Some(place)).filter(|child| *child > place).for_each(|child| {
        write_frame(graph, child, depth + 1, text);
    });
    let _ = writeln!(text, "{indent}}}");
}

fn first_inside(graph: &Graph, frame: usize) -> Option<Place> {
    let inside = |candidate: usize| graph.around(candidate).any(|around| around == frame);
    let mut candidates = graph.frames.iter().enumerate().filter(|(place, _)| inside(*place));
    candidates.find(|(_, frame)| !frame.resources.is_empty()).map(|(place, _)| (place, 0))
}

/// A string between quotation marks.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " ")
}
