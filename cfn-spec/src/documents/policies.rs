//! The names of the policies that AWS manages, and the policy templates of the Serverless Application Model, from the package
//! aws-sam-translator (Apache-2.0). Only names are used.

use std::collections::{BTreeMap, BTreeSet};

use super::json::Json;
use super::zip::unpack;
use crate::error::{Errors, Problem};
use crate::policies::{MANAGED_FILE, TEMPLATES_FILE};

/// The name of the package in errors.
const NAME: &str = "the policies";
const MANAGED: &str = "samtranslator/internal/data/aws_managed_policies.json";
const TEMPLATES: &str = "samtranslator/policy_templates_data/policy_templates.json";

/// What the package says of policies.
pub(super) struct Policies {
    /// The two lists, by their paths in the snapshot.
    pub(super) files: BTreeMap<String, String>,
    pub(super) counts: BTreeMap<String, u64>,
    /// The version of the package, from the name of its folder `aws_sam_translator-1.115.0.dist-info`.
    pub(super) version: Option<String>,
}

/// Reads the package, a wheel.
///
/// # Errors
/// If it is not an archive, or one of its two files is missing or has another format.
pub(super) fn read(bytes: &[u8]) -> Result<Policies, Errors> {
    let archive = unpack(NAME, bytes)?;
    let mut problems = Vec::new();
    let mut parsed = |path: &str, names: fn(&Json) -> Result<BTreeSet<String>, Problem>| {
        let missing = || Problem::new(NAME, format!("has no file `{path}`: it is not a wheel of aws-sam-translator"));
        let content = archive.get(path).ok_or_else(missing);
        let json = content.and_then(|content| {
            serde_json::from_slice(content)
                .map_err(|e| Problem::new(path, format!("does not have the expected format: {e}")))
        });
        match json.and_then(|json: Json| names(&json)) {
            Ok(names) if names.is_empty() => problems.push(Problem::new(path, "has no names")),
            Ok(names) => return names,
            Err(problem) => problems.push(problem),
        }
        BTreeSet::new()
    };
    let (managed, templates) = (parsed(MANAGED, managed), parsed(TEMPLATES, templates));
    let counts = BTreeMap::from([
        ("managed-policies".to_owned(), managed.len() as u64),
        ("policy-templates".to_owned(), templates.len() as u64),
    ]);
    let text = |lines: BTreeSet<String>| lines.into_iter().map(|line| line + "\n").collect::<String>();
    let files =
        BTreeMap::from([(MANAGED_FILE.to_owned(), text(managed)), (TEMPLATES_FILE.to_owned(), text(templates))]);
    let version = archive.keys().find_map(|path| {
        path.strip_prefix("aws_sam_translator-")?.split_once(".dist-info/").map(|(version, _)| version.to_owned())
    });
    Errors::check(Policies { files, counts, version }, problems)
}

/// The paths of the policies of all partitions: `service-role/AWSLambdaBasicExecutionRole`.
fn managed(json: &Json) -> Result<BTreeSet<String>, Problem> {
    let mut paths = BTreeSet::new();
    for (partition, policies) in json.object(MANAGED)? {
        let at = format!("{MANAGED}/{partition}");
        for (name, arn) in policies.object(&at)? {
            let path = arn.as_str().and_then(|arn| arn.split_once(":policy/")).map(|(_, path)| path);
            match path.filter(|path| !path.contains(char::is_whitespace)) {
                Some(path) => paths.insert(path.to_owned()),
                None => return Err(Problem::new(format!("{at}/{name}"), "is not the ARN of a policy")),
            };
        }
    }
    Ok(paths)
}

/// The templates, each with its parameters: `S3ReadPolicy BucketName`.
fn templates(json: &Json) -> Result<BTreeSet<String>, Problem> {
    let at = format!("{TEMPLATES}/Templates");
    let templates = json.get("Templates").ok_or_else(|| Problem::new(TEMPLATES, "has no `Templates`"))?;
    let mut lines = BTreeSet::new();
    for (name, template) in templates.object(&at)? {
        let mut line = name.clone();
        if let Some(parameters) = template.get("Parameters") {
            for (parameter, _) in parameters.object(&format!("{at}/{name}/Parameters"))? {
                line.push(' ');
                line.push_str(parameter);
            }
        }
        lines.insert(line);
    }
    Ok(lines)
}
