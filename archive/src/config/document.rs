//! `archive.toml` explained by itself: a file to start from, the settings in effect, and a schema for editors. All three are made from the
//! declarations that the file is read by.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::options::{Effective, SECTIONS};
use super::resolve::TOP;
use super::setting::{Kind, Section, Setting};

/// Widest line of a comment, in characters.
const WIDTH: usize = 100;

/// All tables, the top of the file first.
pub(super) fn sections() -> impl Iterator<Item = &'static Section> {
    std::iter::once(&TOP).chain(SECTIONS.iter().copied())
}

/// An `archive.toml` with every setting in it: explained, and commented out, so that it means what no file means.
pub fn starter() -> String {
    let mut text = String::new();
    for section in sections() {
        if !text.is_empty() {
            text.push('\n');
        }
        comment(&mut text, section.doc);
        if !section.name.is_empty() {
            line(&mut text, format_args!("# [{}]", section.name));
        }
        for setting in section.settings {
            text.push('\n');
            comment(&mut text, setting.doc);
            if let Some(allowed) = allowed(&setting.kind) {
                comment(&mut text, &allowed);
            }
            line(&mut text, format_args!("# {} = {}", setting.key, setting.default.unwrap_or(setting.example)));
        }
    }
    text
}

/// The settings in effect, each with where it comes from; what is not set is a comment.
pub(super) fn show(effective: &[Effective]) -> String {
    let mut text = String::new();
    let mut section = "";
    for setting in effective {
        if setting.section != section {
            section = setting.section;
            line(&mut text, format_args!("\n[{section}]"));
        }
        match &setting.value {
            Some(value) => line(&mut text, format_args!("{} = {value}  # {}", setting.key, setting.place)),
            None => line(&mut text, format_args!("# {} is not set", setting.key)),
        }
    }
    text
}

/// The JSON Schema of `archive.toml`, for editors that check and complete TOML.
pub fn schema() -> Value {
    let mut properties = properties(TOP.settings);
    for section in SECTIONS {
        properties.insert(section.name.into(), object(section.doc, section.settings));
    }
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "archive.toml",
        "description": TOP.doc,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn object(doc: &str, settings: &[&Setting]) -> Value {
    json!({
        "description": doc,
        "type": "object",
        "additionalProperties": false,
        "properties": properties(settings),
    })
}

fn properties(settings: &[&Setting]) -> Map<String, Value> {
    settings.iter().map(|setting| (setting.key.to_owned(), property(setting))).collect()
}

fn property(setting: &Setting) -> Value {
    let mut property = match &setting.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Integer(range) => json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::OneOf(words) => json!({ "enum": words }),
        Kind::Tables(settings) => json!({ "type": "array", "items": object("", settings) }),
        Kind::Map => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
    };
    property["description"] = setting.doc.into();
    // The defaults are written as TOML; those of scalars and lists of texts are JSON too, and others are left out.
    if let Some(Ok(default)) = setting.default.map(serde_json::from_str::<Value>) {
        property["default"] = default;
    }
    property
}

/// What a setting allows, where its kind does not say it.
fn allowed(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Integer(range) => Some(format!("From {} to {}.", range.start(), range.end())),
        Kind::OneOf(_) => Some(format!("{}.", capitalised(&kind.wanted()))),
        Kind::Text | Kind::Texts | Kind::Boolean | Kind::Tables(_) | Kind::Map => None,
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Comment lines of at most [`WIDTH`] characters.
fn comment(text: &mut String, words: &str) {
    let mut current = String::from("#");
    for word in words.split_whitespace() {
        if current.len() > 1 && current.chars().count() + 1 + word.chars().count() > WIDTH {
            line(text, format_args!("{current}"));
            current = String::from("#");
        }
        current.push(' ');
        current.push_str(word);
    }
    line(text, format_args!("{current}"));
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{content}");
}
