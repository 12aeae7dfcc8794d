//! Checks of a template before its evaluation.

use cfn_spec::quota;
use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::quotas;

/// The transform that expands serverless resources, and the section `Globals`.
pub(crate) const SERVERLESS: &str = "AWS::Serverless-2016-10-31";

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

/// Whether a template declares the serverless transform.
pub(crate) fn is_serverless(root: &Map<String, Value>) -> bool {
    let is_it = |value: &Value| value == SERVERLESS || value.get("Name").is_some_and(|name| name == SERVERLESS);
    match root.get("Transform") {
        Some(Value::Array(list)) => list.iter().any(is_it),
        Some(single) => is_it(single),
        None => false,
    }
}

/// Checks the names of sections, the version, and CloudFormation's limits.
///
/// # Errors
/// `ValidationError`.
pub(crate) fn sections(root: &Map<String, Value>) -> Result<(), ApiError> {
    // The serverless transform replaces the section Globals.
    let has_globals = is_serverless(root);
    let is_known = |name: &str| SECTIONS.contains(&name) || has_globals && name == "Globals";
    if let Some(name) = root.keys().find(|name| !is_known(name)) {
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
    for (name, output) in root.get("Outputs").and_then(Value::as_object).into_iter().flatten() {
        if output.get("Value").is_none() {
            let why = format!("Template format error: Every Outputs member must contain a Value object ({name})");
            return Err(ApiError::validation(why));
        }
    }
    for (name, parameter) in root.get("Parameters").and_then(Value::as_object).into_iter().flatten() {
        if parameter.get("Type").and_then(Value::as_str).is_none() {
            let why = format!("Template format error: Every Parameters object must contain a Type member ({name}).");
            return Err(ApiError::validation(why));
        }
    }
    for &(section, limit) in quota::SECTIONS {
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
    quotas::check_template(root)
}
