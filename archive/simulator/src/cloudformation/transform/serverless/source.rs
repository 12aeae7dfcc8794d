//! A serverless resource of a template, what it becomes, and how one is refused.

use serde_json::{Map, Value};

use super::events;
use crate::api_error::ApiError;
use crate::cloudformation::template::check::SERVERLESS;

/// Attributes that every resource gets that is generated for a serverless one.
pub(super) const SHARED: &[&str] = &["Condition", "DeletionPolicy", "UpdateReplacePolicy"];

/// Attributes that only the main resource gets.
pub(super) const OWN: &[&str] = &["DependsOn", "Metadata"];

/// A serverless resource of a template.
pub(super) struct Source<'a> {
    pub(super) logical_id: &'a str,
    pub(super) kind: &'a str,
    pub(super) resource: &'a Value,
    /// With what `Globals` adds.
    pub(super) properties: Map<String, Value>,
}

/// What a serverless resource becomes.
#[derive(Default)]
pub(super) struct Generated {
    pub(super) resources: Vec<(String, Value)>,
    pub(super) notifications: Vec<events::Notification>,
    /// What refers to the first of each refers to the second instead.
    pub(super) renamed: Vec<(String, String)>,
}

impl Source<'_> {
    /// Rejects a property that is not in any of the lists.
    pub(super) fn check_properties(&self, known: &[&[&str]]) -> Result<(), ApiError> {
        let is_known = |name: &str| known.iter().any(|list| list.contains(&name));
        match self.properties.keys().find(|name| !is_known(name)) {
            Some(name) => Err(unserved(&format!("{name} of {}", self.kind))),
            None => Ok(()),
        }
    }

    /// The properties with these names, as they are.
    pub(super) fn passed(&self, names: &[&str]) -> Map<String, Value> {
        let is_passed = |(name, _): &(&String, &Value)| names.contains(&name.as_str());
        self.properties.iter().filter(is_passed).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The tags as a list.
    pub(super) fn tags(&self) -> impl Iterator<Item = Value> {
        let tags = self.properties.get("Tags").and_then(Value::as_object).into_iter().flatten();
        tags.map(|(key, value)| serde_json::json!({ "Key": key, "Value": value }))
    }

    /// A generated resource with the attributes that all have.
    pub(super) fn generate(&self, kind: &str, properties: impl Into<Value>) -> Value {
        let mut made = serde_json::json!({ "Type": kind, "Properties": properties.into() });
        self.share(&mut made, SHARED);
        made
    }

    /// The main generated resource.
    pub(super) fn generate_main(&self, kind: &str, properties: impl Into<Value>) -> Value {
        let mut made = self.generate(kind, properties);
        self.share(&mut made, OWN);
        made
    }

    pub(super) fn share(&self, to: &mut Value, attributes: &[&str]) {
        for name in attributes {
            if let Some(value) = self.resource.get(*name) {
                to[*name] = value.clone();
            }
        }
    }

    pub(super) fn invalid(&self, why: impl std::fmt::Display) -> ApiError {
        invalid(self.logical_id, why)
    }

    /// Where code or a layer's content is: as an object, or as the URI of an object in S3.
    pub(super) fn location(&self, property: &str) -> Result<Value, ApiError> {
        let (bucket, key, version) = match self.properties.get(property) {
            None => return Err(self.invalid(format!("Missing required property '{property}'."))),
            Some(Value::Object(place)) => {
                (place.get("Bucket").cloned(), place.get("Key").cloned(), place.get("Version").cloned())
            }
            Some(text) => {
                let path = text.as_str().and_then(|text| text.strip_prefix("s3://")).unwrap_or("");
                let (path, version) = match path.split_once("?versionId=") {
                    Some((path, version)) => (path, Some(Value::from(version))),
                    None => (path, None),
                };
                let (bucket, key) = path.split_once('/').unwrap_or(("", ""));
                let text = |text: &str| (!text.is_empty()).then(|| Value::from(text));
                (text(bucket), text(key), version)
            }
        };
        let (Some(bucket), Some(key)) = (bucket, key) else {
            return Err(self.invalid(format!(
                "'{property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter."
            )));
        };
        let mut place = serde_json::json!({ "S3Bucket": bucket, "S3Key": key });
        if let Some(version) = version {
            place["S3ObjectVersion"] = version;
        }
        Ok(place)
    }
}

pub(super) fn unserved(what: &str) -> ApiError {
    let why = format!("The simulator does not expand {what}, which the transform {SERVERLESS} would; use AWS instead.");
    ApiError::validation(why)
}

pub(super) fn invalid(logical_id: &str, why: impl std::fmt::Display) -> ApiError {
    invalid_document(format!("Resource with id [{logical_id}] is invalid. {why}"))
}

pub(super) fn invalid_document(why: impl std::fmt::Display) -> ApiError {
    ApiError::validation(format!(
        "Transform {SERVERLESS} failed with: Invalid Serverless Application Specification document. Number of errors found: 1. {why}"
    ))
}
