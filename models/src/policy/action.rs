//! IAM actions.

use std::borrow::Cow;

use super::OneOrMany;
use crate::node::Node;
use crate::value::{JsonType, Literal};

/// An IAM action, such as `s3:GetObject`. The module of every service has its actions as constants.
///
/// Source:
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Action(Cow<'static, str>);

impl Action {
    /// An action from AWS's list of actions; used by the generated constants.
    #[must_use]
    pub const fn known(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// An action that is not checked at compile time: with wildcards (`kms:ReEncrypt*`), or newer than this version of
    /// AWS's list of actions. `synth()` warns if it matches no action of the list.
    #[must_use]
    pub fn unchecked(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }

    /// The action's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Action {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Literal for Action {
    const JSON_TYPE: JsonType = JsonType::String;

    fn into_node(self) -> Node {
        Node::String(self.0)
    }
}

/// The actions of a statement: `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq)]
pub struct Actions {
    pub(super) key: &'static str,
    pub(super) node: Node,
}

impl Actions {
    /// `NotAction`: all actions except these, including those that AWS adds later. With `Allow`, this grants broad
    /// access.
    #[must_use]
    pub fn all_but(actions: impl OneOrMany<Action>) -> Self {
        Self { key: "NotAction", node: actions.into_one_or_many() }
    }
}

/// Types that are the actions of a statement: one [`Action`], an array, a vector or a list of them, or [`Actions`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an IAM action",
    label = "expected an action, a list of actions, or `Actions::all_but(…)`",
    note = "actions are constants of their service's module; for others, use `Action::unchecked(\"service:Action\")`"
)]
pub trait IntoActions {
    /// The actions.
    fn into_actions(self) -> Actions;
}

impl IntoActions for Actions {
    fn into_actions(self) -> Actions {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<A: OneOrMany<Action>> IntoActions for A {
    fn into_actions(self) -> Actions {
        Actions { key: "Action", node: self.into_one_or_many() }
    }
}
