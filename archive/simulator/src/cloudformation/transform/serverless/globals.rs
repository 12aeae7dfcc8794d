//! The section `Globals`: properties that the resources of a type have in common
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::source::{invalid, invalid_document, unserved};
use crate::api_error::ApiError;

/// Properties of functions that cannot be global.
const NEVER_GLOBAL: &[&str] = &["Events", "FunctionName", "ImageUri", "InlineCode", "PackageType", "Policies", "Role"];

/// The common properties by resource type.
pub(super) struct Globals(BTreeMap<String, Map<String, Value>>);

/// Takes the section out of a template.
///
/// # Errors
/// It is invalid, or about resource types that the simulator does not expand.
pub(super) fn take(root: &mut Map<String, Value>) -> Result<Globals, ApiError> {
    let mut globals = BTreeMap::new();
    let sections = match root.remove("Globals") {
        None => Map::new(),
        Some(Value::Object(sections)) => sections,
        Some(_) => {
            return Err(invalid_document("'Globals' section is invalid. It must be a non-empty dictionary"));
        }
    };
    for (name, properties) in sections {
        let Value::Object(properties) = properties else {
            return Err(invalid_document("'Globals' section is invalid. Value of ${section} must be a dictionary"));
        };
        let refused = properties.keys().find(|property| match name.as_str() {
            "Function" => NEVER_GLOBAL.contains(&property.as_str()),
            "SimpleTable" => *property != "SSESpecification",
            _ => false,
        });
        if let Some(property) = refused {
            return Err(invalid_document(format!(
                "'Globals' section is invalid. '{property}' is not a supported property of '{name}'."
            )));
        }
        if !matches!(name.as_str(), "Function" | "SimpleTable") {
            return Err(unserved(&format!("Globals of {name}")));
        }
        globals.insert(format!("AWS::Serverless::{name}"), properties);
    }
    Ok(Globals(globals))
}

impl Globals {
    /// The properties of a resource, with the common ones of its type.
    ///
    /// # Errors
    /// The resource excludes a property that is not in `Globals`, or its properties are no object.
    pub(super) fn properties_of(
        &self,
        logical_id: &str,
        kind: &str,
        resource: &Value,
    ) -> Result<Map<String, Value>, ApiError> {
        let own = match resource.get("Properties") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(own)) => own.clone(),
            Some(_) => return Err(invalid(logical_id, "Properties should be a map.")),
        };
        let Some(common) = self.0.get(kind) else { return Ok(own) };
        let mut common = common.clone();
        match resource.get("IgnoreGlobals") {
            None => {}
            Some(Value::String(all)) if all == "*" => common.clear(),
            Some(Value::Array(names)) => {
                for name in names {
                    if name.as_str().and_then(|name| common.remove(name)).is_none() {
                        let name = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
                        let why = format!(
                            "Resource {logical_id} has invalid resource attribute 'IgnoreGlobals' on item '{name}'."
                        );
                        return Err(invalid(logical_id, why));
                    }
                }
            }
            Some(_) => {
                return Err(invalid(
                    logical_id,
                    format!("Resource {logical_id} has invalid resource attribute 'IgnoreGlobals'."),
                ));
            }
        }
        match merge(Value::Object(common), Value::Object(own)) {
            Value::Object(merged) => Ok(merged),
            _ => Ok(Map::new()),
        }
    }
}

/// Objects are merged, lists are joined, and of other values the resource's own prevails. Functions are values.
fn merge(common: Value, own: Value) -> Value {
    match (common, own) {
        (Value::Object(common), Value::Object(own)) if !is_function(&common) && !is_function(&own) => {
            let mut merged = common;
            for (name, value) in own {
                let value = match merged.remove(&name) {
                    Some(before) => merge(before, value),
                    None => value,
                };
                merged.insert(name, value);
            }
            Value::Object(merged)
        }
        (Value::Array(common), Value::Array(own)) => common.into_iter().chain(own).collect(),
        (_, own) => own,
    }
}

/// Whether an object is an intrinsic function.
pub(super) fn is_function(object: &Map<String, Value>) -> bool {
    object.len() == 1 && object.keys().all(|name| name == "Ref" || name == "Condition" || name.starts_with("Fn::"))
}
