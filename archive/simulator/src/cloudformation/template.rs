//! Parsed templates.

pub(crate) mod check;
pub(crate) mod conditional;
pub(crate) mod creation_policy;
pub(crate) mod graph;
pub(crate) mod intrinsics;
pub(crate) mod language;
pub(crate) mod output_reference;
pub(crate) mod parameters;
pub(crate) mod references;
pub(crate) mod rules;
pub(crate) mod stored_parameter;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use cfn_spec::capability::{self, Capability};
use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::template::creation_policy::CreationPolicy;
use crate::state::cloudformation::deletion_policy::DeletionPolicy;

/// A parsed template with its original sections.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    root: Map<String, Value>,
    /// Set once it is found valid.
    pub(crate) validated: OnceLock<()>,
    /// In the order of the template.
    pub(crate) resources: Vec<Definition>,
}

/// A resource of the section Resources.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    pub(crate) properties: Map<String, Value>,
    pub(crate) depends_on: Vec<String>,
    pub(crate) condition: Option<String>,
    pub(crate) deletion_policy: DeletionPolicy,
    /// Whether the template specifies the deletion policy.
    pub(crate) states_deletion_policy: bool,
    pub(crate) update_replace_policy: DeletionPolicy,
    pub(crate) metadata: Value,
    pub(crate) creation_policy: Option<CreationPolicy>,
}

/// How many templates a thread remembers.
const REMEMBERED: usize = 64;

thread_local! {
    /// The latest templates: the requests of one operation read the same one again and again.
    static READ: RefCell<HashMap<String, Arc<Template>>> = RefCell::default();
}

impl Template {
    /// Parses JSON, or YAML with CloudFormation's short forms. References are checked by
    /// [`template_validation::parse`](crate::cloudformation::template_validation::parse).
    ///
    /// # Errors
    /// `ValidationError` with CloudFormation's message.
    pub(crate) fn read(body: &str) -> Result<Arc<Self>, ApiError> {
        if let Some(known) = READ.with_borrow(|read| read.get(body).cloned()) {
            return Ok(known);
        }
        let template = Arc::new(Self::parse(body)?);
        READ.with_borrow_mut(|read| {
            if read.len() >= REMEMBERED {
                read.clear();
            }
            read.insert(body.to_owned(), Arc::clone(&template));
        });
        Ok(template)
    }

    fn parse(body: &str) -> Result<Self, ApiError> {
        let root = tree(body)?;
        check::sections(&root)?;
        let resources = match root.get("Resources") {
            Some(Value::Object(resources)) if !resources.is_empty() => resources,
            _ => {
                let why = "Template format error: At least one Resources member must be defined.";
                return Err(ApiError::validation(why));
            }
        };
        let resources = resources.iter().map(|(id, body)| Definition::parse(id, body)).collect::<Result<_, _>>()?;
        Ok(Self { root, validated: OnceLock::new(), resources })
    }

    /// Parses everything except the resources, which a transform generates.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(crate) fn without_resources(body: &str) -> Result<Self, ApiError> {
        let root = tree(body)?;
        check::sections(&root)?;
        Ok(Self { root, validated: OnceLock::new(), resources: Vec::new() })
    }

    pub(crate) fn resource(&self, logical_id: &str) -> Option<&Definition> {
        self.resources.iter().find(|resource| resource.logical_id == logical_id)
    }

    /// The entries of a section; empty if there is none.
    pub(crate) fn section(&self, name: &str) -> impl Iterator<Item = (&String, &Value)> {
        self.root.get(name).and_then(Value::as_object).into_iter().flatten()
    }

    pub(crate) fn entry(&self, section: &str, name: &str) -> Option<&Value> {
        self.root.get(section)?.get(name)
    }

    pub(crate) fn description(&self) -> Option<&str> {
        self.root.get("Description").and_then(Value::as_str)
    }

    pub(crate) fn metadata(&self) -> Option<&Value> {
        self.root.get("Metadata")
    }

    /// The names of its transforms.
    pub(crate) fn transforms(&self) -> Vec<&str> {
        match self.root.get("Transform") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The required capability, and the resource types that require one.
    pub(crate) fn capabilities(&self) -> Option<(Capability, Vec<String>)> {
        let required = |definition: &Definition| {
            let required = capability::required(&definition.kind, |name| definition.properties.contains_key(name))?;
            Some((required, definition.kind.clone()))
        };
        let (needed, kinds): (BTreeSet<_>, BTreeSet<_>) = self.resources.iter().filter_map(required).unzip();
        Some((needed.into_iter().next_back()?, kinds.into_iter().collect()))
    }

    /// Checks that the required capabilities are acknowledged.
    ///
    /// # Errors
    /// `InsufficientCapabilitiesException`.
    pub(crate) fn check_capabilities(&self, given: &[String]) -> Result<(), ApiError> {
        match self.capabilities() {
            Some((needed, _)) if !needed.is_acknowledged(given.iter().map(String::as_str)) => {
                let why = format!("Requires capabilities : [{needed}]");
                Err(ApiError::new(400, "InsufficientCapabilitiesException", why))
            }
            _ => Ok(()),
        }
    }
}

