//! The rules that the package cfn-lint publishes as data (MIT-0): schemas that extend AWS's, the lifecycle of Lambda's
//! runtimes, and the resources of IAM actions.
//!
//! Only facts are used, not the texts of the package.

mod convert;
mod language;
mod places;
mod regional;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::json::Json;
use super::keywords;
use super::snapshot::Files;
use super::zip::unpack;
use crate::error::{Errors, Problem};
use crate::name::ResourceName;
use crate::rules::{FOLDER, TABLES};
use convert::Converter;
use places::{AppliedSchema, PLACES};

/// The name of the package in errors.
const NAME: &str = "the rules";
/// The folder of the package's schemas.
const EXTENSIONS: &str = "schemas/extensions/";
const RUNTIMES: &str = "AdditionalSpecs/LmbdRuntimeLifecycle.json";
const POLICIES: &str = "AdditionalSpecs/Policies.json";

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
    let schemas: BTreeMap<&str, &[u8]> = archive.iter().filter_map(|(path, content)| schema(path, content)).collect();
    if schemas.is_empty() {
        return Err(Errors::one(NAME, format!("has no file in `{EXTENSIONS}`")));
    }
    let counts = BTreeMap::from([("rules".to_owned(), 0), ("tables".to_owned(), 0)]);
    let mut reading = PackageReader { counts, ..PackageReader::default() };
    let placed: BTreeSet<&str> = PLACES.iter().map(|placed| placed.file).collect();
    for file in schemas.keys().filter(|file| !placed.contains(**file)) {
        let message =
            "is an unknown schema; add the resource types and paths that it applies to in documents/rules/places.rs";
        reading.problem(format!("{EXTENSIONS}{file}.json"), message);
    }
    for place in PLACES {
        reading.place(place, schemas.get(place.file).copied());
    }
    reading.write_services();
    match language::files(&archive) {
        Ok((files, count)) => {
            reading.files.extend(files);
            reading.count("schemas-of-the-language", count);
        }
        Err(problems) => reading.problems.extend(problems),
    }
    let additional = |file: &str| archive.iter().find(|(path, _)| path.ends_with(file)).map(|(_, bytes)| &**bytes);
    reading.runtimes(additional(RUNTIMES));
    reading.actions(additional(POLICIES));
    let version = archive.keys().find_map(|path| {
        path.strip_prefix("cfn_lint-")?.split_once(".dist-info/").map(|(version, _)| version.to_owned())
    });
    let PackageReader { files, counts, problems, .. } = reading;
    Errors::check(Rules { files, counts, version }, problems)
}

/// The name of the schema that a file of the package is, with its content.
fn schema<'a>(path: &'a str, content: &'a [u8]) -> Option<(&'a str, &'a [u8])> {
    let (_, file) = path.split_once(EXTENSIONS)?;
    Some((file.strip_suffix(".json")?, content))
}

/// What has been read of the package.
#[derive(Default)]
struct PackageReader {
    files: Files,
    /// The text of the rules, by service and resource type.
    services: BTreeMap<String, BTreeMap<String, String>>,
    counts: BTreeMap<String, u64>,
    problems: Vec<Problem>,
}

