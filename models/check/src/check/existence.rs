//! References to resources that are created conditionally.
//!
//! CloudFormation rejects a template if something refers to a resource that is not created ("Unresolved resource
//! dependencies"). A reference is valid if the conditions of its place (of its resource or output, and of the branches
//! of `Fn::If` around it) imply the condition of its target.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html>.

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::scenarios::{Fact, Implication, Scenarios};
use crate::node::{Node, Object, SubPart};

impl<'t> Checker<'t> {
    pub(super) fn existence(&mut self) {
        let conditional = |entry: &Object| entry.get("Condition").and_then(name_of).is_some();
        if !self.symbols.resources().any(|(_, _, entry)| conditional(entry)) {
            return;
        }
        let scenarios = Scenarios::of(&self.symbols);
        for section in ["Resources", "Outputs"] {
            let at = Location::ROOT.key(section);
            for (id, node) in self.symbols.section(section).into_iter().flat_map(Object::iter) {
                let Node::Object(entry) = node else { continue };
                let given: Vec<Fact<'t>> =
                    entry.get("Condition").and_then(name_of).map(|name| (name, true)).into_iter().collect();
                let at = at.key(id);
                for (key, value) in entry.iter() {
                    let at = at.key(key);
                    match key {
                        "Condition" | "Type" => {}
                        "DependsOn" => self.existing_dependencies(value, &given, &scenarios, &at),
                        _ => self.existing(value, &given, &scenarios, &at),
                    }
                }
            }
        }
    }

    fn existing_dependencies(
        &mut self,
        node: &'t Node,
        given: &[Fact<'t>],
        scenarios: &Scenarios<'t>,
        at: &Location<'_>,
    ) {
        match node {
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.existing_dependencies(item, given, scenarios, &at.index(index));
                }
            }
            node => {
                if let Some(id) = name_of(node) {
                    self.exists(id, given, scenarios, at);
                }
            }
        }
    }

    /// Checks every reference in `node`; `given` are the conditions of its place.
    fn existing(&mut self, node: &'t Node, given: &[Fact<'t>], scenarios: &Scenarios<'t>, at: &Location<'_>) {
        match node {
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) | Node::Name(_) => {}
            Node::Ref(target) => self.exists(&target.id, given, scenarios, at),
            Node::GetAtt(target, _) => self.exists(&target.id, given, scenarios, at),
            Node::Sub(sub) => {
                for part in &sub.parts {
                    if let SubPart::Ref(target) | SubPart::GetAtt(target, _) = part
                        && sub.variables.get(&target.id).is_none()
                    {
                        self.exists(&target.id, given, scenarios, at);
                    }
                }
                let at = at.key("Fn::Sub");
                let at = at.index(1);
                for (name, value) in sub.variables.iter() {
                    self.existing(value, given, scenarios, &at.key(name));
                }
            }
            Node::Function("Fn::If", argument) => {
                let Some([condition, then, otherwise]) = argument.as_list() else { return };
                let at = at.key("Fn::If");
                for (index, branch, holds) in [(1, then, true), (2, otherwise, false)] {
                    let mut inside = given.to_vec();
                    inside.extend(name_of(condition).map(|name| (name, holds)));
                    self.existing(branch, &inside, scenarios, &at.index(index));
                }
            }
            Node::Function("Fn::GetAtt", argument) => {
                let dotted = argument.as_str().and_then(|text| text.split_once('.')).map(|(id, _)| id);
                if let Some(id) = dotted.or_else(|| argument.as_list()?.first()?.as_str()) {
                    self.exists(id, given, scenarios, at);
                }
            }
            Node::Function(name, argument) => self.existing(argument, given, scenarios, &at.key(name)),
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.existing(item, given, scenarios, &at.index(index));
                }
            }
            Node::Object(object) => {
                for (key, value) in object.iter() {
                    self.existing(value, given, scenarios, &at.key(key));
                }
            }
        }
    }

    fn exists(&mut self, id: &'t str, given: &[Fact<'t>], scenarios: &Scenarios<'t>, at: &Location<'_>) {
        let Some(entry) = self.symbols.resource(id) else { return };
        let Some(condition) = entry.get("Condition").and_then(name_of) else { return };
        let remedy =
            || format!("add `Condition: {condition}` here too, or put the reference into `Fn::If: [{condition}, …]`");
        match scenarios.holds(given, condition) {
            Implication::Always | Implication::Unknown => {}
            Implication::Sometimes => self.report(
                Finding::warning(
                    "conditional-reference",
                    &at.path(),
                    format!(
                        "`{id}` is created only if the condition `{condition}` is true, which is not guaranteed here"
                    ),
                )
                .suggest(remedy()),
            ),
            Implication::Never => self.report(
                Finding::error(
                    "conditional-reference",
                    &at.path(),
                    format!("`{id}` never exists when this is evaluated: its condition `{condition}` is then false"),
                )
                .suggest(remedy()),
            ),
        }
    }
}

/// The name of a condition or resource, if it is a literal.
fn name_of(node: &Node) -> Option<&str> {
    match node {
        Node::String(name) => Some(name),
        Node::Name(target) => Some(&target.id),
        _ => None,
    }
}
