//! Converts a JSON schema to lines of the rules' grammar.

use std::fmt::Write;

use crate::documents::json::Json;
use crate::error::Problem;

/// The conversion of a schema.
pub(super) struct Converter<'a> {
    at: &'a str,
    pub(super) problems: Vec<Problem>,
    text: String,
}

/// Keywords that do not constrain a value.
const PROSE: &[&str] = &["$id", "$schema", "title", "description", "cfnLint"];

impl<'a> Converter<'a> {
    pub(super) fn new(at: &'a str) -> Self {
        Self { at, problems: Vec::new(), text: String::new() }
    }

    /// Whether a schema is a list of allowed values that AWS extends regularly.
    pub(super) fn is_list_of_the_day(&self, schema: &Json) -> bool {
        schema.get("description").and_then(Json::as_str).is_some_and(|text| text.starts_with("Automatically updated"))
    }

    /// The lines of a rule, indented.
    pub(super) fn rule(&mut self, schema: &Json) -> String {
        let schema = &match inlined(schema, schema, 0) {
            Some(schema) => schema,
            None => {
                self.problem("a `$ref` is unresolved or circular".to_owned());
                return String::new();
            }
        };
        match schema.get("cfnGather") {
            Some(gather) => self.gather(gather),
            None => self.schema(schema, 1),
        }
        std::mem::take(&mut self.text)
    }

    fn problem(&mut self, message: String) {
        self.problems.push(Problem::new(self.at, message));
    }

