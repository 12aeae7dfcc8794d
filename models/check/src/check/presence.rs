//! Whether a value is present, with `AWS::NoValue` and `Fn::If`.

use super::Checker;
use super::path::Location;
use crate::node::Node;

/// Whether a property or an item of a list is present after CloudFormation has evaluated the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Always,
    Sometimes,
    Never,
}

impl Presence {
    pub(super) fn of(node: Option<&Node>) -> Self {
        let Some(node) = node else { return Self::Never };
        match node {
            Node::Null => Self::Never,
            node if is_no_value(node) => Self::Never,
            Node::Function("Fn::If", argument) => match argument.as_list() {
                Some([_, then, otherwise]) => match (Self::of(Some(then)), Self::of(Some(otherwise))) {
                    (Self::Always, Self::Always) => Self::Always,
                    (Self::Never, Self::Never) => Self::Never,
                    _ => Self::Sometimes,
                },
                // It is reported separately.
                _ => Self::Always,
            },
            _ => Self::Always,
        }
    }
}

impl Checker<'_> {
    /// Calls `each` with the value and its place, or with every branch of `Fn::If`; `AWS::NoValue` is skipped.
    pub(super) fn alternatives(
        &mut self,
        node: &Node,
        at: &Location<'_>,
        each: &mut dyn FnMut(&mut Self, &Node, &Location<'_>),
    ) {
        match node {
            Node::Function("Fn::If", argument) => {
                let at = at.key("Fn::If");
                for (index, branch) in argument.branches() {
                    self.alternatives(branch, &at.index(index), each);
                }
            }
            node if Presence::of(Some(node)) == Presence::Never => {}
            node => each(self, node, at),
        }
    }
}

/// Which of some values are present, for every combination of the conditions in them.
///
/// `None`: too many conditions to try all combinations.
pub(super) fn outcomes(nodes: &[Option<&Node>]) -> Option<Vec<Vec<bool>>> {
    const MOST: usize = 4;
    let mut names = Vec::new();
    nodes.iter().flatten().for_each(|node| conditions_of(node, &mut names));
    if names.len() > MOST {
        return None;
    }
    let outcome = |number: usize| {
        let holds = |name: &str| names.iter().position(|known| *known == name).is_none_or(|at| number >> at & 1 == 1);
        nodes.iter().map(|node| node.is_some_and(|node| is_there(node, &holds))).collect()
    };
    Some((0..1 << names.len()).map(outcome).collect())
}

/// Whether a value is present for a combination of conditions.
fn is_there(node: &Node, holds: &dyn Fn(&str) -> bool) -> bool {
    match branches(node) {
        Some((name, then, otherwise)) => is_there(if holds(name) { then } else { otherwise }, holds),
        None => Presence::of(Some(node)) != Presence::Never,
    }
}

fn conditions_of<'n>(node: &'n Node, names: &mut Vec<&'n str>) {
    if let Some((name, then, otherwise)) = branches(node) {
        if !names.contains(&name) {
            names.push(name);
        }
        conditions_of(then, names);
        conditions_of(otherwise, names);
    }
}

fn branches(node: &Node) -> Option<(&str, &Node, &Node)> {
    let Node::Function("Fn::If", argument) = node else { return None };
    match argument.as_list()? {
        [Node::String(name), then, otherwise] => Some((name, then, otherwise)),
        [Node::Name(target), then, otherwise] => Some((&target.id, then, otherwise)),
        _ => None,
    }
}

/// `Ref: AWS::NoValue`.
pub(super) fn is_no_value(node: &Node) -> bool {
    matches!(node, Node::Ref(target) if target.id == "AWS::NoValue")
}
