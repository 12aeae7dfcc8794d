//! JUnit XML: one suite per template, one case per finding.
//!
//! Errors are failures, and so are warnings with `--deny-warnings`; accepted findings are skipped.

use std::fmt::Write;

use models::check::{Finding, Severity};

use crate::check::examine::CheckedTemplate;
use crate::escape::visible;

#[derive(Default)]
pub(in crate::check) struct Junit {
    suites: String,
    total: Counts,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn attributes(self) -> String {
        let Self { tests, failures, errors, skipped } = self;
        format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
    }
}

impl Junit {
    pub(super) fn add(&mut self, examined: &CheckedTemplate, deny_warnings: bool) {
        let file = escaped(&examined.template.name);
        let mut counts = Counts::default();
        let mut cases = String::new();
        for placed in &examined.findings {
            let (finding, span) = (&placed.finding, &placed.span);
            counts.tests += 1;
            let name = escaped(&format!("{} {}", finding.rule, finding.path));
            let place = format!("{}:{}:{}", examined.template.name, span.start.line, span.start.column);
            let (message, words) = (escaped(&finding.message), escaped(&words(finding, &place)));
            let rule = escaped(&finding.rule);
            let result = match &placed.accepted {
                Some(accepted) => {
                    counts.skipped += 1;
                    format!("<skipped message=\"accepted: {}\"/>", escaped(&accepted.reason))
                }
                None if examined.unreadable => {
                    counts.errors += 1;
                    format!("<error message=\"{message}\" type=\"{rule}\">{words}</error>")
                }
                None if finding.severity == Severity::Error
                    || (deny_warnings && finding.severity == Severity::Warning) =>
                {
                    counts.failures += 1;
                    format!("<failure message=\"{message}\" type=\"{rule}\">{words}</failure>")
                }
                None => format!("<system-out>{words}</system-out>"),
            };
            let _ = writeln!(
                cases,
                "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{}\">{result}</testcase>",
                span.start.line
            );
        }
        if examined.findings.is_empty() {
            counts.tests = 1;
            let _ = writeln!(cases, "    <testcase name=\"no findings\" classname=\"{file}\" file=\"{file}\"/>");
        }
        let _ = write!(self.suites, "  <testsuite name=\"{file}\" {}>\n{cases}  </testsuite>\n", counts.attributes());
        self.total.tests += counts.tests;
        self.total.failures += counts.failures;
        self.total.errors += counts.errors;
        self.total.skipped += counts.skipped;
    }

    pub(super) fn text(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cfn check\" {}>\n{}</testsuites>\n",
            self.total.attributes(),
            self.suites
        )
    }
}

fn words(finding: &Finding, place: &str) -> String {
    format!("{place}: {finding}")
}

/// A string, escaped for an attribute or an element. XML cannot represent most control characters.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
    escaped
}
