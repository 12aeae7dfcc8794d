//! Workflow commands of GitHub Actions.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>.

use std::fmt::Write;

use models::check::Severity;

use crate::check::examine::CheckedTemplate;
use crate::escape::visible;

/// One command per finding that is not accepted.
pub(super) fn commands(examined: &CheckedTemplate) -> String {
    let mut text = String::new();
    for placed in examined.findings.iter().filter(|placed| placed.accepted.is_none()) {
        let (finding, span) = (&placed.finding, &placed.span);
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(
            text,
            "::{command} file={},line={},endLine={}",
            property(&examined.template.name),
            span.start.line.max(1),
            span.end.line.max(1)
        );
        // GitHub supports columns only if start and end are on the same line.
        if span.start.line == span.end.line && span.end.column > span.start.column {
            let _ = write!(text, ",col={},endColumn={}", span.start.column, span.end.column);
        }
        let mut message = match finding.path.segments() {
            [] => finding.message.clone(),
            _ => format!("{}: {}", finding.path, finding.message),
        };
        for (what, more) in [("allowed", &finding.allowed), ("help", &finding.suggestion)] {
            if let Some(more) = more {
                let _ = write!(message, "\n{what}: {more}");
            }
        }
        let _ = writeln!(text, ",title={}::{}", property(&finding.rule), data(&message));
    }
    text
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_would_end_a_command_or_property_is_escaped() {
        assert_eq!(data("100 %\n::error::x"), "100 %25%0A::error::x");
        assert_eq!(property("a,b:c%\u{1b}"), "a%2Cb%3Ac%25\\u{1b}");
    }
}
