//! What a resource type's provider does, and what it gives back.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::properties::Properties;
use crate::scope::Scope;
use crate::state::cloudformation::set_call::PendingCall;
use crate::world::World;

/// For whom a provider works.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) scope: Scope,
    pub(crate) stack_name: String,
    pub(crate) stack_id: String,
    pub(crate) logical_id: String,
    /// The type as the template writes it: `Custom::Thing`.
    pub(crate) kind: String,
    /// What whoever started the operation has acknowledged.
    pub(crate) capabilities: Vec<String>,
    /// The stack above all those that are nested in each other, where the stack is nested.
    pub(crate) root: Option<String>,
    /// Whether a failed operation is being undone.
    pub(crate) restoring: bool,
    /// The service role of the stack, where it has one.
    pub(crate) service_role: Option<String>,
    /// The tags of the stack, which every resource that can have tags gets too.
    pub(crate) stack_tags: Vec<(String, String)>,
    /// The role as which the stack works: its service role, or that of the caller.
    pub(crate) role_arn: Option<String>,
}

/// What a provider has made of a resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProviderResult {
    pub(crate) physical_id: String,
    /// What `Fn::GetAtt` gives; under `Ref` what `Ref` gives where that is not the physical id.
    pub(crate) attributes: Properties,
    /// Calls that are still to be made, one after the other has ended.
    pub(crate) calls: Vec<PendingCall>,
}

/// Makes, changes and removes resources of one type: what the type does. What it is like is in its
/// [facts](crate::cloudformation::facts::Facts).
pub(crate) trait Provider: Sync {
    /// What is wrong with the properties beyond what the facts say, before anybody is asked: a path and a reason each.
    fn check(&self, _: &Properties) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Whether there is something under this identifier already.
    fn existing(&self, world: &mut World, context: &Context, identifier: &str) -> bool {
        self.read(world, context, identifier).is_some()
    }

    /// Whether AWS detects drift of the type.
    fn detects_drift(&self) -> bool {
        true
    }

    /// Makes the resource.
    ///
    /// # Errors
    /// The service refuses.
    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure>;

    /// Changes the resource from one set of properties to another.
    ///
    /// # Errors
    /// The service refuses.
    fn update(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        before: &Properties,
        after: &Properties,
    ) -> Result<ProviderResult, Failure>;

    /// Removes the resource. One that is gone already is not an error. Gives the calls that are still to be made.
    ///
    /// # Errors
    /// The service refuses.
    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        properties: &Properties,
    ) -> Result<Vec<PendingCall>, Failure>;

    /// The properties and attributes of what is there now.
    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)>;
}

/// Does something as whom the stack works.
pub(super) fn acting<T>(world: &mut World, context: &Context, work: impl FnOnce(&mut World) -> T) -> T {
    let before = std::mem::replace(&mut world.acting, context.role_arn.clone());
    let result = work(world);
    world.acting = before;
    result
}

/// A name for a resource whose template gives none: `<stack>-<logical id>-<twelve random>`.
pub(crate) fn generated_name(world: &mut World, context: &Context, limit: usize) -> String {
    let random = world.ids.upper(12);
    let room = limit.saturating_sub(random.len() + 1);
    let mut stem = format!("{}-{}", context.stack_name, context.logical_id);
    stem.truncate(room);
    format!("{}-{random}", stem.trim_end_matches('-'))
}
