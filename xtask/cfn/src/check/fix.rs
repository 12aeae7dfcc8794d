//! `--fix`: minimal edits of a template for findings that have exactly one fix. The rest of the file is unchanged.

use std::ops::Range;

use cfn_template::{Document, Format, Value};
use models::check::{Finding, Fix};

use super::place::value_at;

/// An edit of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

/// The edits that fix a finding; empty if the source is too complex.
pub(super) fn edits(document: &Document, source: &str, finding: &Finding) -> Vec<Edit> {
    let Some(fix) = &finding.fix else { return Vec::new() };
    let found = value_at(&document.root, &finding.path);
    match (fix, found) {
        (Fix::RenameKey { from, to }, Some((Some(entry), _))) => rename_key(source, entry.key_span.bytes(), from, to),
        (Fix::Rename { from, to }, Some((_, value))) => rename(source, value.span.bytes(), from, to),
        (Fix::Enlist, Some((_, value))) => enlist(source, value, document.format),
        (Fix::AddTransform(name), _) => add_transform(document, source, name).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The source with the edits that do not overlap, and their number.
pub(super) fn apply(source: &str, mut edits: Vec<Edit>) -> (String, usize) {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    let (mut text, mut at, mut applied) = (String::with_capacity(source.len()), 0, 0);
    for edit in edits {
        // An edit that overlaps the one before, or is not within the source, is left out.
        let (Some(between), Some(_)) = (source.get(at..edit.range.start), source.get(edit.range.end..)) else {
            continue;
        };
        text.push_str(between);
        text.push_str(&edit.text);
        at = edit.range.end;
        applied += 1;
    }
    text.push_str(&source[at..]);
    (text, applied)
}

fn rename_key(source: &str, span: Range<usize>, from: &str, to: &str) -> Vec<Edit> {
    // The short form of a function has no `Fn::`.
    let short = source.get(span.clone()).is_some_and(|text| text.starts_with('!'));
    match (short, from.strip_prefix("Fn::"), to.strip_prefix("Fn::")) {
        (true, Some(from), Some(to)) => only(source, span, from, to),
        (true, Some(from), None) => only(source, span, from, to),
        _ => only(source, span, from, to),
    }
}

/// In the string of `Fn::Sub` the placeholders of the name; elsewhere its only occurrence.
fn rename(source: &str, span: Range<usize>, from: &str, to: &str) -> Vec<Edit> {
    let Some(text) = source.get(span.clone()) else { return Vec::new() };
    let all: Vec<usize> = words(text, from).collect();
    let placeholders: Vec<usize> = all.iter().copied().filter(|at| text[..*at].trim_end().ends_with("${")).collect();
    let chosen = match (placeholders.as_slice(), all.as_slice()) {
        ([], [_]) => all,
        ([], _) => return Vec::new(),
        _ => placeholders,
    };
    let edit = |at: usize| Edit { range: span.start + at..span.start + at + from.len(), text: to.to_owned() };
    chosen.into_iter().map(edit).collect()
}

fn only(source: &str, span: Range<usize>, from: &str, to: &str) -> Vec<Edit> {
    let Some(text) = source.get(span.clone()) else { return Vec::new() };
    match words(text, from).collect::<Vec<_>>().as_slice() {
        [at] => vec![Edit { range: span.start + at..span.start + at + from.len(), text: to.to_owned() }],
        _ => Vec::new(),
    }
}

/// The occurrences of a whole word.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !word.is_empty() && !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

fn enlist(source: &str, value: &Value, format: Format) -> Vec<Edit> {
    let span = value.span.bytes();
    let Some(text) = source.get(span.clone()) else { return Vec::new() };
    let quoted = text.starts_with(['"', '\'']);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':' | '*' | '+' | '@');
    let text = match format {
        _ if text.contains('\n') || text.is_empty() || text.starts_with('!') => return Vec::new(),
        Format::Yaml if !quoted && !text.chars().all(plain) => {
            // A plain scalar that has another meaning in a flow sequence.
            match value.as_str() {
                Some(text) => serde_json::Value::from(text).to_string(),
                None => return Vec::new(),
            }
        }
        _ => text.to_owned(),
    };
    vec![Edit { range: span, text: format!("[{text}]") }]
}

/// The edit that declares a transform. `AWS::LanguageExtensions` comes first, because the others process its result.
fn add_transform(document: &Document, source: &str, name: &str) -> Option<Edit> {
    let root = document.root.as_map()?;
    let first = name == "AWS::LanguageExtensions";
    let block = document.format == Format::Yaml && !source.get(document.root.span.bytes())?.starts_with('{');
    let word = if block { name.to_owned() } else { format!("\"{name}\"") };
    let at = |at: usize, text: String| Some(Edit { range: at..at, text });
    let Some(entry) = root.iter().find(|entry| entry.key == "Transform") else {
        let next = match root {
            [version, next, ..] if version.key == "AWSTemplateFormatVersion" => next,
            [next, ..] => next,
            [] => return None,
        };
        let start = next.key_span.start.offset;
        let line = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let space = source.get(line..start)?;
        let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
        if block {
            return if space.is_empty() { at(start, format!("Transform: {name}{newline}")) } else { None };
        }
        // With the same white space as before the next entry.
        let between = if space.trim().is_empty() { format!("{newline}{space}") } else { " ".to_owned() };
        return at(start, format!("\"Transform\": {word},{between}"));
    };
    let span = entry.value.span.bytes();
    match entry.value.as_list() {
        None => {
            let known = source.get(span.clone()).filter(|text| !text.contains('\n'))?;
            entry.value.as_str()?;
            let text = if first { format!("[{word}, {known}]") } else { format!("[{known}, {word}]") };
            Some(Edit { range: span, text })
        }
        Some(items) => {
            let (start, end) = (items.first()?.span.start.offset, items.last()?.span.end.offset);
            let line = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let lead = source.get(line..start)?;
            match (lead.trim() == "-", first) {
                (true, true) => at(start, format!("{word}\n{lead}")),
                (true, false) => at(end, format!("\n{lead}{word}")),
                (false, true) => at(start, format!("{word}, ")),
                (false, false) => at(end, format!(", {word}")),
            }
        }
    }
}
