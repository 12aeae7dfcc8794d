//! Principals.

use super::OneOrMany;
use crate::intrinsic::{Text, pseudo};
use crate::node::{Node, Object};
use crate::value::{IntoValue, Value};

/// The principals of a statement.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    pub(super) key: &'static str,
    pub(super) node: Node,
}

impl Principal {
    /// `AWS`: accounts, roles, users and sessions by their ARNs.
    #[must_use]
    pub fn aws(arns: impl OneOrMany<String>) -> Self {
        Self::of("AWS", arns.into_one_or_many())
    }

    /// An account, `arn:<partition>:iam::<account>:root`: which of its users and roles have access is decided by the
    /// policies of that account.
    #[must_use]
    pub fn account(id: impl IntoValue<String>) -> Self {
        Self::aws(account_root(id.into_value()))
    }

    /// The account of the stack.
    #[must_use]
    pub fn this_account() -> Self {
        Self::account(pseudo::account_id())
    }

    /// `Service`: AWS services by their service principals, such as `s3.amazonaws.com`.
    #[must_use]
    pub fn service(names: impl OneOrMany<String>) -> Self {
        Self::of("Service", names.into_one_or_many())
    }

    /// `Federated`: users of an identity provider, by its ARN or a name such as `cognito-identity.amazonaws.com`.
    #[must_use]
    pub fn federated(providers: impl OneOrMany<String>) -> Self {
        Self::of("Federated", providers.into_one_or_many())
    }

    /// `CanonicalUser`: accounts by their canonical user IDs, in bucket policies.
    #[must_use]
    pub fn canonical_user(ids: impl OneOrMany<String>) -> Self {
        Self::of("CanonicalUser", ids.into_one_or_many())
    }

    /// `*`: everyone, including anonymous users. An `Allow` with it grants public access unless its conditions restrict
    /// it.
    #[must_use]
    pub fn anyone() -> Self {
        Self { key: "Principal", node: Node::text("*") }
    }

    /// Both principals; if they are of the same type, they are merged into one list.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (Node::Object(mine), Node::Object(theirs)) = (self.node, other.node) else {
            // `*` includes all others.
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

    /// `NotPrincipal`: everyone except these. For `Deny` only; AWS recommends a condition on `aws:PrincipalArn`
    /// instead.
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
