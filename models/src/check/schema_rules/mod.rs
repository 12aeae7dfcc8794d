//! The rules that are facts: schemas of the snapshot and its overlay, evaluated over the resources.
//!
//! What CloudFormation computes is unknown, and a schema about it neither holds nor is broken. `Fn::If` is decided both
//! ways, one condition at a time, as far as the conditions do not depend on each other; `AWS::NoValue` is absent.

mod eval;
mod format;
mod gather;
mod outline;
mod seen;
mod words;
mod world;

use cfn_spec::rules::Rule;

use super::Checker;
use super::finding::{Finding, Severity};
use super::path::{At, Path, Segment};
use crate::node::{Node, Object};

use eval::{Broken, Eval};
pub(super) use outline::{arn_of, samples};
use world::World;

impl Checker<'_> {
    /// Checks every resource against the rules of its type.
    pub(super) fn schema_rules(&mut self) {
        // The borrows are of the facts and the template, not of the state of the check.
        let facts = self.facts;
        let resources: Vec<_> = self.symbols.resources().collect();
        for (id, type_name, entry) in resources {
            let rules = match facts.rules(type_name) {
                Ok(rules) => rules,
                Err(errors) => {
                    let path = At::ROOT.key("Resources").key(id).path();
                    self.report(Finding::error("rule-facts", &path, format!("the rules cannot be read: {errors}")));
                    continue;
                }
            };
            if rules.is_empty() {
                continue;
            }
            let empty = Node::Object(Object::new());
            let properties = match entry.get("Properties") {
                None => &empty,
                Some(properties @ Node::Object(_)) => properties,
                Some(_) => continue,
            };
            let worlds = World::of(properties, entry, &self.symbols);
            let base = At::ROOT.key("Resources").key(id).path().key("Properties");
            let mut reported: Vec<(&str, Path)> = Vec::new();
            for rule in rules {
                for world in &worlds {
                    for (path, broken) in self.broken(rule, properties, world) {
                        let mut path = base.join(&path);
                        // Without properties the fault is the resource's.
                        if entry.get("Properties").is_none() {
                            path = At::ROOT.key("Resources").key(id).path();
                        }
                        if reported.iter().any(|(name, at)| *name == rule.name && *at == path) {
                            continue;
                        }
                        reported.push((&rule.name, path.clone()));
                        self.report(finding(rule, path, broken));
                    }
                }
            }
        }
    }

    /// What breaks a rule, and where among the properties.
    fn broken(&mut self, rule: &Rule, properties: &Node, world: &World<'_>) -> Vec<(Path, Broken)> {
        let mut patterns = std::mem::take(&mut self.patterns);
        let mut found = Vec::new();
        if rule.gather.is_empty() {
            each_place(properties, &rule.places, world, &mut |node, path| {
                let mut eval = Eval::new(self, &mut patterns, world, properties, node, rule.warning);
                found.extend(eval.run(&rule.schema).into_iter().map(|broken| (path.join(&broken.path), broken)));
            });
        } else {
            gather::each(self, rule, properties, world, &mut |object, translate| {
                let mut eval = Eval::new(self, &mut patterns, world, properties, object, rule.warning);
                found.extend(eval.run(&rule.schema).into_iter().map(|broken| (translate(&broken.path), broken)));
            });
        }
        self.patterns = patterns;
        found
    }
}

fn finding(rule: &Rule, path: Path, broken: Broken) -> Finding {
    let severity = if rule.warning { Severity::Warning } else { Severity::Error };
    let message = rule.message.clone().unwrap_or(broken.message);
    let mut finding = Finding::of(severity, rule.name.clone(), &path, message).suggest(broken.suggestion);
    finding.allowed = broken.allowed;
    if let Some(remedy) = &rule.remedy {
        finding.suggestion = Some(remedy.clone());
    }
    finding
}

/// Calls `each` with the values at the places, and their paths.
fn each_place<'n>(
    properties: &'n Node,
    places: &[Vec<String>],
    world: &World<'_>,
    each: &mut dyn FnMut(&'n Node, &Path),
) {
    if places.is_empty() {
        each(properties, &Path::root());
    }
    for place in places {
        descend(properties, place, Path::root(), world, each);
    }
}

/// Follows a path of names and `*`, into lists and through `Fn::If` as the world decides it.
fn descend<'n>(
    node: &'n Node,
    steps: &[String],
    path: Path,
    world: &World<'_>,
    each: &mut dyn FnMut(&'n Node, &Path),
) {
    let (node, path) = match world.decide(node, path) {
        Some(decided) => decided,
        None => return,
    };
    let Some((step, rest)) = steps.split_first() else { return each(node, &path) };
    match (step.as_str(), node) {
        ("*", Node::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                descend(item, rest, path.step(Segment::Index(index)), world, each);
            }
        }
        // CloudFormation takes one object where a list of one is wanted.
        ("*", Node::Object(_)) => descend(node, rest, path, world, each),
        (name, Node::Object(object)) => {
            if let Some(inner) = object.get(name) {
                descend(inner, rest, path.key(name.to_owned()), world, each);
            }
        }
        _ => {}
    }
}
