//! `AWS::IAM::ManagedPolicy`.

use crate::arn::{self, with_path};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{document, named, strings, text};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update, generated_name};
use crate::iam;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::iam::ManagedPolicy as Policy;
use crate::world::World;

/// The provider.
pub(super) struct ManagedPolicy;

impl Provider for ManagedPolicy {
    fn arn(&self, context: &Context, physical_id: Option<&str>, properties: &Properties) -> Option<String> {
        let path = text(properties, "Path").unwrap_or_else(|| "/".into());
        let name = named(None, properties, "ManagedPolicyName");
        let new = || arn::POLICY.arn(&context.scope, with_path(&path, &name));
        Some(physical_id.map_or_else(new, str::to_owned))
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let refused = |error| Failure::of_service("Iam", &error);
        let name = match text(properties, "ManagedPolicyName") {
            Some(name) => name,
            None => generated_name(world, context, 128),
        };
        let path = text(properties, "Path").unwrap_or_else(|| "/".into());
        let arn = arn::POLICY.arn(&context.scope, with_path(&path, &name));
        let document = document(properties, "PolicyDocument")?;
        iam::check_identity_policy(&document).map_err(refused)?;
        if world.iam(&context.scope).managed_policies.contains_key(&arn) {
            return Err(Failure::new(format!(
                "A policy called {name} already exists. Duplicate names are not allowed."
            )));
        }
        let policy = Policy {
            id: format!("ANPA{}", world.ids.upper(17)),
            description: text(properties, "Description"),
            created: world.now,
            arn: arn.clone(),
            version: 1,
            name,
            path,
            document,
        };
        let state = world.iam(&context.scope);
        state.managed_policies.insert(arn.clone(), policy);
        for role in strings(properties, "Roles") {
            state.attach(&role, &arn).map_err(|error| refused(error).after_making(&arn))?;
        }
        Ok(made(arn))
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        let refused = |error| Failure::of_service("Iam", &error);
        let document = document(after, "PolicyDocument")?;
        iam::check_identity_policy(&document).map_err(refused)?;
        let state = world.iam(&context.scope);
        let policy = state.managed_policies.get_mut(physical_id);
        let policy = policy.ok_or_else(|| Failure::new(format!("Policy {physical_id} was not found.")))?;
        if policy.document != document {
            policy.document = document;
            policy.version += 1;
        }
        let roles = strings(after, "Roles");
        for role in strings(before, "Roles").iter().filter(|role| !roles.contains(role)) {
            if let Some(role) = state.roles.get_mut(role) {
                role.attached.retain(|arn| arn != physical_id);
            }
        }
        for role in &roles {
            state.attach(role, physical_id).map_err(refused)?;
        }
        Ok(made(physical_id.to_owned()))
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, properties } = *existing;
        let state = world.iam(&context.scope);
        for role in strings(properties, "Roles") {
            if let Some(role) = state.roles.get_mut(&role) {
                role.attached.retain(|arn| arn != physical_id);
            }
        }
        if state.roles.values().any(|role| role.attached.iter().any(|arn| arn == physical_id)) {
            return Err(Failure::new("Cannot delete a policy attached to entities."));
        }
        state.managed_policies.remove(physical_id);
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let state = world.iam(&context.scope);
        let policy = state.managed_policies.get(physical_id)?;
        let attached = state.roles.values().filter(|role| role.attached.iter().any(|arn| arn == physical_id));
        let mut found = Properties::new();
        found.insert("ManagedPolicyName".into(), policy.name.clone().into());
        found.insert("Path".into(), policy.path.clone().into());
        found.insert("PolicyDocument".into(), policy.document.clone());
        found.insert("Roles".into(), attached.map(|role| role.name.clone()).collect());
        if let Some(description) = &policy.description {
            found.insert("Description".into(), description.clone().into());
        }
        Some((found, made(physical_id.to_owned()).attributes))
    }
}

fn made(arn: String) -> ProviderResult {
    let mut attributes = Properties::new();
    attributes.insert("PolicyArn".into(), arn.clone().into());
    ProviderResult::new(arn, attributes)
}
