#![doc = include_str!("../README.md")]
#![warn(clippy::disallowed_methods)]

mod dot;
mod layout;
mod mermaid;
mod model;
mod read;
mod svg;

pub use model::{Direction, Edge, EdgeKind, End, Frame, FrameKind, Graph, Place, ResourceNode};
pub use read::{Find, Stack, read, read_with};

impl Graph {
    /// The graph in the notation of Graphviz, which ends with a line feed.
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::text(self)
    }

    /// The graph as a flowchart of Mermaid, which GitHub and GitLab draw in Markdown. It ends with a line feed.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        mermaid::text(self)
    }

    /// The graph as a picture that needs nothing else: no script, no font, no request. The same graph is the same text.
    #[must_use]
    pub fn to_svg(&self) -> String {
        svg::text(self)
    }
}
