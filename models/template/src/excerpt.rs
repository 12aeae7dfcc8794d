//! The lines of the source around a span, for messages.

use std::fmt;

use crate::Span;

/// The maximum number of characters of a line that are shown, for templates that are one line of JSON.
const WIDTH: usize = 120;
/// The number of characters before the error if a line is truncated.
const LEAD: usize = 40;

/// Shows the line of a span and the one before it, with the span underlined.
///
/// ```text
///   |
/// 3 |   Bucket:
/// 4 |     Type: AWS::S3::Bukket
///   |           ^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'a> {
    source: &'a str,
    span: Span,
}

impl<'a> Excerpt<'a> {
    /// The excerpt of `source` around `span`; empty if the span is not in the source.
    #[must_use]
    pub fn new(source: &'a str, span: Span) -> Self {
        Self { source, span }
    }

    /// The line of the span and the line before it, if any.
    fn lines(&self) -> Option<(Option<&'a str>, &'a str)> {
        let before = self.source.get(..self.span.start.offset)?;
        let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let rest = &self.source[start..];
        let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        let above = &self.source[..start];
        let above = above.strip_suffix('\n').unwrap_or(above);
        let above = above.strip_suffix('\r').unwrap_or(above);
        let previous = (start > 0).then(|| above.rsplit(['\n', '\r']).next().unwrap_or(""));
        Some((previous, line))
    }
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((previous, line)) = self.lines() else { return Ok(()) };
        let start = self.span.start;
        let margin = start.line.to_string().len();
        let column = start.column.saturating_sub(1);
        // Both lines are truncated at the same column, so that they stay aligned.
        let cut = if column < WIDTH { 0 } else { column - LEAD };
        let show = |line: &str| -> String {
            let visible = line.chars().skip(cut).take(WIDTH);
            visible.map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim_end().to_owned()
        };
        let width = if self.span.end.line == start.line {
            self.span.end.column.saturating_sub(start.column)
        } else {
            line.chars().count().saturating_sub(column)
        };
        let width = width.clamp(1, WIDTH.saturating_sub(column - cut).max(1));

        writeln!(f, "{:margin$} |", "")?;
        if let Some(previous) = previous {
            writeln!(
                f,
                "{}",
                format_args!("{:margin$} | {}", start.line.saturating_sub(1), show(previous)).to_string().trim_end()
            )?;
        }
        writeln!(f, "{}", format_args!("{:margin$} | {}", start.line, show(line)).to_string().trim_end())?;
        writeln!(f, "{:margin$} | {:indent$}{}", "", "", "^".repeat(width), indent = column - cut)
    }
}
