//! The providers of resource types.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::properties::Properties;
use crate::scope::Scope;
use crate::state::cloudformation::set_call::PendingCall;
use crate::world::World;

/// The context of a provider.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) scope: Scope,
    pub(crate) stack_name: String,
    pub(crate) stack_id: String,
    pub(crate) logical_id: String,
    /// The tags of the stack, which are added to every taggable resource.
    pub(crate) stack_tags: Vec<(String, String)>,
    /// The role that the stack uses, if any.
    pub(crate) role_arn: Option<String>,
}

/// The result of a provider.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProviderResult {
    pub(crate) physical_id: String,
    /// The values of `Fn::GetAtt`; `Ref` has the value of `Ref` if that is not the physical ID.
    pub(crate) attributes: Properties,
    /// Further calls, to be made one after the other.
    pub(crate) calls: Vec<PendingCall>,
}

/// Creates, updates and deletes resources of a type: its behavior. Its properties are in its
/// [facts](crate::cloudformation::facts::Facts).
pub(crate) trait Provider: Sync {
    /// Validation failures of the properties in addition to those of the facts, with path and message.
    fn check(&self, _: &Properties) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Whether a resource with this identifier exists already.
    fn existing(&self, world: &mut World, context: &Context, identifier: &str) -> bool {
        self.read(world, context, identifier).is_some()
    }

    /// Whether AWS supports drift detection for the type.
    fn detects_drift(&self) -> bool {
        true
    }

    /// Creates the resource.
    ///
    /// # Errors
    /// If the service rejects the call.
    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure>;

    /// Updates the resource from one set of properties to another.
    ///
    /// # Errors
    /// If the service rejects the call.
    fn update(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        before: &Properties,
        after: &Properties,
    ) -> Result<ProviderResult, Failure>;

    /// Deletes the resource. A resource that does not exist is not an error. Returns further calls.
    ///
    /// # Errors
    /// If the service rejects the call.
    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        properties: &Properties,
    ) -> Result<Vec<PendingCall>, Failure>;

    /// The actual properties and attributes.
    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)>;
}

/// A generated name: `<stack>-<logical ID>-<12 random characters>`.
pub(crate) fn generated_name(world: &mut World, context: &Context, limit: usize) -> String {
    let random = world.ids.upper(12);
    let room = limit.saturating_sub(random.len() + 1);
    let mut stem = format!("{}-{}", context.stack_name, context.logical_id);
    stem.truncate(room);
    format!("{}-{random}", stem.trim_end_matches('-'))
}
