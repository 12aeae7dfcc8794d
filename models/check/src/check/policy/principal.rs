//! The principals of a statement.

use super::PolicyType;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::presence::Presence;
use crate::check::value::quote;
use crate::node::{Node, Object};

const PRINCIPALS: &[&str] = &["AWS", "CanonicalUser", "Federated", "Service"];

impl Checker<'_> {
    pub(super) fn principals(&mut self, statement: &Object, policy_type: PolicyType, at: &Location<'_>) {
        let wanted = matches!(policy_type, PolicyType::Resource | PolicyType::Trust);
        self.one_of_two(statement, "Principal", "NotPrincipal", wanted, at);
        for key in ["Principal", "NotPrincipal"] {
            let Some(principal) = statement.get(key) else { continue };
            let at = at.key(key);
            if policy_type == PolicyType::Identity && Presence::of(Some(principal)) != Presence::Never {
                self.report(
                    Finding::error(
                        "policy-principal",
                        &at.path(),
                        "an identity-based policy has no principal: it applies to its user, group or role",
                    )
                    .suggest(format!("remove `{key}`")),
                );
            }
            self.principal(principal, &at);
        }
        if statement.get("NotPrincipal").is_some() && statement.get("Effect").and_then(Node::as_str) == Some("Allow") {
            self.report(
                Finding::warning(
                    "policy-principal",
                    &at.key("NotPrincipal").path(),
                    "`Allow` with `NotPrincipal` allows every other principal, including anonymous users",
                )
                .suggest(
                    "list the principals in `Principal`, or use `Deny` with a condition on `aws:PrincipalArn`"
                        .to_owned(),
                ),
            );
        }
    }

    fn principal(&mut self, principal: &Node, at: &Location<'_>) {
        match principal {
            Node::Object(kinds) => {
                self.only_keys(kinds, PRINCIPALS, "a principal", at);
                for (kind, value) in kinds.iter().filter(|(kind, _)| PRINCIPALS.contains(kind)) {
                    self.texts(value, kind, false, &at.key(kind), &mut |_, _, _| {});
                }
            }
            Node::String(text) if text != "*" => self.report(
                Finding::error("policy-principal", &at.path(), format!("{} is not a principal", quote(text)))
                    .allowed("`*`, or an object of `AWS`, `Service`, `Federated` or `CanonicalUser`"),
            ),
            Node::Function("Fn::If", argument) => {
                let at = at.key("Fn::If");
                for (index, branch) in argument.branches() {
                    self.principal(branch, &at.index(index));
                }
            }
            Node::List(_) => self.wrong_type(principal, "`*` or an object of principals", at),
            _ => {}
        }
    }
}
