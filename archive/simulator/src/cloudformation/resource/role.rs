//! `AWS::IAM::Role`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::arn::{self, with_path};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{document, named, number, strings, tag_list, tags, text};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update, generated_name};
use crate::iam;
use crate::iam::NewRole;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The provider.
pub(super) struct Role;

impl Provider for Role {
    fn arn(&self, context: &Context, physical_id: Option<&str>, properties: &Properties) -> Option<String> {
        let path = text(properties, "Path").unwrap_or_else(|| "/".into());
        let name = named(physical_id, properties, "RoleName");
        Some(arn::ROLE.arn(&context.scope, with_path(&path, &name)))
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let name = match text(properties, "RoleName") {
            Some(name) => name,
            None => generated_name(world, context, 64),
        };
        let new = NewRole {
            name: name.clone(),
            path: text(properties, "Path"),
            description: text(properties, "Description"),
            max_session_duration: number(properties, "MaxSessionDuration"),
            assume_role_policy: document(properties, "AssumeRolePolicyDocument")?,
            permissions_boundary: text(properties, "PermissionsBoundary"),
            tags: tags(context, properties),
        };
        iam::create_role(world, &context.scope, new).map_err(|error| {
            if error.code == "EntityAlreadyExists" {
                return Failure::new(format!("{name} already exists: {}", error.message));
            }
            Failure::of_service("Iam", &error)
        })?;
        apply_settings(world, context, &name, &Properties::new(), properties)
            .map_err(|failure| failure.after_making(&name))
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        let trust = document(after, "AssumeRolePolicyDocument")?;
        let refused = |error| Failure::of_service("Iam", &error);
        iam::check_trust_policy(world, &context.scope, &trust).map_err(refused)?;
        let tags = tags(context, after);
        let role = world.iam(&context.scope).role_mut(physical_id).map_err(refused)?;
        role.assume_role_policy = trust;
        role.description = text(after, "Description");
        role.max_session_duration = number(after, "MaxSessionDuration").unwrap_or(3600);
        role.permissions_boundary = text(after, "PermissionsBoundary");
        role.tags = tags;
        apply_settings(world, context, physical_id, before, after)
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, properties } = *existing;
        let state = world.iam(&context.scope);
        let Some(role) = state.roles.get_mut(physical_id) else { return Ok(Vec::new()) };
        for name in inline(properties)?.keys() {
            role.policies.remove(name);
        }
        let own = strings(properties, "ManagedPolicyArns");
        role.attached.retain(|arn| !own.contains(arn));
        state.delete_role(physical_id).map_err(|error| Failure::of_service("Iam", &error))?;
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let role = world.iam(&context.scope).roles.get(physical_id)?.clone();
        let mut found = Properties::new();
        found.insert("RoleName".into(), role.name.clone().into());
        found.insert("Path".into(), role.path.clone().into());
        found.insert("AssumeRolePolicyDocument".into(), role.assume_role_policy.clone());
        found.insert("MaxSessionDuration".into(), role.max_session_duration.into());
        found.insert("ManagedPolicyArns".into(), role.attached.iter().cloned().collect());
        let policies = role.policies.iter();
        let policies = policies.map(|(name, document)| json!({ "PolicyName": name, "PolicyDocument": document }));
        found.insert("Policies".into(), policies.collect());
        for (name, value) in [("Description", &role.description), ("PermissionsBoundary", &role.permissions_boundary)] {
            if let Some(value) = value {
                found.insert(name.into(), value.clone().into());
            }
        }
        if let Some(tags) = tag_list(&role.tags, context) {
            found.insert("Tags".into(), tags);
        }
        Some((found, attributes(&role)))
    }
}

fn attributes(role: &crate::state::iam::Role) -> Properties {
    let mut attributes = Properties::new();
    attributes.insert("Arn".into(), role.arn.clone().into());
    attributes.insert("RoleId".into(), role.id.clone().into());
    attributes
}

/// The inline policies of the property `Policies`, by name.
fn inline(properties: &Properties) -> Result<BTreeMap<String, Value>, Failure> {
    let list = properties.get("Policies").and_then(Value::as_array).into_iter().flatten();
    let entry = |policy: &Value| {
        let policy = policy.as_object().ok_or_else(|| Failure::new("Each of the Policies must be an object"))?;
        let name = super::properties::require(policy, "PolicyName")?;
        Ok((name, document(policy, "PolicyDocument")?))
    };
    list.map(entry).collect()
}

/// Removes inline policies and attachments that only the old properties have. Those of `AWS::IAM::Policy` resources are
/// not changed.
fn apply_settings(
    world: &mut World,
    context: &Context,
    name: &str,
    before: &Properties,
    after: &Properties,
) -> Result<ProviderResult, Failure> {
    let refused = |error| Failure::of_service("Iam", &error);
    let (old, new) = (inline(before)?, inline(after)?);
    let (old_arns, new_arns) = (strings(before, "ManagedPolicyArns"), strings(after, "ManagedPolicyArns"));
    for document in new.values() {
        iam::check_identity_policy(document).map_err(refused)?;
    }
    let state = world.iam(&context.scope);
    for arn in &new_arns {
        state.attach(name, arn).map_err(refused)?;
    }
    let role = state.role_mut(name).map_err(refused)?;
    role.policies.retain(|policy, _| !old.contains_key(policy));
    role.policies.extend(new);
    role.attached.retain(|arn| !old_arns.contains(arn) || new_arns.contains(arn));
    Ok(ProviderResult::new(name, attributes(role)))
}
