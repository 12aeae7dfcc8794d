//! How a graph of stacks is printed.

use cfn_graph::{Direction, Graph};

/// The arguments of a command that prints a graph.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct GraphArgs {
    /// A picture, or a notation: of Mermaid, which GitHub and GitLab draw in Markdown, or of Graphviz
    #[arg(long, value_enum, default_value_t = GraphFormat::Mermaid)]
    pub format: GraphFormat,
    /// Where arrows lead: right, for screens, or down, for pages such as a README
    #[arg(long, value_enum, default_value_t = GraphDirection::Right)]
    pub direction: GraphDirection,
}

/// The formats of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would be in the help")]
pub enum GraphFormat {
    Mermaid,
    Dot,
    Svg,
}

/// Where the arrows of a graph lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would be in the help")]
pub enum GraphDirection {
    Right,
    Down,
}

impl GraphArgs {
    /// The graph as text, which ends with a line feed.
    #[must_use]
    pub fn text(self, mut graph: Graph) -> String {
        graph.direction = match self.direction {
            GraphDirection::Right => Direction::Right,
            GraphDirection::Down => Direction::Down,
        };
        match self.format {
            GraphFormat::Mermaid => graph.to_mermaid(),
            GraphFormat::Dot => graph.to_dot(),
            GraphFormat::Svg => graph.to_svg(),
        }
    }
}
