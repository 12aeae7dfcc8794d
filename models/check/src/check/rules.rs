//! The section `Rules`: assertions about parameters.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>.

use super::finding::Finding;
use super::path::Location;
use super::returns::Returns;
use super::static_expression::StaticExpression;
use super::suggest::{did_you_mean, one_of};
use super::{Checker, Part};
use crate::node::{Node, Object};

const KEYS: &[&str] = &["Assertions", "RuleCondition"];
const ASSERTION: &[&str] = &["Assert", "AssertDescription"];

impl Checker<'_> {
    pub(super) fn rules(&mut self) {
        let Some(section) = self.symbols.section("Rules") else { return };
        self.part = Part::Rules;
        let at = Location::ROOT.key("Rules");
        for (id, node) in section.iter().filter(|(id, _)| !id.starts_with("Fn::")) {
            let at = at.key(id);
            match node {
                Node::Object(rule) => self.rule(rule, &at),
                other => self.wrong_type(other, "a rule: an object with `Assertions`", &at),
            }
        }
        self.part = Part::Values;
    }

    fn rule(&mut self, rule: &Object, at: &Location<'_>) {
        self.rule_keys(rule, KEYS, "a rule", at);
        if let Some(condition) = rule.get("RuleCondition") {
            self.rule_expression(condition, &at.key("RuleCondition"));
        }
        let at_assertions = at.key("Assertions");
        match rule.get("Assertions") {
            None if rule.keys().any(|key| key.starts_with("Fn::")) => {}
            None => self.report(
                Finding::error("missing-property", &at.path(), "a rule requires `Assertions`")
                    .suggest("add `Assertions`: a list of objects with `Assert`".to_owned()),
            ),
            Some(Node::List(assertions)) => {
                for (index, assertion) in assertions.iter().enumerate() {
                    self.assertion(assertion, &at_assertions.index(index));
                }
            }
            Some(Node::Function("Fn::Transform", _)) => {}
            Some(other) => self.wrong_type(other, "a list of assertions", &at_assertions),
        }
    }

    fn assertion(&mut self, node: &Node, at: &Location<'_>) {
        let Node::Object(assertion) = node else {
            return self.wrong_type(node, "an assertion: an object with `Assert`", at);
        };
        self.rule_keys(assertion, ASSERTION, "an assertion", at);
        match assertion.get("Assert") {
            Some(expression) => self.rule_expression(expression, &at.key("Assert")),
            None if assertion.keys().any(|key| key.starts_with("Fn::")) => {}
            None => self.report(
                Finding::error("missing-property", &at.path(), "an assertion requires `Assert`")
                    .suggest("add `Assert`".to_owned()),
            ),
        }
        match assertion.get("AssertDescription") {
            None | Some(Node::String(_)) => {}
            Some(other) => self.wrong_type(other, "a literal string", &at.key("AssertDescription")),
        }
    }

    fn rule_expression(&mut self, node: &Node, at: &Location<'_>) {
        match self.returns(node) {
            Returns::Condition => {}
            Returns::Unknown if !matches!(node, Node::Object(_) | Node::Ref(_)) => {}
            _ => self.wrong_type(
                node,
                "`Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, `Fn::Contains`, `Fn::EachMemberEquals` or `Fn::EachMemberIn`",
                at,
            ),
        }
        self.check_static(node, StaticExpression::Rule, at);
    }

    fn rule_keys(&mut self, object: &Object, known: &[&'static str], what: &str, at: &Location<'_>) {
        for key in object.keys().filter(|key| !known.contains(key) && !key.starts_with("Fn::")) {
            // CloudFormation ignores it; a key that is missing because of it is a separate error.
            self.report(
                Finding::warning("unknown-attribute", &at.key(key).path(), format!("{what} has no element `{key}`"))
                    .allowed(one_of(known.iter().copied()))
                    .suggest(did_you_mean(key, known.iter().copied())),
            );
        }
    }
}