    fn object<'j>(&mut self, json: &'j Json, key: &str) -> &'j [(String, Json)] {
        json.object_at(key, self.at).unwrap_or_else(|problem| {
            self.problems.push(problem);
            &[]
        })
    }

    fn line(&mut self, depth: usize, text: &str) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.text, "{:1$}{text}", "", depth * 2);
    }

    fn gather(&mut self, gather: &Json) {
        for (name, entry) in self.object(gather, "gather") {
            let ty = entry.get("filter").and_then(|filter| filter.get("type")).and_then(Json::as_str);
            match entry.get("reference").and_then(Json::as_str) {
                Some(path) => {
                    let ty = ty.map_or_else(String::new, |ty| format!(" {ty}"));
                    self.line(1, &format!("refers {name} {}{ty}", path.trim_start_matches('/')));
                }
                None => self.line(1, &format!("self {name}")),
            }
            for (taken, from) in self.object(entry, "properties") {
                let path = from.as_str().or_else(|| from.get("path")?.as_str());
                let default = from.get("default").and_then(operand).map(|default| format!(" else {default}"));
                match path {
                    Some("$type") => self.line(2, &format!("type {taken}")),
                    Some(path) => {
                        let path = path.trim_start_matches('/');
                        self.line(2, &format!("take {taken} {path}{}", default.as_deref().unwrap_or("")));
                    }
                    None => self.problem(format!("`{taken}` has no path")),
                }
            }
        }
        let Some(schema) = gather.get("schema") else { return };
        let schema = match schema.get("cfnContext").and_then(|context| context.get("schema")) {
            Some(inner) => inner,
            None => schema,
        };
        match lookup(schema) {
            Some((key, map)) => {
                let Some((entry, property)) = key.trim_start_matches('/').split_once('/') else {
                    return self.problem(format!("`{key}` is not the path of an entry"));
                };
                self.line(1, "all-of");
                for (value, pattern) in map {
                    self.line(2, "case");
                    let value = quoted(value);
                    self.line(3, &format!("if property {entry} property {property} enum {value}"));
                    self.line(3, "then");
                    self.schema(&substituted(schema, pattern), 4);
                }
            }
            None => self.schema(schema, 1),
        }
    }

    /// A schema after `words`, on one line if it has a single one-line keyword.
    fn nested(&mut self, words: &str, schema: &Json, depth: usize) {
        match schema {
            Json::Bool(true) => {}
            Json::Bool(false) => self.line(depth, &format!("{words} never")),
            Json::Null | Json::Number(_) | Json::String(_) | Json::Array(_) => {
                self.problem(format!("`{words}` is not a schema"));
            }
            Json::Object(_) => {
                let start = self.text.len();
                self.schema(schema, depth + 1);
                let inner = self.text.split_off(start);
                // Empty schemas are omitted, except where their position matters.
                if inner.is_empty() {
                    return;
                }
                let first = inner.lines().next().unwrap_or("").trim_start().to_owned();
                let indent = "  ".repeat(depth + 1);
                let own = inner
                    .lines()
                    .filter(|line| line.strip_prefix(&indent).is_some_and(|l| !l.starts_with(' ')))
                    .count();
                if own == 1 && !first.ends_with("-of") && first != "enum" && words != "case" {
                    self.line(depth, &format!("{words} {first}"));
                    // What is nested in the keyword is nested in the line.
                    for line in inner.lines().skip(1) {
                        let _ = writeln!(self.text, "{}", line.strip_prefix("  ").unwrap_or(line));
                    }
                } else {
                    self.line(depth, words);
                    self.text.push_str(&inner);
                }
            }
        }
    }

    fn schema(&mut self, schema: &Json, depth: usize) {
        if *schema == Json::Bool(false) {
            return self.line(depth, "never");
        }
        let entries = schema.entries();
        // `required` is written before the properties.
        let order = |key: &str| match key {
            "type" => 0,
            "required" => 1,
            "if" => 3,
            "then" => 4,
            "else" => 5,
            _ => 2,
        };
        let mut sorted: Vec<&(String, Json)> = entries.iter().collect();
        sorted.sort_by_key(|(key, _)| order(key));
        for (key, value) in sorted {
            self.keyword(key, value, schema, depth);
        }
    }

    fn keyword(&mut self, key: &str, value: &Json, schema: &Json, depth: usize) {
        match key {
            _ if PROSE.contains(&key) => {}
            "required" if matches!(value, Json::Bool(_)) => {}
            "enum" => self.enumeration(value, depth),
            "dependentRequired" | "dependentExcluded" => {
                let word = if key == "dependentRequired" { "dependent-required" } else { "dependent-excluded" };
                for (first, others) in value.entries() {
                    self.line(depth, &format!("{word} {first} {}", names(others)));
                }
            }
            "properties" => {
                for (name, inner) in value.entries() {
                    self.nested(&format!("property {name}"), inner, depth);
                }
            }
            "patternProperties" => {
                for (pattern, inner) in value.entries() {
                    self.nested(&format!("pattern-property \"{pattern}\""), inner, depth);
                }
            }
            "additionalProperties" => self.nested("additional", value, depth),
            "propertyNames" => self.nested("names", value, depth),
            "items" | "contains" | "not" | "if" | "then" | "else" => self.nested(key, value, depth),
            "allOf" | "anyOf" | "oneOf" => {
                self.line(depth, &format!("{}-of", key.trim_end_matches("Of")));
                for case in value.items() {
                    self.nested("case", case, depth + 1);
                }
            }
            "maxItems" if schema.get("minItems").is_some() => {}
            "maxLength" if schema.get("minLength").is_some() => {}
            "maxProperties" if schema.get("minProperties").is_some() => {}
            _ => match line(key, value, schema) {
                Some(line) => self.line(depth, &line),
                None => self.problem(format!("the keyword `{key}` is unknown or has an invalid value")),
            },
        }
    }

    /// Few values are written on one line, many on one line each.
    fn enumeration(&mut self, values: &Json, depth: usize) {
        const ON_ONE_LINE: usize = 8;
        let values: Vec<String> = values.items().iter().filter_map(operand).collect();
        if values.len() <= ON_ONE_LINE {
            return self.line(depth, &format!("enum {}", values.join(" ")));
        }
        self.line(depth, "enum");
        for value in &values {
            self.line(depth + 1, value);
        }
    }
}

