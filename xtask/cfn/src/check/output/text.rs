//! Findings for people, with the lines of the template.

use std::borrow::Cow;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents};
use miette::{SourceCode, SourceSpan, SpanContents};
use models::check::{Finding, Severity};

use crate::check::examine::{CheckedTemplate, LocatedFinding};
use crate::escape::{masked, on_one_line, visible};

/// Longer lines are truncated: a template can be one line of JSON.
const LONGEST_LINE: usize = 400;
/// The number of bytes before and after the place that are shown of such a line.
const AROUND: usize = 60;

/// The findings with the lines of the template. Accepted findings are not shown.
pub(super) fn graphical(examined: &CheckedTemplate, colours: bool) -> String {
    let theme = if colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_context_lines(1);
    let source = Source { name: on_one_line(&examined.template.name), text: masked(&examined.template.text) };
    let mut text = String::new();
    for placed in examined.findings.iter().filter(|placed| placed.accepted.is_none()) {
        let report = Report { placed, source: &source };
        if handler.render_report(&mut text, &report).is_err() {
            // Writing to a string cannot fail.
            text.push_str(&visible(&placed.finding.to_string()));
        }
        text.push('\n');
    }
    text
}

/// A finding as a miette diagnostic.
struct Report<'a> {
    placed: &'a LocatedFinding,
    source: &'a Source<'a>,
}

impl std::fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Finding { path, message, .. } = &self.placed.finding;
        if !path.segments().is_empty() {
            write!(f, "{}: ", on_one_line(&path.to_string()))?;
        }
        f.write_str(&visible(message))
    }
}

impl std::error::Error for Report<'_> {}

impl Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        Some(Box::new(&self.placed.finding.rule))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.placed.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        let Finding { allowed, suggestion, .. } = &self.placed.finding;
        let allowed = allowed.as_ref().map(|allowed| format!("allowed: {allowed}"));
        let lines: Vec<String> =
            suggestion.iter().cloned().chain(allowed).map(|line| visible(&line).into_owned()).collect();
        (!lines.is_empty()).then(|| Box::new(lines.join("\n")) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let range = self.placed.span.bytes();
        // A span of several lines is marked at its first line.
        let text = self.source.text.get(range.clone()).unwrap_or("");
        let length = text.find(['\n', '\r']).unwrap_or(text.len()).min(AROUND);
        Some(Box::new(std::iter::once(LabeledSpan::underline((range.start, length)))))
    }
}

/// A template as a miette source.
struct Source<'t> {
    name: String,
    text: Cow<'t, str>,
}

impl SourceCode for Source<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let name = self.name.clone();
        let text = self.text.as_ref();
        let lines = text.read_span(span, before, after)?;
        let (data, range, line, column) =
            if lines.data().split(|byte| *byte == b'\n').any(|line| line.len() > LONGEST_LINE) {
                let start = floor(text, span.offset().saturating_sub(AROUND));
                let end = floor(text, (span.offset() + span.len() + AROUND).min(text.len()));
                let lead = &text[..start];
                let line = lead.matches('\n').count();
                let column = lead.rsplit('\n').next().map_or(0, |line| line.chars().count());
                (&text.as_bytes()[start..end], SourceSpan::from(start..end), line, column)
            } else {
                let range = *lines.span();
                let (start, length) = (range.offset(), range.len());
                (&text.as_bytes()[start..start + length], range, lines.line(), lines.column())
            };
        let count = data.iter().filter(|byte| **byte == b'\n').count();
        Ok(Box::new(MietteSpanContents::new_named(name, data, range, line, column, count)))
    }
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
