//! Circular dependencies, which are possible with references by name.

use std::collections::{BTreeMap, BTreeSet};

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::serverless::{is_resource_of_its_own, is_serverless};
use crate::node::{Node, Object, SubPart};

/// The dependencies of each resource.
pub(super) type Dependencies<'t> = BTreeMap<&'t str, BTreeSet<String>>;

impl<'t> Checker<'t> {
    /// The dependencies of each resource, by `DependsOn`, `Ref`, `Fn::GetAtt` and `Fn::Sub`.
    pub(super) fn dependencies(&self) -> Dependencies<'t> {
        let mut dependencies = Dependencies::new();
        for (id, type_name, entry) in self.symbols.resources() {
            let mut needs = BTreeSet::new();
            for (key, value) in entry.iter() {
                match key {
                    "DependsOn" => names(value, &mut needs),
                    "Metadata" | "Condition" => {}
                    "Properties" if is_serverless(type_name) => {
                        for (name, value) in value.as_object().into_iter().flat_map(Object::iter) {
                            if !is_resource_of_its_own(type_name, name) {
                                referred(value, &mut needs);
                            }
                        }
                    }
                    _ => referred(value, &mut needs),
                }
            }
            needs.retain(|id| self.symbols.resource(id).is_some());
            dependencies.insert(id, needs);
        }
        dependencies
    }

    pub(super) fn cycles(&mut self) {
        let dependencies = self.dependencies();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for id in self.symbols.names("Resources").collect::<Vec<_>>() {
            let mut trail = Vec::new();
            if let Some(cycle) = find_cycle(id, &dependencies, &mut trail, &mut done) {
                let path = Location::ROOT.key("Resources").key(&cycle[0]).path();
                let circle =
                    cycle.iter().chain(cycle.first()).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
                self.report(
                    Finding::error("circular-dependency", &path, format!("circular dependency: {circle}"))
                        .suggest("break the cycle: compute a name with `Fn::Sub` instead of referring to the resource, or move a policy into a resource of its own".to_owned()),
                );
            }
        }
    }
}

impl Checker<'_> {
    /// Conditions that need each other have no value.
    pub(super) fn condition_cycles(&mut self) {
        let mut dependencies = Dependencies::new();
        for (id, node) in self.symbols.section("Conditions").into_iter().flat_map(Object::iter) {
            let mut needs = BTreeSet::new();
            conditions_named(node, &mut needs);
            dependencies.insert(id, needs);
        }
        let mut done = BTreeSet::new();
        for id in dependencies.keys() {
            let Some(cycle) = find_cycle(id, &dependencies, &mut Vec::new(), &mut done) else { continue };
            let path = Location::ROOT.key("Conditions").key(&cycle[0]).path();
            let circle = cycle.iter().chain(cycle.first()).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" → ");
            self.report(
                Finding::error("circular-dependency", &path, format!("the conditions need each other: {circle}"))
                    .suggest("break the circle".to_owned()),
            );
        }
    }
}

/// The conditions that `Condition` in `node` names.
fn conditions_named(node: &Node, into: &mut BTreeSet<String>) {
    match node {
        Node::Function("Condition", argument) => names(argument, into),
        Node::Function(_, argument) => conditions_named(argument, into),
        Node::List(items) => items.iter().for_each(|item| conditions_named(item, into)),
        Node::Object(entries) => entries.iter().for_each(|(_, value)| conditions_named(value, into)),
        _ => {}
    }
}

/// The first cycle that is reached from `id` through resources that were not visited before.
fn find_cycle<'t>(
    id: &str,
    dependencies: &Dependencies<'t>,
    trail: &mut Vec<&'t str>,
    done: &mut BTreeSet<&'t str>,
) -> Option<Vec<String>> {
    if let Some(start) = trail.iter().position(|known| *known == id) {
        return Some(trail[start..].iter().map(|id| (*id).to_owned()).collect());
    }
    let (id, needs) = dependencies.get_key_value(id)?;
    if done.contains(id) {
        return None;
    }
    trail.push(id);
    let found = needs.iter().find_map(|next| find_cycle(next, dependencies, trail, done));
    trail.pop();
    done.insert(id);
    found
}

fn names(node: &Node, into: &mut BTreeSet<String>) {
    match node {
        Node::String(id) => {
            into.insert(id.clone().into_owned());
        }
        Node::Name(target) => {
            into.insert(target.id.clone().into_owned());
        }
        Node::List(items) => items.iter().for_each(|item| names(item, into)),
        _ => {}
    }
}

/// The logical IDs that `Ref`, `Fn::GetAtt` and `Fn::Sub` in `node` refer to.
pub(super) fn referred(node: &Node, into: &mut BTreeSet<String>) {
    match node {
        Node::Ref(target) | Node::GetAtt(target, _) => {
            into.insert(target.id.clone().into_owned());
        }
        Node::Sub(sub) => {
            for part in &sub.parts {
                if let SubPart::Ref(target) | SubPart::GetAtt(target, _) = part
                    && sub.variables.get(&target.id).is_none()
                {
                    into.insert(target.id.clone().into_owned());
                }
            }
            object(&sub.variables, into);
        }
        Node::Function("Fn::GetAtt", argument) => {
            let dotted = argument.as_str().and_then(|text| text.split_once('.')).map(|(id, _)| id);
            into.extend(dotted.or_else(|| argument.as_list()?.first()?.as_str()).map(str::to_owned));
        }
        Node::Function(_, argument) => referred(argument, into),
        Node::List(items) => items.iter().for_each(|item| referred(item, into)),
        Node::Object(entries) => object(entries, into),
        Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) | Node::Name(_) => {}
    }
}

fn object(entries: &Object, into: &mut BTreeSet<String>) {
    entries.iter().for_each(|(_, value)| referred(value, into));
}
