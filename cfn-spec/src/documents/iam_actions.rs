//! The list of IAM actions: lines `s3:GetObject<TAB>R`, where the letter is the access level (`L`, `R`, `W`, `T`, `P`).
//!
//! AWS publishes the same facts as one JSON document per service, at
//! <https://servicereference.us-east-1.amazonaws.com/>; [`from_service_reference`] converts them to such lines.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::snapshot::Files;
use crate::error::{Errors, Problem};
use crate::iam::{AccessLevel, FOLDER, IamAction};

/// The name of the document in errors.
const NAME: &str = "the list of IAM actions";

/// Actions by service prefix.
pub type Actions = BTreeMap<String, Vec<IamAction>>;

/// Parses the lines.
///
/// # Errors
/// All malformed lines and duplicate actions.
pub fn read(bytes: &[u8]) -> Result<Actions, Errors> {
    let text = std::str::from_utf8(bytes).map_err(|e| Errors::one(NAME, format!("is not text: {e}")))?;
    if text.trim_ascii_start().starts_with(['<', '{']) {
        return Err(Errors::one(
            NAME,
            "is an HTML page or a JSON document, expected lines such as `s3:GetObject<TAB>R`",
        ));
    }
    let mut actions = Actions::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match parse(line) {
            Some((prefix, action)) => actions.entry(prefix.to_owned()).or_default().push(action),
            None => problems.push(Problem::new(
                format!("{NAME}, line {}", index + 1),
                "is not a prefix, an action and one of L, R, W, T, P, such as `s3:GetObject<TAB>R`",
            )),
        }
    }
    for (prefix, actions) in &mut actions {
        actions.sort();
        for pair in actions.windows(2).filter(|pair| pair[0].name == pair[1].name) {
            problems.push(Problem::new(NAME, format!("`{prefix}:{}` is given twice", pair[0].name)));
        }
    }
    if actions.is_empty() && problems.is_empty() {
        problems.push(Problem::new(NAME, "is empty"));
    }
    Errors::check(actions, problems)
}

fn parse(line: &str) -> Option<(&str, IamAction)> {
    let (name, letter) = line.split_once('\t')?;
    let (prefix, name) = name.split_once(':')?;
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let access = match letter {
        "L" => AccessLevel::List,
        "R" => AccessLevel::Read,
        "W" => AccessLevel::Write,
        "T" => AccessLevel::Tagging,
        "P" => AccessLevel::PermissionsManagement,
        _ => return None,
    };
    (word(prefix) && word(name)).then(|| (prefix, IamAction { name: name.to_owned(), access }))
}

/// The files of the snapshot, one per prefix.
pub fn files(actions: &Actions) -> Files {
    let line = |action: &IamAction| format!("{} {}\n", action.name, action.access.as_str());
    actions
        .iter()
        .map(|(prefix, actions)| (format!("{FOLDER}/{prefix}.txt"), actions.iter().map(line).collect()))
        .collect()
}

/// A service in the index of the service reference.
#[derive(Clone, Debug, Deserialize)]
pub struct ReferencedService {
    /// Its prefix: `s3`.
    pub service: String,
    /// The URL of its document.
    pub url: String,
}

/// Parses the index of AWS's service reference: the services and the URLs of their documents.
///
/// # Errors
/// If it is not that index.
pub fn service_reference_index(bytes: &[u8]) -> Result<Vec<ReferencedService>, Errors> {
    let index: Vec<ReferencedService> = serde_json::from_slice(bytes).map_err(|e| {
        Errors::one("the index of the service reference", format!("does not have the expected format: {e}"))
    })?;
    if index.is_empty() {
        return Err(Errors::one("the index of the service reference", "has no services"));
    }
    Ok(index)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ServiceReference {
    name: String,
    #[serde(default)]
    actions: Vec<ReferencedAction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReferencedAction {
    name: String,
    #[serde(default)]
    annotations: Annotations,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Annotations {
    #[serde(default)]
    properties: ActionProperties,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct ActionProperties {
    is_list: bool,
    is_permission_management: bool,
    is_tagging_only: bool,
    is_write: bool,
}

/// The lines for the documents of AWS's service reference, one document per service.
///
/// # Errors
/// All documents that do not have the expected format.
pub fn from_service_reference(documents: &[Vec<u8>]) -> Result<Vec<u8>, Errors> {
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for document in documents {
        match serde_json::from_slice::<ServiceReference>(document) {
            Ok(service) => {
                lines.extend(service.actions.iter().map(|action| {
                    let properties = &action.annotations.properties;
                    let letter = match properties {
                        ActionProperties { is_permission_management: true, .. } => 'P',
                        ActionProperties { is_tagging_only: true, .. } => 'T',
                        ActionProperties { is_list: true, .. } => 'L',
                        ActionProperties { is_write: true, .. } => 'W',
                        _ => 'R',
                    };
                    format!("{}:{}\t{letter}\n", service.name, action.name)
                }));
            }
            Err(e) => {
                problems.push(Problem::new("the service reference", format!("does not have the expected format: {e}")))
            }
        }
    }
    lines.sort();
    Errors::check(lines.concat().into_bytes(), problems)
}
