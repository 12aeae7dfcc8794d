//! Resources of types whose service API is not simulated: they behave as the facts say.

use crate::cloudformation::facts::Facts;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::provider::{Context, Provider, ProviderResult};
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
        world.region(&context.scope).resources.get_mut(self.0.kind())?.get_mut(physical_id)
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
        let of_kind = world.region(&context.scope).resources.entry(self.0.kind().to_owned()).or_default();
        let id = values.physical_id;
        if of_kind.contains_key(&id) {
            return Err(Failure::new(format!(
                "Resource of type '{}' with identifier '{id}' already exists. (HandlerErrorCode: AlreadyExists)",
                self.0.kind()
            )));
        }
        let attributes = values.attributes;
        let resource = GenericResource { properties: properties.clone(), attributes: attributes.clone() };
        of_kind.insert(id.clone(), resource);
        Ok(ProviderResult { physical_id: id, attributes, calls: Vec::new() })
    }

    fn update(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        before: &Properties,
        after: &Properties,
    ) -> Result<ProviderResult, Failure> {
        if let Some(why) = failing_update(self.0, before, after) {
            return Err(Failure::new(why));
        }
        let found = self.find(world, context, physical_id).ok_or_else(|| self.not_found(physical_id))?;
        found.attributes = values::updated(&found.attributes, after);
        found.properties.clone_from(after);
        let attributes = found.attributes.clone();
        Ok(ProviderResult { physical_id: physical_id.to_owned(), attributes, calls: Vec::new() })
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        _: &Properties,
    ) -> Result<Vec<PendingCall>, Failure> {
        if let Some(of_kind) = world.region(&context.scope).resources.get_mut(self.0.kind()) {
            of_kind.remove(physical_id);
        }
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let found = self.find(world, context, physical_id)?;
        let (properties, attributes) = (found.properties.clone(), found.attributes.clone());
        Some((self.0.read_back(&properties), attributes))
    }
}
