//! What a command shows: live progress on a terminal, plain lines elsewhere, or one JSON event a line.
//!
//! Progress goes to standard error and results to standard output, so that `deploy > outputs` keeps the outputs alone. The JSON
//! stream is the result, and goes to standard output as a whole.

mod json;
mod live;
mod render;
mod style;
mod text;

pub use self::json::JsonLines;
pub use self::live::LiveReporter;
pub use self::text::LineReporter;

use crate::remedy::RemedyFormatter;
use cfn_deploy::Reporter;

/// How much to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Results and warnings.
    Quiet,
    /// Progress too.
    Normal,
    /// What the program calls as well. Its lines come from elsewhere and would run into progress that is drawn in place.
    Trace,
}

/// The JSON Schema of the events that [`JsonLines`] writes.
pub const EVENT_SCHEMA: &str = include_str!("../../docs/events.schema.json");

/// The reporter for text: live on a terminal, lines elsewhere.
pub fn for_people(detail: Detail, formatter: RemedyFormatter) -> Box<dyn Reporter> {
    match LiveReporter::on_terminal(formatter.clone()) {
        Some(live) if detail == Detail::Normal => Box::new(live),
        _ => Box::new(LineReporter::new(detail, formatter)),
    }
}

/// `1 problem`, `2 problems`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
