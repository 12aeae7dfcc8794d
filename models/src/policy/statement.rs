//! Policy statements.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::{Action, Actions, IntoActions, OneOrMany, Operator, Principal};
use crate::node::{Node, Object};
use crate::value::{IntoJson, IntoValue, Json, JsonType, Literal, Value};

/// The type of a policy: [`Identity`], [`Resource`] or [`Trust`].
pub trait Kind: sealed::Sealed {}

mod sealed {
    /// Not reachable from outside, so that nobody else implements what has it.
    pub trait Sealed {}
}

/// An identity-based policy, attached to a user, group or role: no principal, because it is the identity itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {}

/// A resource-based policy: every statement has a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {}

/// The trust policy of a role: every statement has a principal, and the role is the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {}

impl sealed::Sealed for Identity {}
impl sealed::Sealed for Resource {}
impl sealed::Sealed for Trust {}
impl Kind for Identity {}
impl Kind for Resource {}
impl Kind for Trust {}

/// The effect of a statement. A `Deny` overrides every `Allow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Allows.
    Allow,
    /// Denies.
    Deny,
}

/// A statement of a policy of type `K`.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement<K> {
    sid: Option<Node>,
    effect: Effect,
    principal: Option<Principal>,
    actions: Actions,
    resources: Option<Resources>,
    conditions: Vec<(String, Cow<'static, str>, Node)>,
    kind: PhantomData<K>,
}

/// A statement for a policy of type `K`: a [`Statement<K>`](Statement).
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be part of a policy of type `{K}`",
    label = "not a `Statement<{K}>`",
    note = "identity-based policies: `Statement::allow`, `deny`; resource-based policies: `allow_to`, `deny_to`; trust policies: `allow_assume`, `deny_assume`"
)]
pub trait StatementOf<K> {
    /// The statement.
    fn into_statement(self) -> Statement<K>;
}

impl<K> StatementOf<K> for Statement<K> {
    fn into_statement(self) -> Self {
        self
    }
}

/// The resources of a statement, by their ARNs: `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resources {
    key: &'static str,
    node: Node,
}

impl Resources {
    /// `NotResource`: all resources except these. With `Allow`, this grants broad access.
    #[must_use]
    pub fn all_but(arns: impl OneOrMany<String>) -> Self {
        Self { key: "NotResource", node: arns.into_one_or_many() }
    }
}

/// Types that are the resources of a statement: one ARN, an array, a vector or a list of them, or [`Resources`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resource of an IAM statement",
    label = "expected an ARN, a list of ARNs, or `Resources::all_but(…)`"
)]
pub trait IntoResources {
    /// The resources.
    fn into_resources(self) -> Resources;
}

impl IntoResources for Resources {
    fn into_resources(self) -> Resources {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<R: OneOrMany<String>> IntoResources for R {
    fn into_resources(self) -> Resources {
        Resources { key: "Resource", node: self.into_one_or_many() }
    }
}

impl Statement<Identity> {
    /// Allows the identity the actions on the resources.
    #[must_use]
    pub fn allow(actions: impl IntoActions, resources: impl IntoResources) -> Self {
        Self::new(Effect::Allow, None, actions.into_actions(), Some(resources.into_resources()))
    }

    /// Denies the identity the actions on the resources.
    #[must_use]
    pub fn deny(actions: impl IntoActions, resources: impl IntoResources) -> Self {
        Self::new(Effect::Deny, None, actions.into_actions(), Some(resources.into_resources()))
    }
}

impl Statement<Resource> {
    /// Allows the principal the actions on the resources; `*` is the resource that the policy is on, where AWS takes
    /// it.
    #[must_use]
    pub fn allow_to(principal: Principal, actions: impl IntoActions, resources: impl IntoResources) -> Self {
        Self::new(Effect::Allow, Some(principal), actions.into_actions(), Some(resources.into_resources()))
    }

    /// Denies the principal the actions on the resources.
    #[must_use]
    pub fn deny_to(principal: Principal, actions: impl IntoActions, resources: impl IntoResources) -> Self {
        Self::new(Effect::Deny, Some(principal), actions.into_actions(), Some(resources.into_resources()))
    }
}

impl Statement<Trust> {
    /// Allows the principal to assume the role (`sts:AssumeRole`).
    #[must_use]
    pub fn allow_assume(principal: Principal) -> Self {
        Self::new(Effect::Allow, Some(principal), Action::known("sts:AssumeRole").into_actions(), None)
    }

    /// Denies the principal assuming the role (`sts:AssumeRole`).
    #[must_use]
    pub fn deny_assume(principal: Principal) -> Self {
        Self::new(Effect::Deny, Some(principal), Action::known("sts:AssumeRole").into_actions(), None)
    }

    /// Sets other actions than `sts:AssumeRole`: `sts:AssumeRoleWithWebIdentity`, `sts:TagSession`, ….
    #[must_use]
    pub fn actions(mut self, actions: impl IntoActions) -> Self {
        self.actions = actions.into_actions();
        self
    }
}

impl<K> Statement<K> {
    fn new(effect: Effect, principal: Option<Principal>, actions: Actions, resources: Option<Resources>) -> Self {
        Self { sid: None, effect, principal, actions, resources, conditions: Vec::new(), kind: PhantomData }
    }

    /// `Sid`: an identifier of the statement, unique in the policy.
    #[must_use]
    pub fn sid(mut self, name: impl IntoValue<String>) -> Self {
        self.sid = Some(name.into_value().into_node());
        self
    }

    /// Adds a condition: the statement applies only if the operator matches `key` of the request with one of the
    /// values. All conditions of a statement have to be met.
    ///
    /// Keys: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
    #[must_use]
    pub fn when<T>(
        mut self,
        operator: Operator<T>,
        key: impl Into<Cow<'static, str>>,
        values: impl OneOrMany<T>,
    ) -> Self {
        self.conditions.push((operator.written(), key.into(), values.into_one_or_many()));
        self
    }
}

impl<K> Literal for Statement<K> {
    const JSON_TYPE: JsonType = JsonType::Object;

    fn into_node(self) -> Node {
        let mut statement = Object::new();
        if let Some(sid) = self.sid {
            statement.insert("Sid", sid);
        }
        statement.insert(
            "Effect",
            Node::text(match self.effect {
                Effect::Allow => "Allow",
                Effect::Deny => "Deny",
            }),
        );
        if let Some(principal) = self.principal {
            statement.insert(principal.key, principal.node);
        }
        statement.insert(self.actions.key, self.actions.node);
        if let Some(resources) = self.resources {
            statement.insert(resources.key, resources.node);
        }
        if !self.conditions.is_empty() {
            statement.insert("Condition", Node::Object(conditions(self.conditions)));
        }
        Node::Object(statement)
    }
}

/// The conditions, grouped by operator. A key that an operator has twice is kept twice, so that `synth()` reports it: a
/// JSON object cannot have both.
fn conditions(conditions: Vec<(String, Cow<'static, str>, Node)>) -> Object {
    let mut operators: Vec<(String, Object)> = Vec::new();
    for (operator, key, values) in conditions {
        match operators.iter_mut().find(|(known, _)| *known == operator) {
            Some((_, keys)) => keys.push(key, values),
            None => operators.push((operator, Object::from_iter([(key, values)]))),
        }
    }
    operators.into_iter().map(|(operator, keys)| (operator, Node::Object(keys))).collect()
}

/// A few properties take a statement rather than a policy.
#[diagnostic::do_not_recommend]
impl<K> IntoValue<Json> for Statement<K> {
    fn into_value(self) -> Value<Json> {
        self.into_json().into_value()
    }
}
