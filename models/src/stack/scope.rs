//! Components: parts of a stack with a prefix of their own.

use std::borrow::Cow;

use super::tags::Tags;
use super::{Condition, ConditionHandle, Mapping, MappingHandle, Output, Parameter, ParameterHandle, Stack};
use crate::environment::Environment;
use crate::handle::Handle;
use crate::logical_id::{IntoLogicalId, LogicalId};
use crate::resource::ResourceType;
use crate::value::IntoValue;

/// A part of a stack: the logical IDs of what is added begin with its prefix, and resources get its default tags. A function that takes
/// one is a component, which a stack can have several times:
///
/// ```
/// use models::{Handle, Scope, Stack, id, json, sqs};
///
/// fn queue_with_dead_letters(scope: &mut Scope<'_>, attempts: u32) -> Handle<sqs::Queue> {
///     let failed = scope.add(id!("Failed"), sqs::Queue::new());
///     let redrive = json!({ "deadLetterTargetArn": failed.arn(), "maxReceiveCount": attempts });
///     scope.add(id!("Queue"), sqs::Queue::new().redrive_policy(redrive))
/// }
///
/// let mut stack = Stack::new();
/// stack.tag("Owner", "shop");
/// let orders = queue_with_dead_letters(stack.scope(id!("Orders")).tag("Team", "orders"), 5);
/// let mails = queue_with_dead_letters(&mut stack.scope(id!("Mails")), 2);
/// assert_eq!((orders.logical_id(), mails.logical_id()), ("OrdersQueue", "MailsQueue"));
/// let template = stack.synth()?;
/// assert_eq!(template.resource("OrdersFailed").unwrap().property("Tags/0/Value"), Some("orders".into()));
/// assert_eq!(template.resource("MailsFailed").unwrap().property("Tags/0/Value"), Some("shop".into()));
/// # Ok::<(), models::check::Findings>(())
/// ```
#[derive(Debug)]
pub struct Scope<'s> {
    stack: &'s mut Stack,
    prefix: LogicalId,
    tags: Tags,
}

impl Stack {
    /// A part of the stack whose logical IDs begin with `prefix`.
    pub fn scope(&mut self, prefix: impl IntoLogicalId) -> Scope<'_> {
        Scope { stack: self, prefix: prefix.into_logical_id(), tags: Tags::default() }
    }

    /// Gives every resource that can have tags this one, unless it, or its [`Scope`], has one of that key. Which resource types can, and how they write them,
    /// is known for the services whose feature is enabled. Tags that are an intrinsic function as a whole stay as they are.
    ///
    /// A deployment can also give a stack tags, which CloudFormation passes on to the resources; these are in the template.
    pub fn tag(&mut self, key: impl Into<Cow<'static, str>>, value: impl IntoValue<String>) -> &mut Self {
        self.tags.set(key.into(), value.into_value().into_node());
        self
    }

    /// Sets where the stack is deployed, for components that depend on it ([`Scope::environment`]). It is not written to the template.
    /// The stacks of an [`App`](crate::app::App) have theirs.
    pub fn in_environment(&mut self, environment: Environment) -> &mut Self {
        self.environment = environment;
        self
    }

    /// Where the stack is deployed, as far as the program says.
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }
}

impl Scope<'_> {
    /// A part of this one: its prefix and its tags begin with this one's.
    pub fn scope(&mut self, prefix: impl IntoLogicalId) -> Scope<'_> {
        Scope { prefix: self.id(prefix), tags: self.tags.clone(), stack: self.stack }
    }

    /// Gives the resources that are added from now on this tag, as [`Stack::tag`] does for the whole stack.
    pub fn tag(&mut self, key: impl Into<Cow<'static, str>>, value: impl IntoValue<String>) -> &mut Self {
        self.tags.set(key.into(), value.into_value().into_node());
        self
    }

    /// Where the stack is deployed, as far as the program says.
    pub const fn environment(&self) -> &Environment {
        &self.stack.environment
    }

    /// The logical ID of what is added as `id`: with the prefix.
    pub fn id(&self, id: impl IntoLogicalId) -> LogicalId {
        self.prefix.join(id.into_logical_id())
    }

    /// The whole stack, for what has no prefix.
    pub const fn stack(&mut self) -> &mut Stack {
        self.stack
    }

    /// [`Stack::add`], with the prefix and the tags.
    #[track_caller]
    pub fn add<R: ResourceType>(&mut self, id: impl IntoLogicalId, resource: R) -> Handle<R> {
        let id = self.id(id);
        self.stack.add_tagged(id, resource, self.tags.clone())
    }

    /// [`Stack::parameter`], with the prefix.
    #[track_caller]
    pub fn parameter<T, K>(&mut self, id: impl IntoLogicalId, parameter: Parameter<T, K>) -> ParameterHandle<T> {
        let id = self.id(id);
        self.stack.parameter(id, parameter)
    }

    /// [`Stack::mapping`], with the prefix.
    #[track_caller]
    pub fn mapping<T>(&mut self, id: impl IntoLogicalId, mapping: Mapping<T>) -> MappingHandle<T> {
        let id = self.id(id);
        self.stack.mapping(id, mapping)
    }

    /// [`Stack::condition`], with the prefix.
    #[track_caller]
    pub fn condition(&mut self, id: impl IntoLogicalId, condition: impl Into<Condition>) -> ConditionHandle {
        let id = self.id(id);
        self.stack.condition(id, condition)
    }

    /// [`Stack::output`], with the prefix.
    #[track_caller]
    pub fn output(&mut self, id: impl IntoLogicalId, value: impl IntoValue<String>) -> &mut Output {
        let id = self.id(id);
        self.stack.output(id, value)
    }
}
