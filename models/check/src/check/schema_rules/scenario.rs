//! Combinations of conditions.

use crate::check::path::{Path, Segment};
use crate::check::scenarios::{Fact, Implication, Scenarios};
use crate::node::{Node, Object};

/// The maximum number of combinations for which a resource is checked; further conditions stay undecided.
const MOST: usize = 16;

/// A combination of values of conditions; conditions that it does not have are undecided.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Scenario<'t>(Vec<Fact<'t>>);

impl<'t> Scenario<'t> {
    /// The combinations in which a resource exists: those that are possible and in which its own condition is true.
    pub(in crate::check) fn of(properties: &'t Node, entry: &'t Object, scenarios: &Scenarios<'t>) -> Vec<Self> {
        let own = entry.get("Condition").and_then(name_of);
        Self(own.map(|own| (own, true)).into_iter().collect()).with(&[properties], scenarios)
    }

    /// The conditions that are decided.
    pub(in crate::check) fn facts(&self) -> &[Fact<'t>] {
        &self.0
    }

    /// The scenario in which these conditions have these values.
    pub(in crate::check) const fn given(facts: Vec<Fact<'t>>) -> Self {
        Self(facts)
    }

    /// Whether the scenario excludes that a resource is created.
    pub(super) fn excludes(&self, entry: &Object) -> bool {
        entry.get("Condition").and_then(name_of).and_then(|name| self.met(name)) == Some(false)
    }

    /// The possible combinations of this one with the conditions in other parts of the template.
    pub(in crate::check) fn with(self, parts: &[&'t Node], scenarios: &Scenarios<'t>) -> Vec<Self> {
        let mut names = Vec::new();
        parts.iter().for_each(|part| conditions_in(part, &mut names));
        names.retain(|name| self.met(name).is_none());
        let mut all = vec![self];
        for name in names {
            let mut next = Vec::with_capacity(all.len());
            let may_branch = all.len() * 2 <= MOST;
            for scenario in all {
                let with = |met| Self(scenario.0.iter().copied().chain([(name, met)]).collect());
                match scenarios.holds(&scenario.0, name) {
                    Implication::Always => next.push(with(true)),
                    Implication::Never => next.push(with(false)),
                    Implication::Sometimes if may_branch => next.extend([with(true), with(false)]),
                    Implication::Sometimes | Implication::Unknown => next.push(scenario),
                }
            }
            all = next;
        }
        all
    }

    /// The value of a condition, if it is decided.
    pub(super) fn met(&self, condition: &str) -> Option<bool> {
        self.0.iter().find(|(name, _)| *name == condition).map(|(_, met)| *met)
    }

    /// The branch of `Fn::If` that is used; `None` if the value is absent. An undecided function is returned as it is.
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

    /// The value with the branches that are used in place of each `Fn::If`, and without what is absent; `None` if it is absent itself.
    pub(in crate::check) fn decided(&self, node: &Node) -> Option<Node> {
        let (node, _) = self.decide(node, Path::root())?;
        Some(match node {
            Node::List(items) => Node::List(items.iter().filter_map(|item| self.decided(item)).collect()),
            Node::Object(object) => {
                let entries = object.iter().filter_map(|(key, value)| Some((key.to_owned(), self.decided(value)?)));
                Node::Object(entries.collect())
            }
            other => other.clone(),
        })
    }

    /// Where in `node` a place of its [`decided`](Self::decided) value is.
    pub(in crate::check) fn place(&self, node: &Node, segments: &[Segment]) -> Path {
        let mut place = self.decide(node, Path::root()).map_or_else(|| (None, Path::root()), |(n, p)| (Some(n), p));
        for segment in segments {
            let (at, path) = place;
            let (next, segment) = match (at, segment) {
                (Some(Node::Object(object)), Segment::Key(key)) => (object.get(key), segment.clone()),
                (Some(Node::List(items)), Segment::Index(index)) => {
                    let present = |(_, item): &(usize, &Node)| self.decide(item, Path::root()).is_some();
                    let item = items.iter().enumerate().filter(present).nth(*index);
                    (item.map(|(_, item)| item), Segment::Index(item.map_or(*index, |(original, _)| original)))
                }
                _ => (None, segment.clone()),
            };
            let path = path.step(segment);
            place = match next.and_then(|next| self.decide(next, path.clone())) {
                Some((next, path)) => (Some(next), path),
                None => (None, path),
            };
        }
        place.1
    }
}

/// The name of a condition.
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
