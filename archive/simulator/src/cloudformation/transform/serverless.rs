//! The transform `AWS::Serverless-2016-10-31`: functions with their roles, event sources, versions and aliases, tables, layers, and the
//! section `Globals`
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>).
//! Everything else is refused by name. A test compares what is generated with AWS's own translator.

mod events;
mod function;
mod globals;
mod hash;
mod layer;
mod policy_template;
mod published;
mod source;
mod table;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::api_error::ApiError;
use source::{OWN, SHARED, Source, unserved};

/// Replaces the serverless resources of a template.
///
/// # Errors
/// `ValidationError`: the specification is invalid, or uses what the simulator does not expand.
pub(super) fn expand(root: &mut Map<String, Value>, partition: &str) -> Result<(), ApiError> {
    let globals = globals::take(root)?;
    let Some(Value::Object(resources)) = root.get_mut("Resources") else { return Ok(()) };
    let given = std::mem::take(resources);
    let mut notifications = Vec::new();
    let mut renamed = BTreeMap::new();
    for (logical_id, resource) in &given {
        let kind = resource.get("Type").and_then(Value::as_str).unwrap_or("");
        if !kind.starts_with("AWS::Serverless::") {
            resources.insert(logical_id.clone(), resource.clone());
            continue;
        }
        check_attributes(kind, resource)?;
        let properties = globals.properties_of(logical_id, kind, resource)?;
        let source = Source { logical_id, kind, resource, properties };
        let generated = match kind {
            "AWS::Serverless::Function" => function::expand(&source, partition, &given)?,
            "AWS::Serverless::LayerVersion" => layer::expand(&source)?,
            "AWS::Serverless::SimpleTable" => table::expand(&source)?,
            _ => return Err(unserved(kind)),
        };
        resources.extend(generated.resources);
        notifications.extend(generated.notifications);
        renamed.extend(generated.renamed);
    }
    for notification in notifications {
        notification.add_to(resources)?;
    }
    if !renamed.is_empty() {
        root.values_mut().for_each(|section| layer::rename(section, &renamed));
    }
    Ok(())
}

fn check_attributes(kind: &str, resource: &Value) -> Result<(), ApiError> {
    let mut attributes = resource.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let is_known = |name: &str| {
        matches!(name, "Type" | "Properties" | "IgnoreGlobals") || SHARED.contains(&name) || OWN.contains(&name)
    };
    match attributes.find(|name| !is_known(name)) {
        Some(name) => Err(unserved(&format!("the attribute {name} of {kind}"))),
        None => Ok(()),
    }
}
