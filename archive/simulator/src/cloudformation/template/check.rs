//! What CloudFormation checks of a template before anything is evaluated.

use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::resource;
use crate::cloudformation::template::Template;
use crate::cloudformation::template::references::{Reference, references_in};

const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Transform",
    "Resources",
    "Outputs",
    "Hooks",
];

pub(crate) const PSEUDO_PARAMETERS: &[&str] = &[
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::NoValue",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
];

/// Unknown sections, a wrong version, and CloudFormation's counted limits.
///
/// # Errors
/// `ValidationError`.
pub(crate) fn sections(root: &Map<String, Value>) -> Result<(), ApiError> {
    if let Some(name) = root.keys().find(|name| !SECTIONS.contains(&name.as_str())) {
        return Err(ApiError::validation(format!("Invalid template property or properties [{name}]")));
    }
    if let Some(version) = root.get("AWSTemplateFormatVersion")
        && version != "2010-09-09"
    {
        return Err(ApiError::validation("Template format error: unsupported value for AWSTemplateFormatVersion."));
    }
    if root.get("Description").is_some_and(|text| text.as_str().is_none_or(|text| text.len() > 1024)) {
        return Err(ApiError::validation("Template format error: 'Description' length is greater than 1024."));
    }
    for (section, limit) in [("Resources", 500), ("Parameters", 200), ("Outputs", 200), ("Mappings", 200)] {
        let count = root.get(section).and_then(Value::as_object).map_or(0, Map::len);
        if count > limit {
            let what = section.trim_end_matches('s').to_lowercase();
            let why = format!(
                "Template format error: Number of {section}, {count}, is greater than maximum allowed, {limit} \
                ({what} limit)"
            );
            return Err(ApiError::validation(why));
        }
    }
    Ok(())
}

/// What the simulation cannot do justice to, rather than pass over.
///
/// # Errors
/// `ValidationError` naming it.
pub(crate) fn served(template: &Template) -> Result<(), ApiError> {
    let refuse =
        |what: String| Err(ApiError::validation(format!("The simulator does not {what}. Use AWS itself for it.")));
    if let Some(name) = template.transforms().first() {
        return refuse(format!("expand the transform {name}"));
    }
    for definition in &template.resources {
        if definition.properties.values().any(has_dynamic_reference) {
            return refuse(format!("resolve the dynamic reference in {}", definition.logical_id));
        }
    }
    Ok(())
}

/// Whether a text has `{{resolve:…}}` in it.
fn has_dynamic_reference(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("{{resolve:"),
        Value::Array(items) => items.iter().any(has_dynamic_reference),
        Value::Object(map) => map.values().any(has_dynamic_reference),
        _ => false,
    }
}

/// Types nobody serves, and names that point nowhere.
///
/// # Errors
/// `ValidationError`.
pub(crate) fn references(template: &Template) -> Result<(), ApiError> {
    let unknown: Vec<&str> = template
        .resources
        .iter()
        .map(|definition| definition.kind.as_str())
        .filter(|kind| resource::provider(kind).is_none())
        .collect();
    if !unknown.is_empty() {
        let why = format!("Template format error: Unrecognized resource types: [{}]", unknown.join(", "));
        return Err(ApiError::validation(why));
    }
    let mut unresolved = Vec::new();
    for definition in &template.resources {
        for name in &definition.depends_on {
            if template.resource(name).is_none() {
                unresolved.push(name.clone());
            }
        }
        if let Some(condition) = &definition.condition {
            condition_exists(template, condition)?;
        }
        for reference in definition.properties.values().flat_map(references_in) {
            check_reference(template, &reference, &mut unresolved)?;
        }
    }
    if !unresolved.is_empty() {
        unresolved.sort();
        unresolved.dedup();
        let names = unresolved.join(", ");
        let why = format!(
            "Template format error: Unresolved resource dependencies [{names}] in the Resources block of the template"
        );
        return Err(ApiError::validation(why));
    }
    for (_, output) in template.section("Outputs") {
        for reference in references_in(output) {
            check_reference(template, &reference, &mut unresolved)?;
        }
    }
    if !unresolved.is_empty() {
        let names = unresolved.join(", ");
        let why = format!(
            "Template format error: Unresolved resource dependencies [{names}] in the Outputs block of the template"
        );
        return Err(ApiError::validation(why));
    }
    Ok(())
}

fn check_reference(template: &Template, reference: &Reference, unresolved: &mut Vec<String>) -> Result<(), ApiError> {
    match reference {
        Reference::Name(name) => {
            let known = PSEUDO_PARAMETERS.contains(&name.as_str())
                || template.entry("Parameters", name).is_some()
                || template.resource(name).is_some();
            if !known {
                unresolved.push(name.clone());
            }
            Ok(())
        }
        Reference::Attribute(name, attribute) => {
            let Some(definition) = template.resource(name) else {
                let why = format!("Template error: instance of Fn::GetAtt references undefined resource {name}");
                return Err(ApiError::validation(why));
            };
            let provides = resource::provider(&definition.kind)
                .is_some_and(|provider| provider.attributes().iter().any(|known| known == attribute));
            if provides {
                return Ok(());
            }
            let kind = &definition.kind;
            let why = format!(
                "Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt ({kind})"
            );
            Err(ApiError::validation(why))
        }
        Reference::Condition(name) => condition_exists(template, name),
    }
}

fn condition_exists(template: &Template, name: &str) -> Result<(), ApiError> {
    if template.entry("Conditions", name).is_some() {
        return Ok(());
    }
    let why =
        format!("Template format error: Unresolved condition dependency {name} in the Resources block of the template");
    Err(ApiError::validation(why))
}
