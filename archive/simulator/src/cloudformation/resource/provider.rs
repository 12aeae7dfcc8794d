//! The interface of resource providers.

use crate::cloudformation::failure::Failure;
use crate::scope::Scope;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The stack for which a provider works.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) scope: Scope,
    pub(crate) stack_name: String,
    pub(crate) stack_id: String,
    pub(crate) logical_id: String,
    /// The type as in the template: `Custom::Thing`.
    pub(crate) kind: String,
    /// The acknowledged capabilities.
    pub(crate) capabilities: Vec<String>,
    /// The root stack, if the stack is nested.
    pub(crate) root: Option<String>,
    /// Whether this is part of a rollback.
    pub(crate) restoring: bool,
    /// The service role of the stack, if it has one.
    pub(crate) service_role: Option<String>,
    /// The tags of the stack, which are applied to every taggable resource.
    pub(crate) stack_tags: Vec<(String, String)>,
    /// The role whose permissions are used: the service role, or that of the caller.
    pub(crate) role_arn: Option<String>,
}

/// The result of a create or update.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProviderResult {
    pub(crate) physical_id: String,
    /// The values of `Fn::GetAtt`; under the key `Ref` that of `Ref`, if it is not the physical ID.
    pub(crate) attributes: Properties,
    /// Calls that have to be made afterwards, in this order.
    pub(crate) calls: Vec<PendingCall>,
}

impl ProviderResult {
    /// A resource without further calls.
    pub(crate) fn new(physical_id: impl Into<String>, attributes: Properties) -> Self {
        Self { physical_id: physical_id.into(), attributes, calls: Vec::new() }
    }
}

/// Attributes by name.
pub(crate) fn attributes<const N: usize>(values: [(&str, String); N]) -> Properties {
    values.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// An update of a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Update<'a> {
    pub(crate) physical_id: &'a str,
    /// The properties that were last applied.
    pub(crate) before: &'a Properties,
    pub(crate) after: &'a Properties,
}

/// A resource that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Existing<'a> {
    pub(crate) physical_id: &'a str,
    pub(crate) properties: &'a Properties,
}

/// Creates, updates and deletes resources of one type. Its properties are described by its
/// [facts](crate::cloudformation::facts::Facts).
pub(crate) trait Provider: Sync {
    /// Validates properties beyond what the facts say: a path and a message for each error.
    fn check(&self, _: &Properties) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Whether a resource with this identifier exists.
    fn existing(&self, world: &mut World, context: &Context, identifier: &str) -> bool {
        self.read(world, context, identifier).is_some()
    }

    /// Whether CloudFormation supports drift detection for the type.
    fn detects_drift(&self) -> bool {
        true
    }

    /// The ARN on which the actions of its service are authorised; `None`: the one among its attributes. A resource that is to be
    /// created has no physical ID yet.
    fn arn(&self, _: &Context, _physical_id: Option<&str>, _: &Properties) -> Option<String> {
        None
    }

    /// Creates the resource.
    ///
    /// # Errors
    /// The service rejects the request.
    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure>;

    /// Updates the resource.
    ///
    /// # Errors
    /// The service rejects the request.
    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure>;

    /// Deletes the resource. If it does not exist, this is not an error. Returns the calls that have to be made
    /// afterwards.
    ///
    /// # Errors
    /// The service rejects the request.
    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure>;

    /// The current properties and attributes; `None` if the resource does not exist.
    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)>;
}

/// Uses the role of the stack.
pub(super) fn with_stack_role<T>(world: &mut World, context: &Context, work: impl FnOnce(&mut World) -> T) -> T {
    let before = std::mem::replace(&mut world.acting_role, context.role_arn.clone());
    let result = work(world);
    world.acting_role = before;
    result
}

/// The name of a resource if the template does not specify one: `<stack>-<logical ID>-<twelve random characters>`.
pub(crate) fn generated_name(world: &mut World, context: &Context, limit: usize) -> String {
    let random = world.ids.upper(12);
    let room = limit.saturating_sub(random.len() + 1);
    let mut stem = format!("{}-{}", context.stack_name, context.logical_id);
    stem.truncate(room);
    format!("{}-{random}", stem.trim_end_matches('-'))
}
