//! The rules that are data: schemas of the snapshot and its overlay, evaluated for each resource.
//!
//! Results of functions are unknown, and a schema for them is neither valid nor violated. `Fn::If` is evaluated for
//! every possible combination of conditions; `AWS::NoValue` is absent.

mod eval;
mod format;
mod gather;
mod message;
mod outline;
mod scenario;
mod static_value;

use cfn_spec::rules::Rule;

use super::Checker;
use super::finding::{Finding, Severity};
use super::path::{Location, Path, Segment};
use super::scenarios::Scenarios;
use crate::node::{Node, Object};

use eval::{Eval, Violation};
pub(super) use outline::samples;
pub(super) use scenario::Scenario;

/// The rules for the type and constraints of a value.
const CONSTRAINTS: &[&str] = &[
    "allowed-values",
    "cross-field",
    "entry-count",
    "format",
    "item-count",
    "key-pattern",
    "length",
    "missing-property",
    "pattern",
    "range",
    "unique-items",
    "unknown-property",
    "wrong-kind",
    "wrong-type",
];

/// Keys of `Metadata` whose content AWS's own programs read; their rules are in the overlay as those of types are.
const INIT: &str = "AWS::CloudFormation::Init";
const INTERFACE: &str = "AWS::CloudFormation::Interface";

impl<'t> Checker<'t> {
    /// Checks every resource against the rules of its type.
    pub(super) fn schema_rules(&mut self) {
        let empty = Node::Object(Object::new());
        // Borrows the facts and the template, not the checker.
        let resources: Vec<_> = self.symbols.resources().filter(|(id, ..)| self.is_checked(id)).collect();
        let solver = Scenarios::of(&self.symbols);
        for (id, type_name, entry) in resources {
            let at = Location::ROOT.key("Resources").key(id).path();
            // What is in `Metadata` is data for programs on the machine, in the form that AWS's own take.
            if let Some(init) = entry.get("Metadata").and_then(|metadata| metadata.get(INIT)) {
                self.keeps_rules(INIT, init, Some(entry), &solver, &at.key("Metadata").key(INIT));
            }
            match entry.get("Properties") {
                // Without properties, the finding is at the resource.
                None => self.keeps_rules(type_name, &empty, Some(entry), &solver, &at),
                Some(properties @ Node::Object(_)) => {
                    self.keeps_rules(type_name, properties, Some(entry), &solver, &at.key("Properties"));
                }
                Some(_) => {}
            }
        }
        if self.only.is_some() {
            return;
        }
        for (name, globals) in self.symbols.section("Globals").into_iter().flat_map(Object::iter) {
            if self.symbols.transforms.serverless && matches!(globals, Node::Object(_)) {
                let base = Location::ROOT.key("Globals").key(name).path();
                self.keeps_rules(&format!("AWS::Serverless::{name}"), globals, None, &solver, &base);
            }
        }
        let metadata = self.symbols.section("Metadata").and_then(|metadata| metadata.get(INTERFACE));
        if let Some(interface) = metadata {
            let base = Location::ROOT.key("Metadata").path().key(INTERFACE);
            self.keeps_rules(INTERFACE, interface, None, &solver, &base);
        }
    }

