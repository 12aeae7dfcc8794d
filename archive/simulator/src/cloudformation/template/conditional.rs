//! Checks that depend on parameter values: rules, conditions, and references to resources whose condition is false.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::intrinsics::{Evaluator, Resources};
use crate::cloudformation::template::references::{Reference, references_in};
use crate::cloudformation::template::{ParameterValues, Template, rules};
use crate::state::cloudformation::stack_identity::StackIdentity;

/// No resources: before the stack is created.
pub(crate) struct NoResources;

impl Resources for NoResources {
    fn reference(&self, _: &str) -> Option<Value> {
        None
    }

    fn attribute(&self, _: &str, _: &str) -> Option<Value> {
        None
    }
}

/// Checks a template with the values of its parameters.
///
/// # Errors
/// `ValidationError`: a rule is violated, or there is a reference to a resource whose condition is false.
pub(crate) fn check(template: &Template, values: &ParameterValues, identity: &StackIdentity) -> Result<(), ApiError> {
    let evaluator = Evaluator::new(template, values, identity, &NoResources);
    rules::check(template, &evaluator)?;
    let mut absent = BTreeSet::new();
    for definition in &template.resources {
        if !evaluator.holds(definition.condition.as_deref())? {
            absent.insert(definition.logical_id.as_str());
        }
    }
    let mut unresolved = BTreeSet::new();
    for definition in template.resources.iter().filter(|definition| !absent.contains(definition.logical_id.as_str())) {
        unresolved.extend(definition.depends_on.iter().filter(|name| absent.contains(name.as_str())).cloned());
        for value in definition.properties.values() {
            unresolved.extend(names(&evaluator, value, &absent)?);
        }
    }
    refuse(&unresolved, "Resources")?;
    let mut outputs = Vec::new();
    for (name, output) in template.section("Outputs") {
        if evaluator.holds(output.get("Condition").and_then(Value::as_str))? {
            outputs.push((name, output));
            unresolved.extend(names(&evaluator, output, &absent)?);
        }
    }
    refuse(&unresolved, "Outputs")?;
    for (name, output) in outputs {
        if let Some(value) = output.get("Value")
            && evaluator.value(value)?.is_some_and(|value| value.is_array() || value.is_object())
        {
            return Err(not_a_string(name));
        }
    }
    Ok(())
}

/// The error of an output whose value is a list or a map.
pub(crate) fn not_a_string(output: &str) -> ApiError {
    ApiError::validation(format!(
        "Template format error: The Value field of every Outputs member must evaluate to a String ({output})."
    ))
}

fn refuse(unresolved: &BTreeSet<String>, block: &str) -> Result<(), ApiError> {
    if unresolved.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = unresolved.iter().map(String::as_str).collect();
    let names = names.join(", ");
    Err(ApiError::validation(format!(
        "Template format error: Unresolved resource dependencies [{names}] in the {block} block of the template"
    )))
}

/// The omitted resources that a value refers to, without those of unused branches.
fn names(evaluator: &Evaluator<'_>, value: &Value, absent: &BTreeSet<&str>) -> Result<Vec<String>, ApiError> {
    let found =
        references_in(&chosen_branches(evaluator, value)?).into_iter().filter_map(|reference| match reference {
            Reference::Name(name) | Reference::Attribute(name, _) if absent.contains(name.as_str()) => Some(name),
            _ => None,
        });
    Ok(found.collect())
}

/// The value with each `Fn::If` replaced by its chosen branch.
fn chosen_branches(evaluator: &Evaluator<'_>, value: &Value) -> Result<Value, ApiError> {
    Ok(match value {
        Value::Array(items) => items.iter().map(|item| chosen_branches(evaluator, item)).collect::<Result<_, _>>()?,
        Value::Object(map) => {
            if let (1, Some(Value::Array(branches))) = (map.len(), map.get("Fn::If"))
                && let [Value::String(condition), yes, no] = branches.as_slice()
            {
                return chosen_branches(evaluator, if evaluator.holds(Some(condition))? { yes } else { no });
            }
            let entries = map.iter().map(|(name, item)| Ok((name.clone(), chosen_branches(evaluator, item)?)));
            Value::Object(entries.collect::<Result<_, ApiError>>()?)
        }
        scalar => scalar.clone(),
    })
}
