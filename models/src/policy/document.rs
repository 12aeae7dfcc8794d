//! Policy documents.

use super::statement::{Identity, Resource, Statement, StatementOf, Trust};
use crate::intrinsic::{StringifyError, stringify_strings};
use crate::node::{Node, Object};
use crate::value::{IntoJson, IntoValue, Json, JsonType, Literal, Value};

/// A policy document of type `K`: [`IdentityPolicy`], [`ResourcePolicy`] or [`TrustPolicy`].
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy<K> {
    version: Option<PolicyVersion>,
    id: Option<Node>,
    statements: Statements<K>,
}

/// An identity-based policy: attached to a user, group or role.
pub type IdentityPolicy = Policy<Identity>;

/// A resource-based policy: attached to a bucket, a key, a queue, a topic.
pub type ResourcePolicy = Policy<Resource>;

/// A trust policy: defines who can assume a role.
pub type TrustPolicy = Policy<Trust>;

#[derive(Clone, Debug, PartialEq)]
enum Statements<K> {
    One(Box<Statement<K>>),
    Several(Vec<Statement<K>>),
}

/// The version of the policy language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyVersion {
    /// `2012-10-17`: the current version.
    V20121017,
    /// `2008-10-17`: without policy variables.
    V20081017,
}

impl<K> Policy<K> {
    /// A policy of version 2012-10-17 with these statements.
    #[must_use]
    pub fn new<S: StatementOf<K>>(statements: impl IntoIterator<Item = S>) -> Self {
        Self::of(Statements::Several(statements.into_iter().map(S::into_statement).collect()))
    }

    /// A policy of version 2012-10-17 with one statement, written as an object and not as a list.
    #[must_use]
    pub fn one(statement: Statement<K>) -> Self {
        Self::of(Statements::One(Box::new(statement)))
    }

    const fn of(statements: Statements<K>) -> Self {
        Self { version: Some(PolicyVersion::V20121017), id: None, statements }
    }

    /// Sets another version of the policy language, or none, which IAM treats as 2008-10-17.
    #[must_use]
    pub fn version(mut self, version: impl Into<Option<PolicyVersion>>) -> Self {
        self.version = version.into();
        self
    }

    /// `Id`: an identifier of the policy, which some services require.
    #[must_use]
    pub fn id(mut self, id: impl IntoValue<String>) -> Self {
        self.id = Some(id.into_value().into_node());
        self
    }

    /// The policy as JSON text, for the few properties that want it so. References in it make it `Fn::Sub`; they are taken for
    /// strings, as all values of a policy are.
    ///
    /// # Errors
    /// When the policy has a function that returns a list: `Fn::Sub` cannot write one.
    pub fn stringify(&self) -> Result<Value<String>, StringifyError>
    where
        K: Clone,
    {
        stringify_strings(self.clone().into_node())
    }
}

impl<K> Literal for Policy<K> {
    const JSON_TYPE: JsonType = JsonType::Object;

    fn into_node(self) -> Node {
        let mut policy = Object::new();
        if let Some(version) = self.version {
            policy.insert(
                "Version",
                Node::text(match version {
                    PolicyVersion::V20121017 => "2012-10-17",
                    PolicyVersion::V20081017 => "2008-10-17",
                }),
            );
        }
        if let Some(id) = self.id {
            policy.insert("Id", id);
        }
        policy.insert(
            "Statement",
            match self.statements {
                Statements::One(statement) => statement.into_node(),
                Statements::Several(statements) => Node::List(statements.into_iter().map(Literal::into_node).collect()),
            },
        );
        Node::Object(policy)
    }
}

#[diagnostic::do_not_recommend]
impl<K> IntoValue<Json> for Policy<K> {
    fn into_value(self) -> Value<Json> {
        self.into_json().into_value()
    }
}
