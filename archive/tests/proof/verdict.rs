//! Everything that the proof holds against a template: what S3 could not do with it, what anybody could who should not, and what is
//! lost with it.

use serde_json::Value;

use crate::expectation::Expectation;
use crate::replication::Replication;
use crate::table::{self, Demand};
use crate::world::{World, items, text};

/// What the proof found.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// Everything that is wrong, in plain words; empty for an archive that holds.
    pub(crate) problems: Vec<String>,
    /// Every request that was decided.
    pub(crate) demands: Vec<Demand>,
}

impl Verdict {
    /// Looks at a primary template in every way that the proof has.
    pub(crate) fn of(template: &Value, expected: &Expectation) -> Self {
        let world = match World::resolve(template, &expected.source.place) {
            Ok(world) => world,
            Err(error) => return Self { problems: vec![error], demands: Vec::new() },
        };
        let mut replication = Replication::of(&world, expected);
        let mut problems = std::mem::take(&mut replication.problems);
        principals_exist(&world, &mut problems);
        keys_are_named_by_arn(&world, &mut problems);
        partition_is_right(&world, &mut problems);
        let demands = table::demands(&world, expected, &replication);
        for demand in &demands {
            match demand.row.verdict() {
                Err(error) => problems.push(error.to_string()),
                Ok(verdict) if !demand.is_met_by(verdict) => {
                    problems.push(format!("{:?} is wanted and {verdict:?} comes: {}", demand.wanted, demand.row.name));
                }
                Ok(_) => {}
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        problems.retain(|problem| seen.insert(problem.clone()));
        Self { problems, demands }
    }

    /// Looks at the template as if the replicas' keys granted nothing to the role. Two policies grant, the key's and the role's, so that
    /// each hides what is wrong in the other.
    pub(crate) fn of_the_role_alone(template: &Value, expected: &Expectation) -> Self {
        let mut template = template.clone();
        if let Some(body) = template.pointer_mut("/Resources/StackSet/Properties/TemplateBody")
            && let Some(mut replica) = body.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok())
        {
            let statements = replica.pointer_mut("/Resources/Key/Properties/KeyPolicy/Statement");
            if let Some(statements) = statements.and_then(Value::as_array_mut) {
                statements.retain(|statement| statement["Sid"] == "AccountAdministers");
            }
            *body = Value::String(replica.to_string());
        }
        Self::of(&template, &Expectation { granted_without_alias: false, ..expected.clone() })
    }
}

/// KMS refuses a key policy that names a user or role which it does not see, and it does not see a new one in every region at once.
fn principals_exist(world: &World, problems: &mut Vec<String>) {
    for stack in world.stacks() {
        for (id, key) in stack.resources.iter().filter(|(_, resource)| !resource.properties["KeyPolicy"].is_null()) {
            for statement in items(&key.properties["KeyPolicy"]["Statement"]) {
                for principal in list(&statement["Principal"]["AWS"]) {
                    if principal.contains(":role/") || principal.contains(":user/") {
                        problems.push(format!(
                            "{}: the policy of {id} names {principal}, which may be too new for KMS",
                            stack.place.region
                        ));
                    }
                }
            }
        }
    }
}

/// KMS decides about keys. A statement that names an alias where a key is meant has no effect at all.
fn keys_are_named_by_arn(world: &World, problems: &mut Vec<String>) {
    for stack in world.stacks() {
        let inline = stack.resources.values().flat_map(|resource| items(&resource.properties["Policies"]));
        let attached = stack.resources.values().map(|resource| &resource.properties);
        for policy in inline.chain(attached) {
            for statement in items(&policy["PolicyDocument"]["Statement"]) {
                let about_keys = list(&statement["Action"]).iter().any(|action| action.starts_with("kms:"));
                for alias in list(&statement["Resource"]).iter().filter(|arn| about_keys && arn.contains(":alias/")) {
                    problems.push(format!("{alias} is an alias: KMS decides about keys"));
                }
            }
        }
    }
}

/// An ARN of another partition names nothing.
fn partition_is_right(world: &World, problems: &mut Vec<String>) {
    for stack in world.stacks() {
        let right = format!("arn:{}:", stack.place.partition());
        for (id, resource) in &stack.resources {
            let mut properties = resource.properties.clone();
            // The body is evaluated where the StackSet brings it.
            if let Some(properties) = properties.as_object_mut() {
                properties.remove("TemplateBody");
            }
            visit(&properties, &mut |text| {
                if text.starts_with("arn:") && !text.starts_with(&right) {
                    problems.push(format!(
                        "{}: {id} names {text}, which is not in {}",
                        stack.place.region,
                        stack.place.partition()
                    ));
                }
            });
        }
    }
}

/// Calls `look` with every text in a value.
fn visit(value: &Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(items) => items.iter().for_each(|item| visit(item, look)),
        Value::Object(members) => members.values().for_each(|member| visit(member, look)),
        _ => {}
    }
}

/// The texts of a list, or the one text that stands for a list of one.
fn list(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        other => items(other).iter().map(text).collect(),
    }
}
