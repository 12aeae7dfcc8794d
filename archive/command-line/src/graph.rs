//! How a graph of stacks is printed.

use cfn_graph::Graph;

/// The formats of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would be in the help")]
pub enum GraphFormat {
    Mermaid,
    Dot,
    Svg,
}

impl GraphFormat {
    /// The graph as text, which ends with a line feed.
    #[must_use]
    pub fn text(self, graph: &Graph) -> String {
        match self {
            Self::Mermaid => graph.to_mermaid(),
            Self::Dot => graph.to_dot(),
            Self::Svg => graph.to_svg(),
        }
    }
}
