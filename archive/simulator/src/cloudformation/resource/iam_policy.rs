//! `AWS::IAM::Policy`: an inline policy of roles.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{document, require, strings};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update, generated_name};
use crate::iam;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The provider.
pub(super) struct Policy;

impl Provider for Policy {
    /// An inline policy is not a resource of IAM.
    fn detects_drift(&self) -> bool {
        false
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let physical_id = generated_name(world, context, 128);
        put(world, context, properties)?;
        Ok(made(physical_id))
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        put(world, context, after)?;
        let (old_name, new_name) = (require(before, "PolicyName")?, require(after, "PolicyName")?);
        let new_roles = strings(after, "Roles");
        for role in strings(before, "Roles") {
            let stays = old_name == new_name && new_roles.contains(&role);
            if let Some(role) = world.iam(&context.scope).roles.get_mut(&role).filter(|_| !stays) {
                role.policies.remove(&old_name);
            }
        }
        Ok(made(physical_id.to_owned()))
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { properties, .. } = *existing;
        let name = require(properties, "PolicyName")?;
        for role in strings(properties, "Roles") {
            if let Some(role) = world.iam(&context.scope).roles.get_mut(&role) {
                role.policies.remove(&name);
            }
        }
        Ok(Vec::new())
    }

    fn read(&self, _: &mut World, _: &Context, _: &str) -> Option<(Properties, Properties)> {
        None
    }
}

fn made(physical_id: String) -> ProviderResult {
    let mut attributes = Properties::new();
    attributes.insert("Id".into(), physical_id.clone().into());
    ProviderResult::new(physical_id, attributes)
}

fn put(world: &mut World, context: &Context, properties: &Properties) -> Result<(), Failure> {
    let refused = |error| Failure::of_service("Iam", &error);
    let (name, document) = (require(properties, "PolicyName")?, document(properties, "PolicyDocument")?);
    iam::check_identity_policy(&document).map_err(refused)?;
    let roles = strings(properties, "Roles");
    if roles.is_empty() && strings(properties, "Users").is_empty() && strings(properties, "Groups").is_empty() {
        return Err(Failure::new("At least one of [Groups,Roles,Users] must be non-empty."));
    }
    for role in &roles {
        let role = world.iam(&context.scope).role_mut(role).map_err(refused)?;
        role.policies.insert(name.clone(), document.clone());
    }
    Ok(())
}
