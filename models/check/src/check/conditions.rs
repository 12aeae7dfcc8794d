//! Conditions and mappings.

use super::path::Location;
use super::returns::Returns;
use super::static_expression::StaticExpression;
use super::{Checker, Part};
use crate::node::Node;

impl Checker<'_> {
    pub(super) fn conditions(&mut self) {
        let Some(section) = self.symbols.section("Conditions") else { return };
        self.part = Part::Conditions;
        let at = Location::ROOT.key("Conditions");
        for (id, node) in section.iter().filter(|(id, _)| !id.starts_with("Fn::")) {
            let at = at.key(id);
            let is_condition =
                self.returns(node) == Returns::Condition || matches!(node, Node::Function("Fn::Transform", _));
            if !is_condition {
                self.wrong_type(node, "`Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not` or `Condition`", &at);
            }
            self.check_static(node, StaticExpression::Condition, &at);
        }
        self.part = Part::Values;
    }

    pub(super) fn mappings(&mut self) {
        let Some(section) = self.symbols.section("Mappings") else { return };
        let at = Location::ROOT.key("Mappings");
        for (id, node) in section.iter().filter(|(id, _)| !id.starts_with("Fn::")) {
            let at = at.key(id);
            let Node::Object(rows) = node else {
                self.wrong_type(node, "an object of top-level keys", &at);
                continue;
            };
            for (first, row) in rows.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
                let at = at.key(first);
                let Node::Object(values) = row else {
                    self.wrong_type(row, "an object of second-level keys", &at);
                    continue;
                };
                for (second, value) in values.iter() {
                    self.mapped(value, &at.key(second));
                }
            }
        }
    }

    fn mapped(&mut self, value: &Node, at: &Location<'_>) {
        match value {
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.mapped(item, &at.index(index));
                }
            }
            Node::String(_) | Node::Number(_) | Node::Bool(_) => {}
            Node::Function("Fn::Transform", _) => {}
            other => self.wrong_type(other, "a literal string, number or boolean, or a list of them", at),
        }
    }
}
