//! `AWS::KMS::Alias`.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{named, require};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update};
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The provider.
pub(super) struct Alias;

impl Provider for Alias {
    fn arn(&self, context: &Context, physical_id: Option<&str>, properties: &Properties) -> Option<String> {
        Some(context.scope.arn("kms", named(physical_id, properties, "AliasName")))
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let (name, target) = (require(properties, "AliasName")?, require(properties, "TargetKeyId")?);
        let now = world.now;
        world.kms(&context.scope).create_alias(&context.scope, &name, &target, now).map_err(|error| {
            if error.code == "AlreadyExistsException" {
                let arn = context.scope.arn("kms", &name);
                return Failure::new(format!("{arn} already exists in stack or account: {}", error.message));
            }
            Failure::of_service("Kms", &error)
        })?;
        Ok(ProviderResult { physical_id: name, ..ProviderResult::default() })
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, after, .. } = *update;
        let target = require(after, "TargetKeyId")?;
        let now = world.now;
        let state = world.kms(&context.scope);
        state
            .update_alias(&context.scope, physical_id, &target, now)
            .map_err(|error| Failure::of_service("Kms", &error))?;
        Ok(ProviderResult { physical_id: physical_id.to_owned(), ..ProviderResult::default() })
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, .. } = *existing;
        world.kms(&context.scope).aliases.remove(physical_id);
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let state = world.kms(&context.scope);
        let target = state.aliases.get(physical_id)?.target.clone();
        let mut found = Properties::new();
        found.insert("AliasName".into(), physical_id.into());
        found.insert("TargetKeyId".into(), target.into());
        Some((found, Properties::new()))
    }
}
