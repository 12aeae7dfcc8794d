//! One JSON object of all findings.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::RunTotals;
use crate::check::examine::{CheckedTemplate, LocatedFinding};
use crate::escape::visible;

#[derive(Default)]
pub(in crate::check) struct Json {
    files: Vec<Value>,
    unused: Vec<String>,
}

impl Json {
    pub(super) fn add(&mut self, examined: &CheckedTemplate) {
        let findings: Vec<Value> = examined.findings.iter().map(finding).collect();
        self.files.push(json!({
            "file": visible(&examined.template.name),
            "fixed": examined.fixed,
            "findings": findings,
        }));
    }

    pub(super) fn unused(&mut self, message: String) {
        self.unused.push(message);
    }

    pub(super) fn text(&self, tally: &RunTotals) -> String {
        let unused: Vec<Cow<'_, str>> = self.unused.iter().map(|message| visible(message)).collect();
        let report = json!({
            "files": self.files,
            "unused_acceptances": unused,
            "summary": {
                "templates": tally.templates,
                "errors": tally.errors,
                "warnings": tally.warnings,
                "accepted": tally.accepted,
                "fixed": tally.fixed,
                "unreadable": tally.unreadable,
            },
        });
        format!("{report:#}\n")
    }
}

fn finding(LocatedFinding { finding, span, accepted, edits }: &LocatedFinding) -> Value {
    let shown = |text: &Option<String>| text.as_deref().map(|text| visible(text).into_owned());
    json!({
        "severity": finding.severity.to_string(),
        "rule": finding.rule,
        "path": visible(&finding.path.to_string()),
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
        "message": visible(&finding.message),
        "allowed": shown(&finding.allowed),
        "suggestion": shown(&finding.suggestion),
        "fixable": !edits.is_empty(),
        "accepted": accepted.as_ref().map(|accepted| visible(&accepted.reason).into_owned()),
    })
}
