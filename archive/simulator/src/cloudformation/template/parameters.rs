//! The values of a template's parameters, checked against their constraints.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::facts::pattern::matches;
use crate::cloudformation::template::stored_parameter::stored_kind;
use crate::cloudformation::template::{ParameterValues, Template};
use crate::parse::parse;
use crate::protocol::query::Params;

/// The value of a parameter in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SuppliedValue {
    Value(String),
    UsePrevious,
}

/// The parameters of a request.
///
/// # Errors
/// `ValidationError`: a parameter has neither a value nor `UsePreviousValue`.
pub(crate) fn given(params: &Params, member: &str) -> Result<BTreeMap<String, SuppliedValue>, ApiError> {
    let read = |item: &&Params| {
        let key = item.require("ParameterKey")?.to_owned();
        let given = if item.flag("UsePreviousValue") == Some(true) {
            SuppliedValue::UsePrevious
        } else {
            SuppliedValue::Value(item.owned("ParameterValue").ok_or_else(|| {
                ApiError::validation(format!(
                    "Invalid input for parameter key {key}. Need to specify either usePreviousValue as true or a value for \
                    the parameter"
                ))
            })?)
        };
        Ok((key, given))
    };
    params.list(member).iter().map(read).collect()
}

/// The value of every parameter: given, previous or default.
///
/// # Errors
/// The template does not have a parameter, a parameter has no value, or a value violates its constraints.
pub(crate) fn strings(
    template: &Template,
    given: &BTreeMap<String, SuppliedValue>,
    previous: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, ApiError> {
    let unknown: Vec<&str> =
        given.keys().filter(|name| template.entry("Parameters", name).is_none()).map(String::as_str).collect();
    if !unknown.is_empty() {
        let why = format!("Parameters: [{}] do not exist in the template", unknown.join(", "));
        return Err(ApiError::validation(why));
    }
    let mut strings = BTreeMap::new();
    let mut missing = Vec::new();
    for (name, declaration) in template.section("Parameters") {
        let text = match given.get(name) {
            Some(SuppliedValue::Value(text)) => Some(text.clone()),
            Some(SuppliedValue::UsePrevious) => previous.get(name).cloned(),
            None => declaration.get("Default").map(text_of),
        };
        match text {
            Some(text) => {
                check(name, declaration, &text)?;
                strings.insert(name.clone(), text);
            }
            None => missing.push(name.as_str()),
        }
    }
    if missing.is_empty() {
        return Ok(strings);
    }
    Err(ApiError::validation(format!("Parameters: [{}] must have values", missing.join(", "))))
}

/// The values of `Ref`: with those of the Parameter Store, and lists split at commas.
pub(crate) fn values(
    template: &Template,
    strings: &BTreeMap<String, String>,
    resolved: &BTreeMap<String, String>,
) -> ParameterValues {
    let value = |(name, text): (&String, &String)| {
        let kind = template.entry("Parameters", name).and_then(|declaration| declaration.get("Type"));
        let kind = kind.and_then(Value::as_str).unwrap_or("");
        let kind = stored_kind(kind).unwrap_or(kind);
        let text = resolved.get(name).unwrap_or(text);
        let value = if is_list(kind) {
            text.split(',').map(|item| Value::String(item.trim().to_owned())).collect()
        } else {
            Value::String(text.clone())
        };
        (name.clone(), value)
    };
    strings.iter().map(value).collect()
}

/// Whether a parameter type is a list.
pub(crate) fn is_list(kind: &str) -> bool {
    kind == "CommaDelimitedList" || kind.starts_with("List<") || kind.starts_with("AWS::SSM::Parameter::Value<List<")
}

/// The maximum length of a value, in bytes.
const MAX_VALUE: usize = 4096;

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The pattern, anchored at both ends; its flags stay in front.
fn whole(pattern: &str) -> String {
    let flags = ["(?i)", "(?s)"].into_iter().find(|flags| pattern.starts_with(flags)).unwrap_or("");
    format!("{flags}^(?:{})$", &pattern[flags.len()..])
}

fn check(name: &str, declaration: &Value, text: &str) -> Result<(), ApiError> {
    let kind = declaration.get("Type").and_then(Value::as_str).unwrap_or("");
    if text.len() > MAX_VALUE {
        let why = format!(
            "Parameter value for parameter name {name} is too long. Length is {} and the limit is 4096",
            text.len()
        );
        return Err(ApiError::validation(why));
    }
    if kind == "Number" && text.parse::<f64>().is_err() {
        return Err(ApiError::validation(format!("Parameter '{name}' must be a number.")));
    }
    let allowed = declaration.get("AllowedValues").and_then(Value::as_array);
    if allowed.is_some_and(|allowed| !allowed.iter().any(|value| text_of(value) == text)) {
        return Err(ApiError::validation(format!("Parameter '{name}' must be one of AllowedValues")));
    }
    let explain = |rule: String| {
        let own = declaration.get("ConstraintDescription").and_then(Value::as_str).map(str::to_owned);
        ApiError::validation(format!("Parameter {name} failed to satisfy constraint: {}", own.unwrap_or(rule)))
    };
    if let Some(pattern) = declaration.get("AllowedPattern").and_then(Value::as_str) {
        let fits = matches(&whole(pattern), text).ok_or_else(|| {
            ApiError::validation(format!(
                "Template error: AllowedPattern of parameter {name} is not a pattern: {pattern}"
            ))
        })?;
        if !fits {
            return Err(explain(format!("must match pattern {pattern}")));
        }
    }
    let bound = |key: &str| declaration.get(key).map(text_of).and_then(|text| parse::<f64>(&text));
    // Lengths and numbers far below 2^52: a double has their exact value.
    let length = text.chars().count() as f64;
    if bound("MinLength").is_some_and(|least| length < least) || bound("MaxLength").is_some_and(|most| length > most) {
        return Err(explain("its length is out of bounds".into()));
    }
    if let Ok(number) = text.parse::<f64>()
        && (bound("MinValue").is_some_and(|least| number < least)
            || bound("MaxValue").is_some_and(|most| number > most))
    {
        return Err(explain("its value is out of bounds".into()));
    }
    Ok(())
}
