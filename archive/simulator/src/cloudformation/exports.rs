//! Exports: the exported outputs of a region, and the stacks that import them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::Template;
use crate::cloudformation::template::intrinsics::Evaluator;
use crate::state::cloudformation::State;
use crate::state::cloudformation::stack::{Output, Stack};
use crate::state::cloudformation::status::StackStatus;

fn live(state: &State) -> impl Iterator<Item = &Stack> {
    state.all_stacks().filter(|stack| stack.status != StackStatus::DeleteComplete)
}

/// All exports of the region with their values.
pub(crate) fn all(state: &State) -> BTreeMap<String, String> {
    let outputs = live(state).flat_map(|stack| &stack.outputs);
    outputs.filter_map(|output| Some((output.export_name.clone()?, output.value.clone()))).collect()
}

/// The names of the stacks that import an export.
pub(crate) fn importers(state: &State, export: &str) -> Vec<String> {
    let imports = |stack: &&Stack| {
        let goal = stack.operation.as_ref().map(|operation| &operation.goal);
        std::iter::once(&stack.deployment).chain(goal).any(|deployment| deployment.imports.contains_key(export))
    };
    let mut names: Vec<String> = live(state).filter(imports).map(|stack| stack.name.clone()).collect();
    names.sort();
    names
}

/// The existing exports that a template imports.
///
/// # Errors
/// The name of an import cannot be evaluated.
pub(crate) fn imported(
    template: &Template,
    evaluator: &Evaluator<'_>,
    all: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, ApiError> {
    let mut found = BTreeMap::new();
    for argument in arguments_of(template, "Fn::ImportValue") {
        if let Some(Value::String(name)) = evaluator.value(argument)?
            && let Some(value) = all.get(&name)
        {
            found.insert(name, value.clone());
        }
    }
    Ok(found)
}

/// The arguments of a function wherever a template calls it.
pub(crate) fn arguments_of<'t>(template: &'t Template, function: &str) -> Vec<&'t Value> {
    let mut arguments = Vec::new();
    for section in ["Conditions", "Resources", "Outputs"] {
        template.section(section).for_each(|(_, entry)| collect(entry, function, &mut arguments));
    }
    arguments
}

fn collect<'v>(value: &'v Value, function: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, function, found)),
        Value::Object(map) => {
            found.extend(map.get(function));
            map.values().for_each(|item| collect(item, function, found));
        }
        _ => {}
    }
}

/// Rejects outputs with an export name that is in use, and changes of exports that are imported.
///
/// # Errors
/// `ValidationError` with the export and the stack.
pub(crate) fn check(state: &State, stack: &Stack, outputs: &[Output]) -> Result<(), ApiError> {
    let names: Vec<&String> = outputs.iter().filter_map(|output| output.export_name.as_ref()).collect();
    for (at, name) in names.iter().enumerate() {
        let by_other = live(state)
            .filter(|other| other.id != stack.id)
            .find(|other| other.outputs.iter().any(|output| output.export_name.as_ref() == Some(name)));
        let by_itself = names.iter().take(at).any(|earlier| earlier == name).then_some(stack);
        if let Some(other) = by_other.or(by_itself) {
            let why = format!("Export with name {name} is already exported by stack {}", other.name);
            return Err(ApiError::validation(why));
        }
    }
    for before in stack.outputs.iter().filter(|output| output.export_name.is_some()) {
        let Some(name) = &before.export_name else { continue };
        let after = outputs.iter().find(|output| output.export_name.as_ref() == Some(name));
        let verb = match after {
            None => "deleted",
            Some(after) if after.value != before.value => "updated",
            Some(_) => continue,
        };
        let users = importers(state, name);
        if !users.is_empty() {
            let why = format!("Export {name} cannot be {verb} as it is in use by {}", users.join(", "));
            return Err(ApiError::validation(why));
        }
    }
    Ok(())
}

/// The reason why a stack cannot be deleted: an export that is imported.
pub(crate) fn keeps(state: &State, stack: &Stack) -> Option<String> {
    stack.outputs.iter().filter_map(|output| output.export_name.as_ref()).find_map(|name| {
        let users = importers(state, name);
        let (last, others) = users.split_last()?;
        let users = if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
        Some(format!("Delete canceled. Cannot delete export {name} as it is in use by {users}."))
    })
}