    /// Checks what stands at `base` against the rules of a type; `entry` is the resource, whose condition counts.
    fn keeps_rules<'w>(
        &mut self,
        type_name: &str,
        document: &'w Node,
        entry: Option<&'w Object>,
        solver: &Scenarios<'w>,
        base: &Path,
    ) where
        't: 'w,
    {
        let facts = self.facts;
        let rules = match facts.rules(type_name) {
            Ok(rules) => rules,
            Err(errors) => {
                self.report(Finding::error("rule-facts", base, format!("the rules cannot be read: {errors}")));
                return;
            }
        };
        if rules.is_empty() {
            return;
        }
        let scenarios = match entry {
            Some(entry) => Scenario::of(document, entry, solver),
            None => vec![Scenario::default()],
        };
        let mut reported: Vec<(&str, Path)> = Vec::new();
        for rule in rules {
            let joint;
            let scenarios = if rule.gather.is_empty() {
                &scenarios
            } else {
                joint = gather::joint(self, rule, document, &scenarios, solver);
                joint.as_ref().unwrap_or(&scenarios)
            };
            for scenario in scenarios {
                for (path, broken) in self.broken(rule, document, scenario, base) {
                    // The constraints of the type can have reported it already.
                    let told =
                        self.findings.iter().any(|known| known.path == path && CONSTRAINTS.contains(&&*known.rule));
                    if told || reported.iter().any(|(name, at)| *name == rule.name && *at == path) {
                        continue;
                    }
                    reported.push((&rule.name, path.clone()));
                    self.report(finding(rule, path, broken));
                }
            }
        }
    }

    /// What breaks a rule, and where in the template; `base` is the place of the properties.
    fn broken(
        &mut self,
        rule: &Rule,
        properties: &Node,
        scenario: &Scenario<'_>,
        base: &Path,
    ) -> Vec<(Path, Violation)> {
        let mut patterns = std::mem::take(&mut self.patterns);
        let mut found = Vec::new();
        if rule.gather.is_empty() {
            each_place(properties, &rule.places, scenario, &mut |node, path| {
                let mut eval = Eval::new(self, &mut patterns, scenario, properties, node, rule.warning);
                let broken = eval.run(&rule.schema).into_iter();
                found.extend(broken.map(|broken| (base.join(&path.join(&broken.path)), broken)));
            });
        } else {
            gather::each(self, rule, properties, scenario, base, &mut |object, translate| {
                let mut eval = Eval::new(self, &mut patterns, scenario, properties, object, rule.warning);
                found
                    .extend(eval.run(&rule.schema).into_iter().map(|broken| (translate(&broken.path), broken.named())));
            });
        }
        self.patterns = patterns;
        found
    }
}

fn finding(rule: &Rule, path: Path, broken: Violation) -> Finding {
    let severity = if rule.warning { Severity::Warning } else { Severity::Error };
    // `{}` is replaced by the name of the value.
    let name = path.segments().iter().skip(3).rev().find_map(|segment| match segment {
        Segment::Key(key) if !key.starts_with("Fn::") => Some(format!("`{key}`")),
        _ => None,
    });
    let name = name.unwrap_or_else(|| "the resource".to_owned());
    let fill = |text: String| text.replace("{}", &name);
    let message = rule.message.clone().unwrap_or_else(|| fill(broken.message));
    let mut finding = Finding::of(severity, rule.name.clone(), &path, message).suggest(broken.suggestion.map(fill));
    finding.allowed = broken.allowed.map(fill);
    finding.fix = broken.fix;
    if let Some(remedy) = &rule.remedy {
        finding.suggestion = Some(remedy.clone());
    }
    finding
}

/// Calls `each` with the values at the places, and their paths.
fn each_place<'n>(
    properties: &'n Node,
    places: &[Vec<String>],
    scenario: &Scenario<'_>,
    each: &mut dyn FnMut(&'n Node, &Path),
) {
    if places.is_empty() {
        each(properties, &Path::root());
    }
    for place in places {
        descend(properties, place, Path::root(), scenario, each);
    }
}

/// Follows a path of names and `*`, into lists and through `Fn::If` by the values of the conditions.
fn descend<'n>(
    node: &'n Node,
    steps: &[String],
    path: Path,
    scenario: &Scenario<'_>,
    each: &mut dyn FnMut(&'n Node, &Path),
) {
    let (node, path) = match scenario.decide(node, path) {
        Some(decided) => decided,
        None => return,
    };
    let Some((step, rest)) = steps.split_first() else { return each(node, &path) };
    match (step.as_str(), node) {
        ("*", Node::List(items)) => {
            for (index, item) in items.iter().enumerate() {
                descend(item, rest, path.step(Segment::Index(index)), scenario, each);
            }
        }
        // CloudFormation accepts an object for a list of one item.
        ("*", Node::Object(_)) => descend(node, rest, path, scenario, each),
        (name, Node::Object(object)) => {
            if let Some(inner) = object.get(name) {
                descend(inner, rest, path.key(name.to_owned()), scenario, each);
            }
        }
        _ => {}
    }
}
