//! The elements of a statement.

use super::PolicyType;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::fix::Fix;
use crate::check::path::Location;
use crate::check::presence::{Presence, outcomes};
use crate::check::suggest::did_you_mean;
use crate::check::value::quote;
use crate::node::{Node, Object};

pub(in crate::check) const STATEMENT: &[&str] =
    &["Action", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource", "Sid"];

impl Checker<'_> {
    pub(super) fn statement(&mut self, statement: &Object, policy_type: PolicyType, at: &Location<'_>) {
        // What a macro adds is not known.
        if statement.keys().any(|key| key.starts_with("Fn::")) {
            return;
        }
        self.only_keys(statement, STATEMENT, "a statement", at);
        self.effect(statement, at);
        self.one_of_two(statement, "Action", "NotAction", true, at);
        self.one_of_two(statement, "Resource", "NotResource", policy_type == PolicyType::Identity, at);
        self.principals(statement, policy_type, at);
        for key in ["Action", "NotAction"] {
            if let Some(actions) = statement.get(key) {
                self.texts(actions, key, false, &at.key(key), &mut |checker, action, at| checker.action(action, at));
            }
        }
        self.resource_element(statement, policy_type, at);
        if let Some(Node::Object(conditions)) = statement.get("Condition") {
            self.condition_block(conditions, &at.key("Condition"));
        }
        self.alias_as_resource(statement, at);
    }

    fn effect(&mut self, statement: &Object, at: &Location<'_>) {
        if Presence::of(statement.get("Effect")) == Presence::Never {
            self.statement_lacks("Effect", at);
            return;
        }
        let Some(effect) = statement.get("Effect") else { return };
        self.texts(effect, "Effect", true, &at.key("Effect"), &mut |checker, effect, at| {
            if !["Allow", "Deny"].contains(&effect) {
                checker.report(
                    Finding::error("policy-effect", &at.path(), format!("unknown effect {}", quote(effect)))
                        .allowed("`Allow` or `Deny`")
                        .suggest(did_you_mean(effect, ["Allow", "Deny"]))
                        .fix(Fix::name(effect, ["Allow", "Deny"])),
                );
            }
        });
    }

    /// Exactly one of two elements, or at most one, for all values of the conditions in them.
    pub(super) fn one_of_two(&mut self, statement: &Object, one: &str, other: &str, required: bool, at: &Location<'_>) {
        let given = [statement.get(one), statement.get(other)];
        let Some(outcomes) = outcomes(&given) else { return };
        let both = outcomes.iter().filter(|there| there[0] && there[1]).count();
        let none = outcomes.iter().filter(|there| !there[0] && !there[1]).count();
        // Not all combinations of two conditions have to be possible.
        let certain = |count: usize| count == outcomes.len();
        let possible = |count: usize| count > 0 && outcomes.len() <= 2;
        if certain(both) || possible(both) {
            let severity = if certain(both) { Finding::error } else { Finding::warning };
            self.report(
                severity("policy-statement", &at.path(), format!("`{one}` and `{other}` are mutually exclusive"))
                    .allowed(format!("either `{one}` or `{other}`")),
            );
        }
        if required && certain(none) {
            self.statement_lacks(one, at);
        } else if required && possible(none) {
            let key = if given[0].is_some() { one } else { other };
            let message = format!("a branch of `Fn::If` removes `{one}` from the statement with `AWS::NoValue`");
            self.report(
                Finding::warning("policy-statement", &at.key(key).path(), message)
                    .suggest(format!("set `{one}` or `{other}` in both branches")),
            );
        }
    }

    fn statement_lacks(&mut self, key: &str, at: &Location<'_>) {
        self.report(
            Finding::error("policy-statement", &at.path(), format!("the statement has no `{key}`"))
                .suggest(format!("add `{key}`")),
        );
    }
}
