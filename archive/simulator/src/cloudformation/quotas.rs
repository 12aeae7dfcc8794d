//! CloudFormation's quotas; their values are in [`cfn_spec::quota`].
//!
//! The quotas of sections and names are validated with the sections (`template/check.rs`), those of the template's size where it is read
//! (`template_source.rs`). Quotas of hooks, modules, private types and stack refactoring concern what the simulator does not support.

use cfn_spec::quota::{DYNAMIC_REFERENCES, MAPPING_ATTRIBUTES, NESTED_RESOURCES, STACK_INSTANCES, STACK_SETS, STACKS};
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::cloudformation::template::Template;
use crate::scope::Scope;
use crate::state::cloudformation::deployment::Deployment;
use crate::state::cloudformation::stack::Stack;
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

/// The number of resources that an update of a nested stack changes: those that only one of the two templates has, or that are not the same in
/// both, or that refer to a parameter whose value changes. With other tags it is every one.
///
/// # Errors
/// A template cannot be read.
pub(crate) fn changed_resources(before: &Deployment, after: &Deployment) -> Result<usize, ApiError> {
    let resources = |deployment: &Deployment| -> Result<BTreeMap<String, Value>, ApiError> {
        let template = Template::read(&deployment.template)?;
        Ok(template.section("Resources").map(|(name, resource)| (name.clone(), resource.clone())).collect())
    };
    let (old, new) = (resources(before)?, resources(after)?);
    let removed = old.keys().filter(|name| !new.contains_key(*name)).count();
    let others: Vec<String> = after
        .parameters
        .iter()
        .filter(|(name, value)| before.parameters.get(*name) != Some(*value))
        .flat_map(|(name, _)| [format!("{{\"Ref\":\"{name}\"}}"), format!("${{{name}}}")])
        .collect();
    let is_changed = |(name, resource): (&String, &Value)| {
        old.get(name) != Some(resource) || before.tags != after.tags || {
            let text = resource.to_string();
            others.iter().any(|reference| text.contains(reference))
        }
    };
    Ok(removed + new.iter().filter(|one| is_changed(*one)).count())
}

/// Rejects what is begun in a nested stack if the operation of its root stack would change more resources than are allowed: those that it has
/// begun, and the `new` ones.
///
/// # Errors
/// `ValidationError`.
pub(crate) fn check_nested(world: &mut World, scope: &Scope, root: &str, new: usize) -> Result<(), ApiError> {
    let state = world.cloudformation(scope);
    let Some(begin) = state.find(root).map(|root| root.updated.unwrap_or(root.created)) else { return Ok(()) };
    let changed = |stack: &Stack| match &stack.operation {
        Some(operation) => operation.tasks.len(),
        None => stack.resources.values().filter(|resource| resource.updated >= begin).count(),
    };
    let of_root = |stack: &&Stack| stack.id == root || stack.root.as_deref() == Some(root);
    let begun: usize = state.all_stacks().filter(of_root).map(changed).sum();
    let all = begun + new;
    if all <= NESTED_RESOURCES {
        return Ok(());
    }
    Err(ApiError::validation(format!(
        "Limit exceeded: an operation on nested stacks changes at most {NESTED_RESOURCES} resources, and this one {all}"
    )))
}

fn exceeded(is_exceeded: bool, why: String) -> Result<(), ApiError> {
    if is_exceeded { Err(ApiError::new(400, "LimitExceededException", why)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Map, Value};

    use super::{changed_resources, check_nested, check_stack_instances, check_stacks};
    use crate::cloudformation::engine::{NewStack, create_placeholder};
    use crate::scope::Scope;
    use crate::state::cloudformation::deletion_policy::DeletionPolicy;
    use crate::state::cloudformation::deployment::Deployment;
    use crate::state::cloudformation::stack_resource::Resource;
    use crate::state::cloudformation::status::{ResourceStatus, StackStatus};
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
    fn an_operation_on_nested_stacks_changes_at_most_2500_resources() {
        let (mut world, scope) = (World::new(1), Scope::new("123456789012", "eu-central-1"));
        let mut create = |name: &str| {
            create_placeholder(&mut world, &scope, NewStack { name: name.into(), termination_protection: false })
        };
        let (root, nested) = (create("root"), create("nested"));
        let now = world.now;
        let stack = world.cloudformation(&scope).stack_mut(&nested).expect("it exists");
        stack.root = Some(root.clone());
        let resource = Resource {
            logical_id: "Topic".into(),
            kind: "AWS::SNS::Topic".into(),
            physical_id: None,
            status: ResourceStatus::CreateComplete,
            status_reason: None,
            updated: now,
            properties: Map::new(),
            stack_tags: Vec::new(),
            attributes: Map::new(),
            needs: BTreeSet::new(),
            deletion_policy: DeletionPolicy::Delete,
            update_replace_policy: DeletionPolicy::Delete,
            metadata: Value::Null,
            drift: None,
        };
        stack.resources = (0..500).map(|number| (format!("Topic{number}"), resource.clone())).collect();
        check_nested(&mut world, &scope, &root, 2000).expect("2,500 are allowed");
        let refused = check_nested(&mut world, &scope, &root, 2001).expect_err("one more is not");
        assert!(refused.message.contains("2500 resources, and this one 2501"), "{}", refused.message);
        // What an earlier operation changed does not count.
        let later = now.after(std::time::Duration::from_secs(1));
        world.cloudformation(&scope).stack_mut(&root).expect("it exists").updated = Some(later);
        check_nested(&mut world, &scope, &root, 2001).expect("the nested stack did not change");
    }

    #[test]
    fn an_update_of_a_nested_stack_counts_what_it_changes() {
        let deployment = |resources: Value, size: &str| Deployment {
            template: serde_json::json!({ "Parameters": { "Size": { "Type": "String" } }, "Resources": resources })
                .to_string(),
            parameters: [("Size".to_owned(), size.to_owned())].into(),
            ..Deployment::default()
        };
        let topic = |name: Value| serde_json::json!({ "Type": "AWS::SNS::Topic", "Properties": { "TopicName": name } });
        let before = deployment(
            serde_json::json!({ "Same": topic("a".into()), "Other": topic("b".into()), "Gone": topic("c".into()),
                "OfSize": topic(serde_json::json!({ "Ref": "Size" })) }),
            "1",
        );
        let changed = |size: &str| {
            let after = serde_json::json!({ "Same": topic("a".into()), "Other": topic("d".into()), "New": topic("e".into()),
                "OfSize": topic(serde_json::json!({ "Ref": "Size" })) });
            changed_resources(&before, &deployment(after, size)).expect("both can be read")
        };
        assert_eq!((changed("1"), changed("2")), (3, 4));
    }

    #[test]
    fn a_stack_set_has_at_most_100_000_instances() {
        assert!(check_stack_instances(100_000).is_ok() && check_stack_instances(100_001).is_err());
    }
}