impl Definition {
    fn parse(logical_id: &str, body: &Value) -> Result<Self, ApiError> {
        let malformed =
            |why: &str| ApiError::validation(format!("Template format error: [/Resources/{logical_id}] {why}"));
        let alphanumeric = logical_id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if logical_id.is_empty() || !alphanumeric || logical_id.len() > 255 {
            let why = format!("Template format error: Resource name {logical_id} is non alphanumeric.");
            return Err(ApiError::validation(why));
        }
        let body = body.as_object().ok_or_else(|| malformed("resource definition is malformed"))?;
        check_attributes(body)?;
        let kind = body.get("Type").and_then(Value::as_str);
        let kind = kind.ok_or_else(|| malformed("Every Resources object must contain a Type member."))?;
        let properties = match body.get("Properties") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(properties)) => properties.clone(),
            Some(_) => return Err(malformed("Properties must be an object")),
        };
        let depends_on = match body.get("DependsOn") {
            None => Vec::new(),
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(_) => return Err(malformed("DependsOn must be a string or a list of strings")),
        };
        let policy = |name: &str| match body.get(name) {
            None => Ok(DeletionPolicy::Delete),
            Some(value) => value.as_str().and_then(DeletionPolicy::parse).ok_or_else(|| {
                let why = format!(
                    "Template error: {name} of resource {logical_id} must be one of Delete, \
                    Retain, RetainExceptOnCreate, Snapshot"
                );
                ApiError::validation(why)
            }),
        };
        Ok(Self {
            logical_id: logical_id.to_owned(),
            kind: kind.to_owned(),
            properties,
            depends_on,
            condition: body.get("Condition").and_then(Value::as_str).map(str::to_owned),
            deletion_policy: policy("DeletionPolicy")?,
            states_deletion_policy: body.get("DeletionPolicy").is_some(),
            update_replace_policy: policy("UpdateReplacePolicy")?,
            metadata: body.get("Metadata").cloned().unwrap_or(Value::Null),
            creation_policy: CreationPolicy::read(logical_id, kind, body.get("CreationPolicy"))?,
        })
    }
}

/// Rejects unknown attributes of a resource.
fn check_attributes(body: &Map<String, Value>) -> Result<(), ApiError> {
    let custom = body
        .get("Type")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.starts_with("Custom::") || kind == "AWS::CloudFormation::CustomResource");
    let known = [
        "Type",
        "Properties",
        "DependsOn",
        "Condition",
        "DeletionPolicy",
        "UpdateReplacePolicy",
        "Metadata",
        "CreationPolicy",
        "UpdatePolicy",
    ];
    if let Some(name) = body.keys().find(|name| !(known.contains(&name.as_str()) || custom && *name == "Version")) {
        let why = format!("Invalid template resource property '{name}'");
        return Err(ApiError::validation(why));
    }
    Ok(())
}

/// A template as a tree, before anything of it is looked at.
///
/// # Errors
/// `ValidationError`: it is neither JSON nor YAML, or no object.
pub(crate) fn tree(body: &str) -> Result<Map<String, Value>, ApiError> {
    match parse_document(body)? {
        Value::Object(root) => Ok(root),
        _ => Err(ApiError::validation("Template format error: unsupported structure.")),
    }
}

fn parse_document(body: &str) -> Result<Value, ApiError> {
    if body.trim_start().starts_with('{') {
        return serde_json::from_str(body)
            .map_err(|error| ApiError::validation(format!("Template format error: JSON not well-formed. ({error})")));
    }
    let document = cfn_template::read(body, &cfn_template::Options::default());
    document
        .map(|document| document.root.to_json())
        .map_err(|error| ApiError::validation(format!("Template format error: YAML not well-formed. ({error})")))
}

/// Parameter values by name.
pub(crate) type ParameterValues = BTreeMap<String, Value>;
