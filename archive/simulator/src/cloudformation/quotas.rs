//! CloudFormation's quotas; their values are in [`cfn_spec::quota`].
//!
//! The quotas of sections and names are validated with the sections (`template/check.rs`), those of the template's size where it is read
//! (`template_source.rs`). Quotas of hooks, modules, private types and stack refactoring concern what the simulator does not support.

use cfn_spec::quota::{DYNAMIC_REFERENCES, MAPPING_ATTRIBUTES, STACK_INSTANCES, STACK_SETS, STACKS};
use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::scope::Scope;
use crate::state::cloudformation::status::StackStatus;
use crate::world::World;

/// Bytes of the data of a signal, and of the response of a custom resource.
pub(crate) const RESPONSE: usize = 4096;

/// Validates the quotas of a template that its sections do not have.
///
/// # Errors
/// `ValidationError`.
pub(crate) fn check_template(root: &Map<String, Value>) -> Result<(), ApiError> {
    for (name, mapping) in root.get("Mappings").and_then(Value::as_object).into_iter().flatten() {
        let attributes = mapping.as_object().map_or(0, Map::len);
        if attributes > MAPPING_ATTRIBUTES {
            let why = format!(
                "Template format error: Number of attributes of mapping {name}, {attributes}, is greater than maximum allowed, \
                 {MAPPING_ATTRIBUTES}"
            );
            return Err(ApiError::validation(why));
        }
    }
    let references: usize = root.values().map(dynamic_references).sum();
    if references > DYNAMIC_REFERENCES {
        let why = format!(
            "Template error: Number of dynamic references, {references}, is greater than maximum allowed, {DYNAMIC_REFERENCES}"
        );
        return Err(ApiError::validation(why));
    }
    Ok(())
}

fn dynamic_references(value: &Value) -> usize {
    match value {
        Value::String(text) => text.matches("{{resolve:").count(),
        Value::Array(items) => items.iter().map(dynamic_references).sum(),
        Value::Object(map) => map.values().map(dynamic_references).sum(),
        _ => 0,
    }
}

/// Rejects a new stack if the region has as many as are allowed.
///
/// # Errors
/// `LimitExceededException`.
pub(crate) fn check_stacks(world: &mut World, scope: &Scope) -> Result<(), ApiError> {
    let stacks = world.cloudformation(scope).all_stacks();
    let live = stacks.filter(|stack| stack.status != StackStatus::DeleteComplete).count();
    exceeded(live >= STACKS, format!("Limit for stack has been exceeded: {STACKS} stacks"))
}

/// Rejects a new StackSet if the account has as many as are allowed.
///
/// # Errors
/// `LimitExceededException`.
pub(crate) fn check_stack_sets(world: &mut World, scope: &Scope) -> Result<(), ApiError> {
    let sets = world.cloudformation(scope).stack_sets.len();
    let most = STACK_SETS.default;
    exceeded(sets >= most, format!("The account already has {most} StackSets"))
}

/// Rejects stack instances if a StackSet would have more than are allowed.
///
/// # Errors
/// `LimitExceededException`.
pub(crate) fn check_stack_instances(instances: usize) -> Result<(), ApiError> {
    let most = STACK_INSTANCES.default;
    exceeded(instances > most, format!("A StackSet has at most {most} stack instances"))
}

fn exceeded(is_exceeded: bool, why: String) -> Result<(), ApiError> {
    if is_exceeded { Err(ApiError::new(400, "LimitExceededException", why)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{check_stack_instances, check_stacks};
    use crate::cloudformation::engine::{NewStack, create_placeholder};
    use crate::scope::Scope;
    use crate::state::cloudformation::status::StackStatus;
    use crate::world::World;

    #[test]
    fn deleted_stacks_do_not_count() {
        let (mut world, scope) = (World::new(1), Scope::new("123456789012", "eu-central-1"));
        let create = |world: &mut World, number: usize| {
            check_stacks(world, &scope)?;
            let new = NewStack { name: format!("stack-{number}"), termination_protection: false };
            Ok::<_, crate::api_error::ApiError>(create_placeholder(world, &scope, new))
        };
        let first = create(&mut world, 0).expect("there is no stack yet");
        (1..2000).for_each(|number| _ = create(&mut world, number).expect("the quota is not reached"));
        assert_eq!(create(&mut world, 2000).expect_err("the quota is reached").code, "LimitExceededException");
        let stack = world.cloudformation(&Scope::new("123456789012", "eu-central-1")).stack_mut(&first);
        stack.expect("it exists").status = StackStatus::DeleteComplete;
        create(&mut world, 2001).expect("a stack was deleted");
    }

    #[test]
    fn a_stack_set_has_at_most_100_000_instances() {
        assert!(check_stack_instances(100_000).is_ok() && check_stack_instances(100_001).is_err());
    }
}
