//! Validates the declarations of parameters, mappings and outputs.

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::Template;

/// The maximum length of the name of a parameter, a mapping or an output.
const MAX_NAME: usize = 255;

const OF_PARAMETERS: [&str; 11] = [
    "Type",
    "Default",
    "AllowedValues",
    "AllowedPattern",
    "ConstraintDescription",
    "Description",
    "MaxLength",
    "MinLength",
    "MaxValue",
    "MinValue",
    "NoEcho",
];

/// Validates everything that a template declares except resources.
///
/// # Errors
/// `ValidationError` with CloudFormation's message.
pub(super) fn check(template: &Template) -> Result<(), ApiError> {
    for (section, what) in [("Parameters", "Parameter"), ("Mappings", "Mapping"), ("Outputs", "Output")] {
        for (name, _) in template.section(section) {
            if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return refuse(format!("Template format error: {what} name {name} is non alphanumeric."));
            }
        }
    }
    for (name, declaration) in template.section("Parameters") {
        parameter(name, declaration)?;
    }
    for (name, output) in template.section("Outputs") {
        if !output.is_object() {
            return refuse(format!("Template format error: Output {name} is malformed."));
        }
    }
    Ok(())
}

fn refuse<T>(why: impl Into<String>) -> Result<T, ApiError> {
    Err(ApiError::validation(why))
}

fn parameter(name: &str, declaration: &Value) -> Result<(), ApiError> {
    let Some(entries) = declaration.as_object() else {
        return refuse(format!("Template format error: Parameter {name} is malformed."));
    };
    if let Some(key) = entries.keys().find(|key| !OF_PARAMETERS.contains(&key.as_str())) {
        return refuse(format!("Invalid template parameter property '{key}'"));
    }
    let Some(kind) = entries.get("Type").and_then(Value::as_str) else {
        return refuse("Template format error: Every Parameters object must contain a Type member.");
    };
    let is_listed = kind.starts_with("List<") && kind.ends_with('>');
    if !(matches!(kind, "String" | "Number" | "CommaDelimitedList") || kind.starts_with("AWS::") || is_listed) {
        return refuse(format!("Template format error: Unrecognized parameter type: {kind}"));
    }
    let is_scalar = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    if entries.get("Default").is_some_and(|default| !is_scalar(default)) {
        return refuse("Template format error: Every Default member must be a string.");
    }
    if entries.get("AllowedValues").is_some_and(|allowed| !allowed.is_array()) {
        return refuse("Template format error: Every AllowedValues member must be a list.");
    }
    let strings = ["AllowedPattern", "ConstraintDescription", "Description"];
    if let Some(key) = strings.iter().find(|key| entries.get(**key).is_some_and(|value| !value.is_string())) {
        return refuse(format!("Template format error: Every {key} member must be a string."));
    }
    let numbers = ["MaxLength", "MinLength", "MaxValue", "MinValue"];
    let is_number = |value: &Value| value.is_number() || value.as_str().is_some_and(|text| text.parse::<f64>().is_ok());
    if let Some(key) = numbers.iter().find(|key| entries.get(**key).is_some_and(|value| !is_number(value))) {
        return refuse(format!("Template format error: Every {key} member must be a number."));
    }
    Ok(())
}
