//! Early validation: what CloudFormation checks when a change set is created.

use crate::cloudformation::resource::provider::Context;
use crate::cloudformation::resource::resource_type;
use crate::cloudformation::template::intrinsics::is_unknown;
use crate::state::cloudformation::change::Changes;
use crate::state::cloudformation::change_set::ValidationFailure;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::stack::Stack;
use crate::world::World;

const PROPERTIES: &str = "AWS::EarlyValidation::PropertyValidation";
const EXISTENCE: &str = "AWS::EarlyValidation::ResourceExistenceCheck";

/// Validates the resources that a change set adds or changes.
pub(crate) fn validate(
    world: &mut World,
    stack: &Stack,
    goal: &Deployment,
    changes: &Changes,
) -> Vec<ValidationFailure> {
    let mut failures = Vec::new();
    let changed = changes.resources.iter().filter(|change| matches!(change.action.as_str(), "Add" | "Modify"));
    for change in changed {
        let (Some(kind), Some(properties)) = (resource_type(&change.kind), change.properties_after()) else { continue };
        let mut fail = |name: &str, path: String, reason: String| {
            failures.push(ValidationFailure {
                name: name.to_owned(),
                logical_id: change.logical_id.clone(),
                kind: change.kind.clone(),
                path: format!("/Resources/{}/Properties{path}", change.logical_id),
                reason,
            });
        };
        for (path, reason) in kind.validation_errors(&properties) {
            fail(PROPERTIES, path, reason);
        }
        let identifiers = kind.facts.identifiers();
        let is_known = identifiers.iter().all(|name| properties.get(name).is_some_and(|id| !is_unknown(id)));
        if change.action == "Add" && is_known {
            let context = Context {
                scope: stack.scope.clone(),
                stack_name: stack.name.clone(),
                stack_id: stack.id.clone(),
                logical_id: change.logical_id.clone(),
                stack_tags: goal.tags.clone(),
                role_arn: None,
                kind: change.kind.clone(),
                capabilities: Vec::new(),
                service_role: None,
                restoring: false,
                root: None,
            };
            if let Some(identifier) = kind.existing_identifier(world, &context, &properties) {
                let reason =
                    format!("Resource of type '{}' with identifier '{identifier}' already exists.", change.kind);
                fail(EXISTENCE, String::new(), reason);
            }
        }
    }
    failures
}

/// The status reason of the change set: the names of the failed checks.
pub(crate) fn reason(failures: &[ValidationFailure]) -> Option<String> {
    let mut names: Vec<&str> = failures.iter().map(|failure| failure.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let hint = "To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.";
    (!names.is_empty()).then(|| format!("The following hook(s)/validation failed: [{}]. {hint}", names.join(", ")))
}