impl PackageReader {
    fn problem(&mut self, at: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(at, message));
    }

    fn count(&mut self, what: &str, more: u64) {
        *self.counts.entry(what.to_owned()).or_default() += more;
    }

    /// Converts the schema of a place into the rules of the resource types that it is about.
    fn place(&mut self, place: &AppliedSchema, bytes: Option<&[u8]>) {
        let at = format!("{EXTENSIONS}{}.json", place.file);
        let Some(bytes) = bytes else {
            return self.problem(at, "does not exist any more; remove it from documents/rules/places.rs");
        };
        if place.left_out.is_some() {
            return;
        }
        let schema: Json = match serde_json::from_slice(bytes) {
            Ok(schema) => schema,
            Err(e) => return self.problem(at, format!("does not have the expected format: {e}")),
        };
        keywords::check_types(&at, &schema, &mut self.problems);
        let name = rule_name(place.file);
        let mut converter = Converter::new(&at);
        let is_list_of_the_day = converter.is_list_of_the_day(&schema);
        let table = regional::read(&schema);
        let body = match &table {
            Some(table) => {
                self.count("tables", 1);
                self.files.insert(format!("{TABLES}/{name}.txt"), table.text());
                table.body(&name)
            }
            None => converter.rule(&schema),
        };
        self.problems.extend(converter.problems);
        self.count("rules", 1);
        let warning = table.is_some() || is_list_of_the_day || place.lint.starts_with('W');
        let head = format!("\nrule {name}\n  lint {}\n{}", place.lint, if warning { "  warning\n" } else { "" });
        let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (resource, path) in place.at {
            by_type.entry(resource).or_default().push(path);
        }
        for (resource, paths) in by_type {
            let Ok(resource) = ResourceName::new(resource) else {
                self.problem(&at, format!("`{resource}` is not a resource type"));
                continue;
            };
            let text = self.services.entry(resource.service().stem()).or_default();
            let text = text.entry(last(resource.as_str()).to_owned()).or_default();
            text.push_str(&head);
            for path in paths {
                // Writing to a `String` cannot fail.
                let _ = writeln!(text, "  at {path}");
            }
            text.push_str(&body);
        }
    }

    /// The file of each service.
    fn write_services(&mut self) {
        for (stem, resources) in std::mem::take(&mut self.services) {
            let mut text = String::new();
            for (resource, rules) in resources {
                let separator = if text.is_empty() { "" } else { "\n" };
                let _ = write!(text, "{separator}resource {resource}\n{rules}");
            }
            self.files.insert(format!("{FOLDER}/{stem}.txt"), text);
        }
    }

    fn runtimes(&mut self, bytes: Option<&[u8]>) {
        match bytes.map(runtimes) {
            Some(Ok((text, count))) => {
                self.files.insert(format!("{TABLES}/lambda-runtimes.txt"), text);
                self.count("runtimes", count);
            }
            Some(Err(problem)) => self.problems.push(problem),
            None => self.problem(NAME, format!("has no `{RUNTIMES}`")),
        }
    }

    fn actions(&mut self, bytes: Option<&[u8]>) {
        match bytes.map(action_resources) {
            Some(Ok((made, count))) => {
                self.files.extend(made);
                self.count("actions-with-resources", count);
            }
            Some(Err(problem)) => self.problems.push(problem),
            None => self.problem(NAME, format!("has no `{POLICIES}`")),
        }
    }
}

/// The URL of the wheel, from PyPI's metadata of the package.
///
/// # Errors
/// If it has no wheel.
pub fn wheel(index: &[u8]) -> Result<String, Errors> {
    let index: Json = serde_json::from_slice(index)
        .map_err(|e| Errors::one("the index of the package", format!("does not have the expected format: {e}")))?;
    let Some(Json::Array(files)) = index.get("urls") else {
        return Err(Errors::one("the index of the package/urls", "is not a list"));
    };
    let mut urls = files.iter().filter_map(|file| file.get("url")?.as_str()).filter(|url| url.ends_with(".whl"));
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
    let at = RUNTIMES;
    let json: Json = serde_json::from_slice(bytes)
        .map_err(|e| Problem::new(at, format!("does not have the expected format: {e}")))?;
    let mut text = String::new();
    let mut entries: Vec<_> = json.object(at)?.iter().collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    for (runtime, facts) in &entries {
        facts.object(&format!("{at}/{runtime}"))?;
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
    let at = POLICIES;
    let json: Json = serde_json::from_slice(bytes)
        .map_err(|e| Problem::new(at, format!("does not have the expected format: {e}")))?;
    let mut files = Files::new();
    let mut count = 0;
    for (prefix, service) in json.object(at)? {
        let at = format!("{at}/{prefix}");
        let mut text = String::new();
        for (resource, facts) in service.object_at("Resources", &at)? {
            for format in facts.strings_at("ARNFormats", &format!("{at}/Resources/{resource}"))? {
                let _ = writeln!(text, "resource {resource} {format}");
            }
        }
        let mut actions: Vec<_> = service.object_at("Actions", &at)?.iter().collect();
        actions.sort_by(|one, other| one.0.cmp(&other.0));
        for (action, facts) in actions {
            let resources = facts.strings_at("Resources", &format!("{at}/Actions/{action}"))?;
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
