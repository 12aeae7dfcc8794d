//! Resources of types whose service API is not simulated: they behave as the facts say.

use crate::cloudformation::facts::Facts;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update};
use crate::cloudformation::resource::values::{self, failing_update};
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::generic::GenericResource;
use crate::world::World;

/// The provider of every type without a provider of its own.
#[derive(Debug)]
pub(super) struct Generic(pub(super) &'static Facts);

impl Generic {
    fn find<'w>(&self, world: &'w mut World, context: &Context, physical_id: &str) -> Option<&'w mut GenericResource> {
        world.region(&context.scope).resource(self.0.kind(), physical_id)
    }

    fn not_found(&self, physical_id: &str) -> Failure {
        Failure::new(format!(
            "Resource of type '{}' with identifier '{physical_id}' was not found. (HandlerErrorCode: NotFound)",
            self.0.kind()
        ))
    }
}

impl Provider for Generic {
    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let values = values::new(world, context, self.0, properties);
        let id = values.physical_id;
        if self.find(world, context, &id).is_some() {
            return Err(Failure::new(format!(
                "Resource of type '{}' with identifier '{id}' already exists. (HandlerErrorCode: AlreadyExists)",
                self.0.kind()
            )));
        }
        let attributes = values.attributes;
        let resource = GenericResource { properties: properties.clone(), attributes: attributes.clone() };
        world.region(&context.scope).insert_resource(self.0.kind(), &id, resource);
        Ok(ProviderResult::new(id, attributes))
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        if let Some(why) = failing_update(self.0, before, after) {
            return Err(Failure::new(why));
        }
        let found = self.find(world, context, physical_id).ok_or_else(|| self.not_found(physical_id))?;
        found.attributes = values::updated(&found.attributes, after);
        found.properties.clone_from(after);
        let attributes = found.attributes.clone();
        Ok(ProviderResult::new(physical_id, attributes))
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, .. } = *existing;
        world.region(&context.scope).remove_resource(self.0.kind(), physical_id);
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let found = self.find(world, context, physical_id)?;
        let (properties, attributes) = (found.properties.clone(), found.attributes.clone());
        Some((self.0.read_back(&properties), attributes))
    }
}
