//! What is drawn of templates.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod decrypt;
mod picture;
mod reading;

use cfn_graph::{End, Graph, Stack, read};
use cfn_template::{Document, Options};

/// A template.
fn document(text: &str) -> Document {
    cfn_template::read(text, &Options::default()).unwrap_or_else(|errors| panic!("{errors}: {text}"))
}

/// The graph of one stack.
fn graph_of(text: &str) -> Graph {
    let document = document(text);
    read([Stack { name: "shop", region: Some("eu-west-1"), root: &document.root }])
}

/// The edges as text, each end with its frame where that is another one than the first.
fn edges(graph: &Graph) -> Vec<String> {
    let name = |(frame, resource): (usize, usize)| {
        let of = &graph.frames[frame];
        let id = &of.resources[resource].logical_id;
        if frame == 0 { id.clone() } else { format!("{id} of {}", of.title) }
    };
    let shown = graph.edges.iter().map(|edge| {
        let to = match edge.to {
            End::Resource(place) => name(place),
            End::Frame(frame) => format!("[{}]", graph.frames[frame].title),
        };
        format!("{} {:?} {to}", name(edge.from), edge.kind)
    });
    shown.collect()
}
