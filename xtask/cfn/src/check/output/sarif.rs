//! SARIF 2.1.0, the format of static analysis results.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>.

use std::collections::BTreeMap;

use cfn_template::{Position, Span};
use models::check::Severity;
use serde_json::{Value, json};

use super::RunTotals;
use crate::check::examine::{CheckedTemplate, LocatedFinding};
use crate::escape::visible;
use crate::facts::Snapshot;
use crate::rules;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(in crate::check) struct Sarif<'s> {
    snapshot: &'s Snapshot,
    /// The indexes of the rules that have findings, by ID.
    rules: BTreeMap<String, usize>,
    descriptors: Vec<Value>,
    results: Vec<Value>,
}

impl<'s> Sarif<'s> {
    pub(super) const fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot, rules: BTreeMap::new(), descriptors: Vec::new(), results: Vec::new() }
    }

    pub(super) fn add(&mut self, examined: &CheckedTemplate) {
        let uri = uri(&examined.template.name);
        for placed in &examined.findings {
            let index = self.rule(&placed.finding.rule);
            self.results.push(result(placed, index, &uri, &examined.template.text));
        }
    }

    /// The index of a rule in the list of rules that have findings.
    fn rule(&mut self, id: &str) -> usize {
        if let Some(index) = self.rules.get(id) {
            return *index;
        }
        let index = self.descriptors.len();
        self.rules.insert(id.to_owned(), index);
        // A rule without a page has only its findings.
        let descriptor = match rules::page(id, self.snapshot) {
            Ok(Some(page)) => {
                let first = page.what().lines().next().unwrap_or("");
                let mut descriptor = json!({
                    "id": id,
                    "shortDescription": { "text": first },
                    "fullDescription": { "text": page.what() },
                    "help": { "text": page.fix(), "markdown": page.markdown() },
                    "defaultConfiguration": { "level": level(page.severity) },
                });
                if let (Some(source), Some(object)) = (page.source(), descriptor.as_object_mut()) {
                    object.insert("helpUri".to_owned(), source.into());
                }
                descriptor
            }
            _ => json!({ "id": id }),
        };
        self.descriptors.push(descriptor);
        index
    }

    pub(super) fn text(&self, tally: &RunTotals) -> String {
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "cfn",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": self.descriptors,
                } },
                "invocations": [{ "executionSuccessful": tally.unreadable == 0 }],
                "columnKind": "unicodeCodePoints",
                "results": self.results,
            }],
        });
        format!("{log:#}\n")
    }
}

fn result(placed: &LocatedFinding, rule: usize, uri: &str, source: &str) -> Value {
    let LocatedFinding { finding, span, accepted, edits } = placed;
    let mut text = finding.message.clone();
    for (what, more) in [("Allowed", &finding.allowed), ("Help", &finding.suggestion)] {
        if let Some(more) = more {
            text.push_str(&format!("\n{what}: {more}"));
        }
    }
    let place = finding.path.to_string();
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": visible(&text) },
        "locations": [{
            "physicalLocation": { "artifactLocation": { "uri": uri }, "region": region(*span) },
            "logicalLocations": [{ "fullyQualifiedName": visible(&place) }],
        }],
    });
    let Some(object) = result.as_object_mut() else { return result };
    if let Some(accepted) = accepted {
        let kind = if accepted.inside { "inSource" } else { "external" };
        let suppression = json!([{ "kind": kind, "justification": visible(&accepted.reason) }]);
        object.insert("suppressions".to_owned(), suppression);
    }
    if !edits.is_empty() {
        let replacement = |edit: &crate::check::fix::Edit| {
            let span = Span::new(position(source, edit.range.start), position(source, edit.range.end));
            json!({ "deletedRegion": region(span), "insertedContent": { "text": edit.text } })
        };
        let replacements: Vec<Value> = edits.iter().map(replacement).collect();
        let changes = json!([{ "artifactLocation": { "uri": uri }, "replacements": replacements }]);
        object.insert("fixes".to_owned(), json!([{ "artifactChanges": changes }]));
    }
    result
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A SARIF region; for a file that cannot be read its first character.
fn region(span: Span) -> Value {
    let at = |position: Position| (position.line.max(1), position.column.max(1));
    let ((line, column), (end_line, end_column)) = (at(span.start), at(span.end));
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn position(source: &str, offset: usize) -> Position {
    let before = source.get(..offset).unwrap_or(source);
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    Position { offset, line: before.matches('\n').count() + 1, column }
}

/// A path as a URI reference (RFC 3986): relative to the working directory, or `file:`.
fn uri(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut uri = match path {
        path if path.starts_with('/') => "file://".to_owned(),
        path if cfg!(windows) && path.get(1..3) == Some(":/") => "file:///".to_owned(),
        _ => String::new(),
    };
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            // The drive of Windows.
            b':' if cfg!(windows) && uri.len() == "file:///C".len() && uri.starts_with("file:") => uri.push(':'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_written_as_references() {
        assert_eq!(uri("stacks/my stack#1.yaml"), "stacks/my%20stack%231.yaml");
        assert_eq!(uri("./a.yaml"), "a.yaml");
        assert_eq!(uri("/tmp/ü.json"), "file:///tmp/%C3%BC.json");
    }
}
