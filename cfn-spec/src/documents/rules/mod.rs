//! The rules that the package cfn-lint publishes as data (MIT-0): schemas that extend AWS's, the lifecycle of Lambda's
//! runtimes, and the resources of IAM actions. Only facts are used, not the texts of the package.

mod convert;
mod places;
mod regional;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::json::Json;
use super::snapshot::Files;
use super::zip::unpack;
use crate::error::{Errors, Problem};
use crate::name::ResourceName;
use crate::rules::{FOLDER, TABLES};
use convert::Converter;
use places::PLACES;

/// The name of the package in errors.
const NAME: &str = "the rules";
/// The folder of the package's schemas.
const EXTENSIONS: &str = "schemas/extensions/";

/// The rules of the package.
pub(super) struct Rules {
    pub(super) files: Files,
    pub(super) counts: BTreeMap<String, u64>,
    /// The version of the package, if it is a wheel: from the name of its folder `cfn_lint-1.58.0.dist-info`.
    pub(super) version: Option<String>,
}

/// Reads the package: a wheel, or a zip archive with its folders `schemas` and `AdditionalSpecs`.
///
/// # Errors
/// All errors: not an archive, an unknown schema, an entry of `places` without a schema, an unknown keyword.
pub(super) fn read(bytes: &[u8]) -> Result<Rules, Errors> {
    let archive = unpack(NAME, bytes)?;
    let mut problems = Vec::new();
    let mut schemas: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for (path, content) in &archive {
        if let Some((_, file)) = path.split_once(EXTENSIONS)
            && let Some(file) = file.strip_suffix(".json")
        {
            schemas.insert(file, content);
        }
    }
    if schemas.is_empty() {
        return Err(Errors::one(NAME, format!("has no file in `{EXTENSIONS}`")));
    }
    let placed: BTreeSet<&str> = PLACES.iter().map(|placed| placed.file).collect();
    for file in schemas.keys().filter(|file| !placed.contains(**file)) {
        let message =
            "is an unknown schema; add the resource types and paths that it applies to in documents/rules/places.rs";
        problems.push(Problem::new(format!("{EXTENSIONS}{file}.json"), message));
    }

    let mut files = Files::new();
    // The text of the rules, by service and resource type.
    let mut services: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let (mut taken, mut tables) = (0, 0);
    for place in PLACES {
        let at = format!("{EXTENSIONS}{}.json", place.file);
        let Some(bytes) = schemas.get(place.file) else {
            problems.push(Problem::new(at, "does not exist any more; remove it from documents/rules/places.rs"));
            continue;
        };
        if place.left_out.is_some() {
            continue;
        }
        let schema: Json = match serde_json::from_slice(bytes) {
            Ok(schema) => schema,
            Err(e) => {
                problems.push(Problem::new(at, format!("does not have the expected format: {e}")));
                continue;
            }
        };
        let name = rule_name(place.file);
        let mut converter = Converter::new(&at);
        let mut warning = place.lint.starts_with('W') || converter.is_list_of_the_day(&schema);
        let body = match regional::read(&schema) {
            Some(table) => {
                tables += 1;
                warning = true;
                let body = table.body(&name);
                files.insert(format!("{TABLES}/{name}.txt"), table.text());
                body
            }
            None => converter.rule(&schema),
        };
        problems.extend(converter.problems);
        taken += 1;
        let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (resource, path) in place.at {
            by_type.entry(resource).or_default().push(path);
        }
        for (resource, paths) in by_type {
            let Ok(resource) = ResourceName::new(resource) else {
                problems.push(Problem::new(&at, format!("`{resource}` is not a resource type")));
                continue;
            };
            let text = services.entry(resource.service().stem()).or_default();
            let text = text.entry(last(resource.as_str()).to_owned()).or_default();
            // Writing to a `String` cannot fail.
            let _ = writeln!(text, "\nrule {name}\n  lint {}", place.lint);
            if warning {
                text.push_str("  warning\n");
            }
            for path in paths {
                let _ = writeln!(text, "  at {path}");
            }
            text.push_str(&body);
        }
    }
    for (stem, resources) in services {
        let mut text = String::new();
        for (resource, rules) in resources {
            let separator = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{separator}resource {resource}\n{rules}");
        }
        files.insert(format!("{FOLDER}/{stem}.txt"), text);
    }
    let additional = |file: &str| archive.iter().find(|(path, _)| path.ends_with(file)).map(|(_, bytes)| bytes);
    let mut counts = BTreeMap::from([("rules".to_owned(), taken), ("tables".to_owned(), tables)]);
    match additional("AdditionalSpecs/LmbdRuntimeLifecycle.json").map(|bytes| runtimes(bytes)) {
        Some(Ok((text, count))) => {
            files.insert(format!("{TABLES}/lambda-runtimes.txt"), text);
            counts.insert("runtimes".to_owned(), count);
        }
        Some(Err(problem)) => problems.push(problem),
        None => problems.push(Problem::new(NAME, "has no `AdditionalSpecs/LmbdRuntimeLifecycle.json`")),
    }
    match additional("AdditionalSpecs/Policies.json").map(|bytes| action_resources(bytes)) {
        Some(Ok((made, count))) => {
            files.extend(made);
            counts.insert("actions-with-resources".to_owned(), count);
        }
        Some(Err(problem)) => problems.push(problem),
        None => problems.push(Problem::new(NAME, "has no `AdditionalSpecs/Policies.json`")),
    }
    let version = archive.keys().find_map(|path| {
        path.strip_prefix("cfn_lint-")?.split_once(".dist-info/").map(|(version, _)| version.to_owned())
    });
    Errors::check(Rules { files, counts, version }, problems)
}

