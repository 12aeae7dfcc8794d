//! `AWS::KMS::Alias`.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::require;
use crate::cloudformation::resource::provider::{Context, Provider, ProviderResult};
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The provider.
pub(super) struct Alias;

impl Provider for Alias {
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

    fn update(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        _before: &Properties,
        after: &Properties,
    ) -> Result<ProviderResult, Failure> {
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
        physical_id: &str,
        _properties: &Properties,
    ) -> Result<Vec<PendingCall>, Failure> {
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
