//! Reading properties. Templates can have `"true"` instead of `true`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::provider::Context;
use crate::cloudformation::template::intrinsics::text_of;
use crate::optional::or_empty;
use crate::parse::parse;
use crate::state::cloudformation::properties::Properties;

pub(super) fn text(properties: &Properties, name: &str) -> Option<String> {
    properties.get(name).map(text_of)
}

/// A string that is empty if it is not specified.
pub(super) fn text_or_empty(properties: &Properties, name: &str) -> String {
    or_empty(text(properties, name))
}

pub(super) fn require(properties: &Properties, name: &str) -> Result<String, Failure> {
    text(properties, name).ok_or_else(|| {
        Failure::new(format!("Properties validation failed with message: [#: required key [{name}] not found]"))
    })
}

pub(super) fn flag(properties: &Properties, name: &str) -> Option<bool> {
    text(properties, name).map(|text| text.eq_ignore_ascii_case("true"))
}

/// A number; its type was validated before.
pub(super) fn number<T: std::str::FromStr>(properties: &Properties, name: &str) -> Option<T> {
    parse(&text(properties, name)?)
}

pub(super) fn strings(properties: &Properties, name: &str) -> Vec<String> {
    properties.get(name).and_then(Value::as_array).into_iter().flatten().map(text_of).collect()
}

/// The name of a resource for its ARN: the physical ID, else the name that the property specifies, else any.
pub(super) fn named(physical_id: Option<&str>, properties: &Properties, property: &str) -> String {
    let specified = || text(properties, property).unwrap_or_else(|| "*".to_owned());
    physical_id.map_or_else(specified, str::to_owned)
}

/// A policy document: an object, or JSON in a string.
pub(super) fn document(properties: &Properties, name: &str) -> Result<Value, Failure> {
    match properties.get(name) {
        Some(Value::String(text)) => {
            serde_json::from_str(text).map_err(|error| Failure::new(format!("{name} is not JSON: {error}")))
        }
        Some(document @ Value::Object(_)) => Ok(document.clone()),
        _ => require(properties, name).map(Value::String),
    }
}

/// The tags of the resource, with those of the stack and CloudFormation's own.
pub(super) fn tags(context: &Context, properties: &Properties) -> BTreeMap<String, String> {
    let own = [
        ("aws:cloudformation:stack-name", &context.stack_name),
        ("aws:cloudformation:stack-id", &context.stack_id),
        ("aws:cloudformation:logical-id", &context.logical_id),
    ];
    let own = own.into_iter().map(|(key, value)| (key.to_owned(), value.clone()));
    let given = properties.get("Tags").and_then(Value::as_array).into_iter().flatten();
    let given = given.filter_map(|tag| Some((text_of(tag.get("Key")?), text_of(tag.get("Value")?))));
    context.stack_tags.iter().cloned().chain(given).chain(own).collect()
}

/// Tags as in a template, without those of the stack and CloudFormation's own.
pub(super) fn tag_list(tags: &BTreeMap<String, String>, context: &Context) -> Option<Value> {
    let is_own = |key: &str| !key.starts_with("aws:") && !context.stack_tags.iter().any(|(name, _)| name == key);
    let tags: Vec<Value> = tags
        .iter()
        .filter(|(key, _)| is_own(key))
        .map(|(key, value)| serde_json::json!({ "Key": key, "Value": value }))
        .collect();
    (!tags.is_empty()).then_some(Value::Array(tags))
}