/// The URL of the wheel, from PyPI's metadata of the package.
///
/// # Errors
/// If it has no wheel.
pub fn wheel(index: &[u8]) -> Result<String, Errors> {
    let index: Json = serde_json::from_slice(index)
        .map_err(|e| Errors::one("the index of the package", format!("does not have the expected format: {e}")))?;
    let wheels = index.get("urls").map(Json::items).unwrap_or_default().iter();
    let mut urls = wheels.filter_map(|file| file.get("url")?.as_str()).filter(|url| url.ends_with(".whl"));
    urls.next()
        .map(str::to_owned)
        .ok_or_else(|| Errors::one("the index of the package", "has no wheel in `urls`: check the URL"))
}

fn last(resource: &str) -> &str {
    resource.rsplit_once("::").map_or(resource, |(_, last)| last)
}

/// `dynamodb-table-billingmode-exclusive` for `aws_dynamodb_table/billingmode_exclusive`.
fn rule_name(file: &str) -> String {
    file.trim_start_matches("aws_").replace(['_', '/'], "-")
}

/// `python3.8 deprecated 2024-10-14 create 2026-09-30 update 2026-10-31 successor python3.13`.
fn runtimes(bytes: &[u8]) -> Result<(String, u64), Problem> {
    let at = "AdditionalSpecs/LmbdRuntimeLifecycle.json";
    let json: Json = serde_json::from_slice(bytes)
        .map_err(|e| Problem::new(at, format!("does not have the expected format: {e}")))?;
    let mut text = String::new();
    let mut entries: Vec<_> = json.entries().iter().collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    for (runtime, facts) in &entries {
        text.push_str(runtime);
        for (key, word) in [
            ("deprecated", "deprecated"),
            ("create-block", "create"),
            ("update-block", "update"),
            ("successor", "successor"),
        ] {
            if let Some(value) = facts.get(key).and_then(Json::as_str) {
                let _ = write!(text, " {word} {value}");
            }
        }
        text.push('\n');
    }
    match entries.len() {
        0 => Err(Problem::new(at, "has no runtimes")),
        count => Ok((text, count as u64)),
    }
}

/// One file per service prefix: `getobject arn:${Partition}:s3:::.*`.
fn action_resources(bytes: &[u8]) -> Result<(Files, u64), Problem> {
    let at = "AdditionalSpecs/Policies.json";
    let json: Json = serde_json::from_slice(bytes)
        .map_err(|e| Problem::new(at, format!("does not have the expected format: {e}")))?;
    let mut files = Files::new();
    let mut count = 0;
    for (prefix, service) in json.entries() {
        let mut text = String::new();
        for (resource, facts) in service.get("Resources").map(Json::entries).unwrap_or_default() {
            let formats = facts.get("ARNFormats").map(Json::items).unwrap_or_default();
            for format in formats.iter().filter_map(Json::as_str) {
                let _ = writeln!(text, "resource {resource} {format}");
            }
        }
        let mut actions: Vec<_> = service.get("Actions").map(Json::entries).unwrap_or_default().iter().collect();
        actions.sort_by(|one, other| one.0.cmp(&other.0));
        for (action, facts) in actions {
            let resources = facts.get("Resources").map(Json::items).unwrap_or_default();
            let resources: Vec<&str> = resources.iter().filter_map(Json::as_str).collect();
            if !resources.is_empty() {
                count += 1;
                let _ = writeln!(text, "action {action} {}", resources.join(" "));
            }
        }
        if !text.is_empty() {
            files.insert(format!("{FOLDER}/actions/{prefix}.txt"), text);
        }
    }
    match count {
        0 => Err(Problem::new(at, "has no resources of actions")),
        count => Ok((files, count)),
    }
}
