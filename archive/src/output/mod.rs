//! What a command shows: live progress on a terminal, plain lines elsewhere, or one JSON event a line.
//!
//! Progress goes to standard error and results to standard output, so that `archive deploy > outputs` keeps the outputs alone. The JSON
//! stream is the result, and goes to standard output as a whole.

mod json;
mod live;
mod render;
mod text;

use std::io::IsTerminal as _;

pub use self::json::JsonLines;
pub use self::live::Live;
pub use self::render::{failure as render_failure, plan as render_plan};
pub use self::text::Lines;

use crate::deploy::Reporter;

/// How much to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Results and warnings.
    Quiet,
    /// Progress too.
    Normal,
}

/// The reporter for text: live on a terminal, lines elsewhere.
pub fn for_people(detail: Detail) -> Box<dyn Reporter> {
    if detail == Detail::Normal && std::io::stderr().is_terminal() {
        Box::new(Live::new())
    } else {
        Box::new(Lines::new(detail))
    }
}
