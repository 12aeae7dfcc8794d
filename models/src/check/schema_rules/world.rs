//! How conditions may turn out.

use crate::check::path::{Path, Segment};
use crate::check::symbols::Symbols;
use crate::node::{Node, Object, SubPart};

/// One way in which at most one condition turns out; the others are open.
#[derive(Clone, Debug, Default)]
pub(super) struct World<'t>(Option<(&'t str, bool)>);

impl<'t> World<'t> {
    /// The worlds in which a resource has to be right.
    pub(super) fn of(properties: &'t Node, entry: &'t Object, symbols: &Symbols<'t>) -> Vec<Self> {
        let mut names = Vec::new();
        conditions_in(properties, &mut names);
        if names.is_empty() {
            return vec![Self(None)];
        }
        let own = entry.get("Condition").and_then(name_of);
        let own_leaves = own.map(|own| leaves(own, symbols)).unwrap_or_default();
        let mut worlds = Vec::new();
        for name in names {
            if own == Some(name) {
                worlds.push(Self(Some((name, true))));
                continue;
            }
            // What depends on the same parameters as the resource's own condition may be decided by it.
            let shared = leaves(name, symbols).iter().any(|leaf| own_leaves.contains(leaf));
            if !shared {
                worlds.extend([Self(Some((name, true))), Self(Some((name, false)))]);
            }
        }
        if worlds.is_empty() {
            worlds.push(Self(None));
        }
        worlds
    }

    /// Whether the condition is met, where this world says so.
    pub(super) fn met(&self, condition: &str) -> Option<bool> {
        self.0.filter(|(name, _)| *name == condition).map(|(_, met)| met)
    }

    /// The branch of `Fn::If` that this world takes; `None` where the value is absent. A function that is not decided is
    /// returned as it is.
    pub(super) fn decide<'n>(&self, node: &'n Node, path: Path) -> Option<(&'n Node, Path)> {
        match node {
            Node::Ref(target) if target.id == "AWS::NoValue" => None,
            Node::Function("Fn::If", argument) => {
                let Some([condition, then, otherwise]) = argument.as_list() else { return Some((node, path)) };
                let Some(met) = name_of(condition).and_then(|name| self.met(name)) else {
                    return Some((node, path));
                };
                let (branch, index) = if met { (then, 1) } else { (otherwise, 2) };
                self.decide(branch, path.key("Fn::If").step(Segment::Index(index)))
            }
            _ => Some((node, path)),
        }
    }
}

/// The name that stands where a condition's is wanted.
fn name_of(node: &Node) -> Option<&str> {
    match node {
        Node::String(name) => Some(name),
        Node::Name(target) => Some(&target.id),
        _ => None,
    }
}

fn conditions_in<'t>(node: &'t Node, names: &mut Vec<&'t str>) {
    match node {
        Node::Function(name, argument) => {
            if *name == "Fn::If"
                && let Some(condition) = argument.as_list().and_then(<[Node]>::first).and_then(name_of)
                && !names.contains(&condition)
            {
                names.push(condition);
            }
            conditions_in(argument, names);
        }
        Node::List(items) => items.iter().for_each(|item| conditions_in(item, names)),
        Node::Object(object) => object.iter().for_each(|(_, inner)| conditions_in(inner, names)),
        _ => {}
    }
}

/// The parameters that a condition depends on.
fn leaves<'t>(condition: &'t str, symbols: &Symbols<'t>) -> Vec<&'t str> {
    let mut found = vec![condition];
    let mut pending = vec![condition];
    while let Some(condition) = pending.pop() {
        let definition = symbols.section("Conditions").and_then(|section| section.get(condition));
        let before = found.len();
        if let Some(definition) = definition {
            leaves_in(definition, &mut found);
        }
        pending.extend(found[before..].to_vec());
    }
    found
}

fn leaves_in<'t>(node: &'t Node, found: &mut Vec<&'t str>) {
    let mut add = |name: &'t str| {
        if !found.contains(&name) {
            found.push(name);
        }
    };
    match node {
        Node::Ref(target) | Node::Name(target) => add(&target.id),
        Node::Sub(sub) => sub.parts.iter().for_each(|part| {
            if let SubPart::Ref(target) = part {
                add(&target.id);
            }
        }),
        Node::Function("Condition", argument) => {
            if let Some(name) = name_of(argument) {
                add(name);
            }
        }
        Node::Function(_, argument) => leaves_in(argument, found),
        Node::List(items) => items.iter().for_each(|item| leaves_in(item, found)),
        Node::Object(object) => object.iter().for_each(|(_, inner)| leaves_in(inner, found)),
        _ => {}
    }
}
