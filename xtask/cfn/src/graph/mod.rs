//! What the resources of templates refer to, as a graph: [read] from templates, each notation in a file of its own.

mod dot;
mod mermaid;
mod model;
mod read;

pub(crate) use self::model::Graph;
pub(crate) use self::read::graph;

/// The notations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would be in the help")]
pub(crate) enum Notation {
    Mermaid,
    Dot,
}

impl Notation {
    /// The graph as text, which ends with a line feed.
    pub(crate) fn text(self, graph: &Graph) -> String {
        match self {
            Self::Mermaid => mermaid::text(graph),
            Self::Dot => dot::text(graph),
        }
    }
}
