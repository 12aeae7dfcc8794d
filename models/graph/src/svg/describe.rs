//! What a screen reader says of the picture.

use std::fmt::Write as _;

use crate::model::{Edge, EdgeKind, End, FrameKind, Graph};

/// The stacks, and how many resources there are.
pub(super) fn title(graph: &Graph) -> String {
    let stacks: Vec<&str> = graph
        .frames
        .iter()
        .filter(|frame| matches!(frame.kind, FrameKind::Stack { .. }))
        .map(|frame| frame.title.as_str())
        .collect();
    let count = graph.frames.iter().map(|frame| frame.resources.len()).sum::<usize>();
    let (stacks, what) = match stacks.as_slice() {
        [] => ("no stacks".to_owned(), "resources"),
        [one] => (format!("stack {one}"), if count == 1 { "resource" } else { "resources" }),
        some if some.len() <= 5 => (format!("stacks {}", some.join(", ")), "resources"),
        many => (format!("{} stacks", many.len()), "resources"),
    };
    format!("The {stacks}: {count} {what} and what they refer to")
}

/// Every frame with its resources, and every edge, as sentences.
pub(super) fn description(graph: &Graph) -> String {
    let mut text = String::new();
    for frame in &graph.frames {
        let resources: Vec<String> = frame
            .resources
            .iter()
            .map(|resource| format!("{} ({})", resource.logical_id, resource.resource_type))
            .collect();
        let contents = if resources.is_empty() { String::new() } else { format!(": {}", resources.join(", ")) };
        let label = frame.kind.label();
        let around = frame.parent.and_then(|parent| graph.frames.get(parent));
        let of = around.map_or_else(String::new, |around| format!(" of {}", around.title));
        // Writing to a `String` cannot fail.
        let _ = write!(text, "The {label} {}{of}{contents}. ", graph.heading(frame));
    }
    // Who may decrypt is what a picture is looked at for: it is said first.
    let (decrypts, others): (Vec<&Edge>, Vec<&Edge>) =
        graph.edges.iter().partition(|edge| edge.kind == EdgeKind::Decrypts);
    for edge in decrypts.into_iter().chain(others) {
        let _ = write!(text, "{}. ", sentence(graph, edge));
    }
    text.trim_end().to_owned()
}

/// What an edge says.
pub(super) fn sentence(graph: &Graph, edge: &Edge) -> String {
    let name = |place| graph.resource(place).map_or("", |resource| resource.logical_id.as_str());
    let title = |frame: usize| graph.frames.get(frame).map_or("", |frame| frame.title.as_str());
    let to = match edge.to {
        End::Resource(place) if place.0 == edge.from.0 => name(place).to_owned(),
        End::Resource(place) => format!("{} in {}", name(place), title(place.0)),
        End::Frame(frame) if graph.frames.get(frame).is_some_and(|to| to.kind == FrameKind::Nested) => {
            format!("the nested stack {}", title(frame))
        }
        End::Frame(frame) => format!("the stacks of {}", title(frame)),
    };
    format!("{} {} {to}", name(edge.from), edge.kind.label())
}
