//! What CloudFormation checks of the resources when a change set is made, before anything is provisioned.

use serde_json::Value;

use crate::cloudformation::change_set::ValidationFailure;
use crate::cloudformation::diff::Changes;
use crate::cloudformation::resource::{Context, Properties, provider};
use crate::cloudformation::stack::{Deployment, Stack};
use crate::cloudformation::template::intrinsics::is_unknown;
use crate::world::World;

const PROPERTIES: &str = "AWS::EarlyValidation::PropertyValidation";
const EXISTENCE: &str = "AWS::EarlyValidation::ResourceExistenceCheck";

/// Everything that is wrong with the resources that a change set adds or changes.
pub(crate) fn validate(
    world: &mut World,
    stack: &Stack,
    goal: &Deployment,
    changes: &Changes,
) -> Vec<ValidationFailure> {
    let mut failures = Vec::new();
    let changed = changes.resources.iter().filter(|change| matches!(change.action.as_str(), "Add" | "Modify"));
    for change in changed {
        let (Some(provider), Some(properties)) = (provider(&change.kind), change.properties_after()) else { continue };
        let mut fail = |name: &str, path: String, reason: String| {
            failures.push(ValidationFailure {
                name: name.to_owned(),
                logical_id: change.logical_id.clone(),
                kind: change.kind.clone(),
                path: format!("/Resources/{}/Properties{path}", change.logical_id),
                reason,
            });
        };
        for (path, reason) in provider.check(&properties) {
            fail(PROPERTIES, path, reason);
        }
        let is_known =
            provider.identifiers().iter().all(|name| properties.get(*name).is_some_and(|id| !is_unknown(id)));
        if change.action == "Add" && is_known {
            let context = Context {
                scope: stack.scope.clone(),
                stack_name: stack.name.clone(),
                stack_id: stack.id.clone(),
                logical_id: change.logical_id.clone(),
                stack_tags: goal.tags.clone(),
                role_arn: None,
            };
            if let Some(identifier) = provider.existing(world, &context, &properties) {
                let reason =
                    format!("Resource of type '{}' with identifier '{identifier}' already exists.", change.kind);
                fail(EXISTENCE, String::new(), reason);
            }
        }
    }
    failures
}

/// The reason that the change set gives: which checks failed, and where to read why.
pub(crate) fn reason(failures: &[ValidationFailure]) -> Option<String> {
    let mut names: Vec<&str> = failures.iter().map(|failure| failure.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let hint = "To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.";
    (!names.is_empty()).then(|| format!("The following hook(s)/validation failed: [{}]. {hint}", names.join(", ")))
}

/// What a type's list of properties says of those that are given: a path and a reason each.
pub(crate) fn check_names(known: &[&str], required: &[&str], given: &Properties) -> Vec<(String, String)> {
    let extraneous = given.keys().filter(|name| !known.contains(&name.as_str()));
    let extraneous = extraneous.map(|name| (format!("/{name}"), format!("extraneous key [{name}] is not permitted")));
    let missing = required.iter().filter(|name| !given.contains_key(**name));
    let missing = missing.map(|name| (String::new(), format!("required key [{name}] not found")));
    extraneous.chain(missing).collect()
}

/// What a type's list of the names at `path` says of those that are given: a path and a reason each.
pub(crate) fn check_nested(path: &str, known: &[&str], given: &Properties) -> Vec<(String, String)> {
    let mut places: Vec<(String, &Value)> = Vec::new();
    for part in path.split('/') {
        places = match (part, places.is_empty()) {
            (name, true) => given.get(name).map(|value| (format!("/{name}"), value)).into_iter().collect(),
            ("*", false) => places.into_iter().flat_map(items).collect(),
            (name, false) => places.into_iter().filter_map(|place| member(place, name)).collect(),
        };
        if places.is_empty() {
            return Vec::new();
        }
    }
    let wrong = |(place, value): (String, &Value)| {
        let names = value.as_object().into_iter().flat_map(|object| object.keys());
        let extraneous = names.filter(|name| !known.contains(&name.as_str()));
        let told = |name: &String| (format!("{place}/{name}"), format!("extraneous key [{name}] is not permitted"));
        extraneous.map(told).collect::<Vec<_>>()
    };
    places.into_iter().flat_map(wrong).collect()
}

fn items((place, value): (String, &Value)) -> Vec<(String, &Value)> {
    let list = value.as_array().into_iter().flatten();
    list.enumerate().map(|(index, item)| (format!("{place}/{index}"), item)).collect()
}

fn member<'v>((place, value): (String, &'v Value), name: &str) -> Option<(String, &'v Value)> {
    Some((format!("{place}/{name}"), value.get(name)?))
}
