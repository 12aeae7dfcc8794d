//! One JSON event a line. The schema is in `archive/docs/events.md`.

use std::io::Write as _;

use cfn_deploy::{Event, Reporter};

/// Writes each event to standard output as it happens.
#[derive(Debug, Default, Clone, Copy)]
pub struct JsonLines;

impl Reporter for JsonLines {
    fn report(&self, event: &Event) {
        let Ok(line) = serde_json::to_string(event) else { return };
        // A reader that has gone away does not stop a deployment.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }
}
