//! Key policies allow a principal to change them.
//!
//! Source: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html>, `BypassPolicyLockoutSafetyCheck`.

use crate::check::Checker;
use crate::check::facts::wildcard;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn key_policy(&mut self, properties: &Object, at: &Location<'_>) {
        let bypasses =
            properties.get("BypassPolicyLockoutSafetyCheck").is_some_and(|bypass| *bypass != Node::Bool(false));
        let Some(statements) = properties.get("KeyPolicy").and_then(|policy| policy.get("Statement")) else { return };
        if bypasses || statements.one_or_many().iter().any(may_change) {
            return;
        }
        self.report(
            Finding::error(
                "key-policy",
                &at.key("KeyPolicy").path(),
                "no statement allows `kms:PutKeyPolicy` to an account, role or user: nobody could change the key policy",
            )
            .allowed("a key policy that allows `kms:PutKeyPolicy` to an account, role or user")
            .suggest("allow `kms:*` to `arn:aws:iam::ACCOUNT:root`".to_owned()),
        );
    }
}

/// Whether a statement can allow an IAM principal to change the policy; unknown statements can.
fn may_change(statement: &Node) -> bool {
    let Node::Object(statement) = statement else { return true };
    if statement.keys().any(|key| key.starts_with("Fn::")) {
        return true;
    }
    match statement.get("Effect").map(Node::as_str) {
        Some(Some("Allow") | None) => {}
        _ => return false,
    }
    let of_service = |principal: &Node| match principal {
        Node::Object(kinds) => !kinds.is_empty() && kinds.keys().all(|kind| kind == "Service"),
        _ => false,
    };
    if statement.get("Principal").is_some_and(of_service) {
        return false;
    }
    match statement.get("Action") {
        Some(actions) => actions.one_or_many().iter().any(|action| match action.as_str() {
            Some(action) => wildcard(action.as_bytes(), b"kms:PutKeyPolicy"),
            None => true,
        }),
        None => statement.get("NotAction").is_some(),
    }
}