/// `"text"`, `5`, `true`, `@Path`.
fn operand(value: &Json) -> Option<String> {
    Some(match value {
        Json::Null => "null".to_owned(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => quoted(text),
        Json::Object(_) => format!("@{}", value.get("$data")?.as_str()?.trim_start_matches('/')),
        Json::Array(_) => return None,
    })
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// The schema with its `$ref`s replaced by the definitions.
fn inlined(schema: &Json, root: &Json, depth: usize) -> Option<Json> {
    const DEEPEST: usize = 64;
    if depth > DEEPEST {
        return None;
    }
    Some(match schema {
        Json::Object(entries) => match schema.get("$ref").and_then(Json::as_str) {
            Some(to) => {
                let steps = to.strip_prefix("#/")?.split('/');
                inlined(steps.into_iter().try_fold(root, |at, step| at.get(step))?, root, depth + 1)?
            }
            None => {
                let kept = entries.iter().filter(|(key, _)| key != "definitions");
                let inner = kept.map(|(key, value)| Some((key.clone(), inlined(value, root, depth + 1)?)));
                Json::Object(inner.collect::<Option<_>>()?)
            }
        },
        Json::Array(items) => {
            Json::Array(items.iter().map(|item| inlined(item, root, depth + 1)).collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}

/// The path whose value selects a pattern, and the patterns.
fn lookup(schema: &Json) -> Option<(&str, &[(String, Json)])> {
    if let Some(lookup) = schema.get("$lookup") {
        return Some((lookup.get("key")?.get("$data")?.as_str()?, lookup.get("map")?.entries()));
    }
    schema.entries().iter().find_map(|(_, inner)| lookup(inner))
}

/// The schema with the lookup replaced by one of the patterns.
fn substituted(schema: &Json, pattern: &Json) -> Json {
    match schema {
        Json::Object(entries) if schema.get("$lookup").is_some() && entries.len() == 1 => pattern.clone(),
        Json::Object(entries) => {
            Json::Object(entries.iter().map(|(key, inner)| (key.clone(), substituted(inner, pattern))).collect())
        }
        other => other.clone(),
    }
}

fn names(list: &Json) -> String {
    list.items().iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" ")
}

/// A keyword that is one line; `None` for an unknown keyword or an invalid value.
fn line(key: &str, value: &Json, schema: &Json) -> Option<String> {
    let simple = |word: &str| operand(value).map(|value| format!("{word} {value}"));
    let text = |word: &str| value.as_str().map(|text| format!("{word} {text}"));
    // Both bounds are one line.
    let range = |word: &str, min: &str, max: &str| {
        let bound = |key| schema.get(key).and_then(operand).as_deref().unwrap_or("").to_owned();
        Some(format!("{word} {}..{}", bound(min), bound(max)))
    };
    match key {
        "type" => Some(format!("type {}", value.as_str().map_or_else(|| names(value), str::to_owned))),
        "const" => simple("enum"),
        "minimum" => simple("minimum"),
        "maximum" => simple("maximum"),
        "exclusiveMinimum" => simple("exclusive-minimum"),
        "exclusiveMaximum" => simple("exclusive-maximum"),
        "multipleOf" => simple("multiple-of"),
        "minItems" | "maxItems" => range("items-count", "minItems", "maxItems"),
        "minLength" | "maxLength" => range("length", "minLength", "maxLength"),
        "minProperties" | "maxProperties" => range("entries", "minProperties", "maxProperties"),
        "pattern" => text("pattern"),
        "format" => text("format"),
        "required" => Some(format!("required {}", names(value))),
        "requiredOr" => Some(format!("required-or {}", names(value))),
        "requiredXor" => Some(format!("required-xor {}", names(value))),
        "uniqueKeys" => Some(format!("unique-keys {}", names(value))),
        "uniqueItems" => Some("unique-items".to_owned()),
        _ => None,
    }
}
