//! The position of a finding in the source.

use cfn_template::{Entry, Options, Position, Span, Value};
use models::check::{Finding, Path, Segment};

/// The place of a finding: the key if the finding is about the key or about a whole object or list, otherwise the value.
pub(super) fn span(root: &Value, finding: &Finding, source: &str) -> Span {
    span_of(root, finding.path.segments(), finding.rule.as_ref(), source)
}

/// The value at a path, with its map entry if there is one; `None` if the source has no such value.
pub(super) fn value_at<'v>(root: &'v Value, path: &Path) -> Option<(Option<&'v Entry>, &'v Value)> {
    let mut at = (None, root);
    for segment in path.segments() {
        at = match segment {
            Segment::Key(key) => at.1.entry(key).map(|entry| (Some(entry), &entry.value))?,
            Segment::Index(index) => (None, at.1.as_list()?.get(*index)?),
        };
    }
    Some(at)
}

fn span_of(root: &Value, segments: &[Segment], rule: &str, source: &str) -> Span {
    let mut span = Span::at(root.span.start);
    let mut value = root;
    for (index, segment) in segments.iter().enumerate() {
        let next = match segment {
            Segment::Key(key) => value.entry(key).map(|entry| (entry.key_span, &entry.value)),
            Segment::Index(index) => value.as_list().and_then(|items| items.get(*index)).map(|item| (item.span, item)),
        };
        let Some((key_span, inner)) = next else {
            return inside_text(value, &segments[index..], rule, source).unwrap_or(span);
        };
        let about_key = rule.starts_with("unknown-") && matches!(segment, Segment::Key(_)) && !is_name(rule);
        let whole = inner.as_map().is_some() || inner.as_list().is_some();
        span = if whole || about_key { key_span } else { inner.span };
        value = inner;
    }
    span
}

/// The place in a nested template that is written as a block scalar (`TemplateBody: |`).
fn inside_text(value: &Value, segments: &[Segment], rule: &str, source: &str) -> Option<Span> {
    let text = value.as_str()?;
    // The line of the `|`, after which the string begins: that of the value, or the line above if its span begins with its content.
    let lines: Vec<&str> = source.lines().collect();
    let is_header = |line: &str| line.trim_end().trim_end_matches(['-', '+', '1', '2', '4', '8']).ends_with('|');
    let mut header = value.span.start.line;
    while !is_header(lines.get(header.checked_sub(1)?)?) {
        let is_first = header == value.span.start.line;
        if !is_first && !lines.get(header - 1)?.trim().is_empty() {
            return None;
        }
        header -= 1;
    }
    let inner = cfn_template::read(text, &Options::default());
    // What is no template has no places inside; the place is that of the whole string then.
    let Ok(inner) = inner else { return None };
    let place = span_of(&inner.root, segments, rule, text);
    // All lines have the indentation of the first line that is not empty.
    let first = text.lines().position(|line| !line.trim().is_empty())?;
    let indent = lines.get(header + first)?.len().checked_sub(text.lines().nth(first)?.len())?;
    let position = |at: Position| {
        let line = header + at.line;
        let before: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let within = text.split_inclusive('\n').take(at.line - 1).map(str::len).sum::<usize>();
        Position { offset: before + indent + at.offset.saturating_sub(within), line, column: at.column + indent }
    };
    Some(Span::new(position(place.start), position(place.end)))
}

/// Whether a rule is about a value, not about a key.
fn is_name(rule: &str) -> bool {
    matches!(rule, "unknown-type" | "unknown-reference" | "unknown-condition" | "unknown-mapping" | "unknown-action")
}
