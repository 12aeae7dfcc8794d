//! Policy templates: policies of functions by a name and the resources that they are about
//! (<https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html>).
//!
//! `policy_templates.json` has what each becomes, with a `Ref` where a parameter is; a test compares all with AWS's own translator.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::source::Source;
use crate::api_error::ApiError;

#[expect(clippy::disallowed_methods, reason = "a test reads every one")]
static TEMPLATES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("policy_templates.json")).unwrap_or_default());

/// The policy document of a policy that names a template; `None` if it names none.
///
/// # Errors
/// A parameter has no value.
pub(super) fn expand(source: &Source<'_>, policy: &Map<String, Value>) -> Result<Option<Value>, ApiError> {
    let mut entries = policy.iter();
    let (Some((name, given)), None) = (entries.next(), entries.next()) else { return Ok(None) };
    let Some(template) = TEMPLATES.get(name) else { return Ok(None) };
    let Some(given) = given.as_object() else {
        return Err(source.invalid(format!("Must specify valid parameter values for policy template '{name}'")));
    };
    let mut missing: Vec<String> = Vec::new();
    let document = with_values(template, given, &mut missing);
    if missing.is_empty() {
        return Ok(Some(document));
    }
    let missing = missing.join(", ");
    Err(source.invalid(format!("Following required parameters of template '{name}' don't have values: [{missing}]")))
}

fn with_values(value: &Value, given: &Map<String, Value>, missing: &mut Vec<String>) -> Value {
    match value {
        Value::Object(map) => match map.get("Ref").and_then(Value::as_str) {
            Some(parameter) if !parameter.starts_with("AWS::") => {
                let quoted = format!("'{parameter}'");
                match given.get(parameter) {
                    Some(value) => return value.clone(),
                    None if !missing.contains(&quoted) => missing.push(quoted),
                    None => {}
                }
                value.clone()
            }
            _ => map.iter().map(|(name, item)| (name.clone(), with_values(item, given, missing))).collect(),
        },
        Value::Array(items) => items.iter().map(|item| with_values(item, given, missing)).collect(),
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    /// The parameters that a template refers to.
    fn parameters(value: &Value) -> BTreeSet<String> {
        let own = value.get("Ref").and_then(Value::as_str).filter(|name| !name.starts_with("AWS::"));
        let inner: Vec<&Value> = match value {
            Value::Object(map) => map.values().collect(),
            Value::Array(items) => items.iter().collect(),
            _ => Vec::new(),
        };
        inner.into_iter().flat_map(parameters).chain(own.map(str::to_owned)).collect()
    }

    /// The names and the parameters are in the snapshot; this file adds what each becomes.
    #[test]
    fn the_templates_are_those_of_the_snapshot() {
        let here: BTreeMap<String, BTreeSet<String>> =
            super::TEMPLATES.iter().map(|(name, template)| (name.clone(), parameters(template))).collect();
        let published: BTreeMap<String, BTreeSet<String>> = cfn_spec::policies::templates()
            .map(|(name, parameters)| (name.to_owned(), parameters.map(str::to_owned).collect()))
            .collect();
        assert_eq!(here, published);
        assert!(super::TEMPLATES.values().all(|template| template["Statement"].is_array()));
    }
}
