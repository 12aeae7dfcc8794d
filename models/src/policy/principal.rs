//! Principals: who a statement is about.

use super::OneOrMany;
use crate::intrinsic::{Text, pseudo};
use crate::node::{Node, Object};
use crate::value::{IntoValue, Value};

/// Who a statement is about.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    pub(super) key: &'static str,
    pub(super) node: Node,
}

impl Principal {
    /// Accounts, roles, users and sessions by their ARNs (`AWS`).
    #[must_use]
    pub fn aws(arns: impl OneOrMany<String>) -> Self {
        Self::of("AWS", arns.into_one_or_many())
    }

    /// An account as a whole, `arn:<partition>:iam::<account>:root`: whom in it may act, its own policies say.
    #[must_use]
    pub fn account(id: impl IntoValue<String>) -> Self {
        Self::aws(account_root(id.into_value()))
    }

    /// The account that the stack is in, as a whole.
    #[must_use]
    pub fn this_account() -> Self {
        Self::account(pseudo::account_id())
    }

    /// AWS services by their names: `s3.amazonaws.com`.
    #[must_use]
    pub fn service(names: impl OneOrMany<String>) -> Self {
        Self::of("Service", names.into_one_or_many())
    }

    /// Users of an identity provider: its ARN, or a name such as `cognito-identity.amazonaws.com`.
    #[must_use]
    pub fn federated(providers: impl OneOrMany<String>) -> Self {
        Self::of("Federated", providers.into_one_or_many())
    }

    /// Accounts by their canonical user ids, in bucket policies.
    #[must_use]
    pub fn canonical_user(ids: impl OneOrMany<String>) -> Self {
        Self::of("CanonicalUser", ids.into_one_or_many())
    }

    /// `*`: everybody, also those without credentials. In an `Allow`, conditions are all that keeps the public out.
    #[must_use]
    pub fn anyone() -> Self {
        Self { key: "Principal", node: Node::text("*") }
    }

    /// These and those. Of one kind, both are written as one list.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (Node::Object(mine), Node::Object(theirs)) = (self.node, other.node) else {
            // Everybody, and some: everybody.
            return Self { key: self.key, node: Node::text("*") };
        };
        let mut kinds = mine;
        for (kind, theirs) in theirs {
            let both = match kinds.get(&kind) {
                Some(mine) => Node::List([items(mine.clone()), items(theirs)].concat()),
                None => theirs,
            };
            kinds.insert(kind, both);
        }
        Self { key: self.key, node: Node::Object(kinds) }
    }

    /// `NotPrincipal`: everybody but these. For `Deny` only; AWS advises a condition on `aws:PrincipalArn` instead.
    #[must_use]
    pub fn everyone_but(self) -> Self {
        Self { key: "NotPrincipal", node: self.node }
    }

    fn of(kind: &'static str, node: Node) -> Self {
        Self { key: "Principal", node: Node::Object(Object::from_iter([(kind, node)])) }
    }
}

/// `arn:${AWS::Partition}:iam::<account>:root`.
fn account_root(account: Value<String>) -> Value<String> {
    let mut arn = Text::new();
    arn.push("arn:");
    arn.push_value("Partition", pseudo::partition().into_node());
    arn.push(":iam::");
    arn.push_value("Account", account.into_node());
    arn.push(":root");
    arn.finish()
}

fn items(node: Node) -> Vec<Node> {
    match node {
        Node::List(items) => items,
        one => vec![one],
    }
}
