//! The schemas of the template language: arguments of functions, policies, sections, metadata.
//!
//! `models::check` evaluates the language itself, with what functions return, which a schema cannot say; its tests hold it against these
//! facts. They are in the snapshot so that a change of them is reported by `regen-spec` and seen in a review.
//!
//! ```text
//! schema cidr
//!   maxItems 3
//!   minItems 2
//! ```
//! One file a folder of the package, one keyword of JSON Schema a line, nested by indentation; an item of a list begins with `-`. Texts for
//! people are left out.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::documents::json::Json;
use crate::documents::snapshot::Files;
use crate::error::Problem;
use crate::rules::LANGUAGE;

const SCHEMAS: &str = "schemas/other/";
/// Folders whose schemas are not about templates: JSON Schema's own, and deployment files.
const LEFT_OUT: &[&str] = &["deployment_files", "draft7"];
const TEXTS: &[&str] = &["$comment", "$id", "$schema", "description", "title"];

/// The files of the schemas, and their number.
pub(super) fn files(archive: &BTreeMap<String, Vec<u8>>) -> Result<(Files, u64), Vec<Problem>> {
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    let (mut count, mut problems) = (0, Vec::new());
    for (path, bytes) in archive {
        let named = path.split_once(SCHEMAS).and_then(|(_, rest)| rest.strip_suffix(".json")?.split_once('/'));
        let Some((folder, name)) = named.filter(|(folder, _)| !LEFT_OUT.contains(folder)) else { continue };
        let schema: Json = match serde_json::from_slice(bytes) {
            Ok(schema) => schema,
            Err(e) => {
                problems.push(Problem::new(path, format!("does not have the expected format: {e}")));
                continue;
            }
        };
        if let Err(problem) = schema.object(path) {
            problems.push(problem);
            continue;
        }
        let text = texts.entry(folder).or_default();
        let separator = if text.is_empty() { "" } else { "\n" };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{separator}schema {name}");
        entries(&schema, 1, text);
        count += 1;
    }
    if count == 0 && problems.is_empty() {
        problems.push(Problem::new("the rules", format!("has no file in `{SCHEMAS}`")));
    }
    if problems.is_empty() {
        let files = texts.into_iter().map(|(folder, text)| (format!("{LANGUAGE}/{folder}.txt"), text));
        Ok((files.collect(), count))
    } else {
        Err(problems)
    }
}

fn entries(schema: &Json, depth: usize, text: &mut String) {
    let mut sorted: Vec<_> = schema.entries().iter().filter(|(key, _)| !TEXTS.contains(&key.as_str())).collect();
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    for (key, value) in sorted {
        // A key with a space, such as a pattern, is written as JSON.
        let plain = !key.is_empty() && !key.contains([' ', '"']);
        let key = if plain { key.clone() } else { quoted(key) };
        line(&key, value, depth, text);
    }
}

/// A line `key value`, or `key` and what it has below it.
fn line(key: &str, value: &Json, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let simple = |item: &Json| !matches!(item, Json::Array(_) | Json::Object(_));
    match value {
        Json::Object(_) => {
            let _ = writeln!(text, "{indent}{key}");
            entries(value, depth + 1, text);
        }
        Json::Array(items) if items.iter().all(simple) => {
            let words: Vec<String> = items.iter().map(word).collect();
            let _ = writeln!(text, "{indent}{key} [{}]", words.join(" "));
        }
        Json::Array(items) => {
            let _ = writeln!(text, "{indent}{key}");
            items.iter().for_each(|item| line("-", item, depth + 1, text));
        }
        scalar => {
            let _ = writeln!(text, "{indent}{key} {}", word(scalar));
        }
    }
}

fn word(scalar: &Json) -> String {
    match scalar {
        Json::Null | Json::Array(_) | Json::Object(_) => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
