//! The values that a part of a template can have through `Fn::If`, each with the conditions under which it has it.

use super::path::{Path, Segment};
use super::presence::is_no_value;
use super::scenarios::{Fact, Scenarios};
use super::symbols::Symbols;
use crate::node::{Node, Object};

/// The maximum number of values of one part; further ones are not looked at.
const MOST: usize = 16;

/// A value, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Case<'t> {
    pub(super) facts: Vec<Fact<'t>>,
    pub(super) node: &'t Node,
    pub(super) path: Path,
}

/// The values of a node at `path`; `AWS::NoValue` is none.
pub(super) fn cases(node: &Node, path: Path) -> Vec<Case<'_>> {
    let mut found = Vec::new();
    add(node, path, &[], &mut found);
    found
}

fn add<'t>(node: &'t Node, path: Path, facts: &[Fact<'t>], found: &mut Vec<Case<'t>>) {
    if found.len() >= MOST || is_no_value(node) {
        return;
    }
    if let Node::Function("Fn::If", argument) = node {
        let Some([condition, then, otherwise]) = argument.as_list() else { return };
        let Some(name) = name_of(condition) else { return };
        let path = path.key("Fn::If");
        for (index, branch, met) in [(1, then, true), (2, otherwise, false)] {
            let facts: Vec<Fact<'t>> = facts.iter().copied().chain([(name, met)]).collect();
            add(branch, path.step(Segment::Index(index)), &facts, found);
        }
        return;
    }
    found.push(Case { facts: facts.to_vec(), node, path });
}

/// The condition under which a resource is created.
pub(super) fn own_condition(entry: &Object) -> Option<Fact<'_>> {
    Some((entry.get("Condition").and_then(name_of)?, true))
}

/// Whether there is an `Fn::If` in a node.
pub(super) fn has_if(node: &Node) -> bool {
    match node {
        Node::Function(name, argument) => *name == "Fn::If" || has_if(argument),
        Node::List(items) => items.iter().any(has_if),
        Node::Object(object) => object.iter().any(|(_, inner)| has_if(inner)),
        _ => false,
    }
}

fn name_of(node: &Node) -> Option<&str> {
    match node {
        Node::String(name) => Some(name),
        Node::Name(target) => Some(&target.id),
        _ => None,
    }
}

/// Whether conditions are possible together, with the formulas of the conditions built on first use.
#[derive(Debug, Default)]
pub(super) struct LazyScenarios<'t>(Option<Scenarios<'t>>);

impl<'t> LazyScenarios<'t> {
    /// Whether it is certain that all facts can be true at once.
    pub(super) fn possible(&mut self, symbols: &Symbols<'t>, facts: &[Fact<'t>]) -> bool {
        facts.is_empty() || self.0.get_or_insert_with(|| Scenarios::of(symbols)).possible(facts)
    }
}
