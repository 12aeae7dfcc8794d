//! The values of parameters where properties take them: those that parameters are given, or else their defaults.
//!
//! A resource that refers to parameters is checked a second time as it is deployed with these values. What is found only then is a
//! warning where a default is what breaks a rule: another value can be given. A default that is empty says that one has to be.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::constraint::Constraints;
use cfn_spec::spec::Type;

use super::facts::Facts;
use super::finding::{Finding, Severity};
use super::path::Location;
use super::scalar::text_of;
use super::suggest::one_of;
use super::symbols::Symbols;
use super::{Checker, folded};
use crate::node::{Node, Object, StackId, Sub, SubPart};

/// The types of parameters whose value is what a property takes.
const PLAIN: &[&str] = &["Number", "String"];

/// A parameter's value, and whether it is certain.
struct Value {
    node: Node,
    is_given: bool,
}

/// By logical ID, the parameters whose values were put into a resource, and whether all of them are given.
pub(super) type Valued = BTreeMap<String, (BTreeSet<String>, bool)>;

/// What is wrong with resources only where parameters have their values; `found` is what was found without them.
pub(super) fn findings(root: &Object, facts: &dyn Facts, stack: Option<StackId>, found: &[Finding]) -> Vec<Finding> {
    let values = values(root, facts);
    let Some((root, valued)) = with_values(root, &values) else { return Vec::new() };
    let folded = folded::fold(&root);
    let mut symbols = Symbols::of(folded.as_ref().unwrap_or(&root));
    let texts = values.iter().filter_map(|(name, value)| Some((*name, text_of(&value.node)?)));
    symbols.give(texts);
    let mut checker = Checker::new(facts, symbols, stack, Vec::new());
    checker.only = Some(&valued);
    checker.resources();
    checker.schema_rules();
    checker.services();
    let mut own = std::mem::take(&mut checker.findings);
    checker.allow_for_macros(&mut own);
    let known: BTreeSet<_> = found.iter().map(|finding| (&finding.rule, finding.path.segments())).collect();
    own.retain(|finding| {
        finding.severity != Severity::Note && !known.contains(&(&finding.rule, finding.path.segments()))
    });
    for finding in &mut own {
        let Some((names, are_given)) = finding.logical_id().and_then(|id| valued.get(id)) else { continue };
        let names = one_of(names.iter().map(String::as_str)).replace(" or ", " and ");
        let of = if *are_given { "the value" } else { "the default" };
        finding.message = format!("{}, with {of} of {names}", finding.message);
        finding.fix = None;
        if !*are_given {
            finding.severity = finding.severity.max(Severity::Warning);
        }
    }
    own.retain(|finding| finding.logical_id().is_some_and(|id| valued.contains_key(id)));
    own
}

impl Checker<'_> {
    /// Reports values that a parameter allows and the property that it is the value of does not.
    pub(super) fn allowed_of_parameter(
        &mut self,
        node: &Node,
        ty: &Type,
        constraints: &Constraints,
        at: &Location<'_>,
    ) {
        let (Node::Ref(target), Type::Primitive(primitive)) = (node, ty) else { return };
        let Some(parameter) = self.symbols.parameter(&target.id) else { return };
        let is_plain = parameter.get("Type").and_then(Node::as_str).is_some_and(|ty| PLAIN.contains(&ty));
        let Some(Node::List(allowed)) = parameter.get("AllowedValues").filter(|_| is_plain) else { return };
        // A branch of `Fn::If` can be for some of the values only.
        if *constraints == Constraints::default() || at.is_within("Fn::If") {
            return;
        }
        for value in allowed.iter().filter(|value| text_of(value).is_some_and(|text| !text.trim().is_empty())) {
            let before = self.findings.len();
            if self.scalar(value, *primitive, at) {
                self.constraints(value, *primitive, constraints, at);
            }
            if let Some(finding) = self.findings.split_off(before).into_iter().next() {
                let message = format!("{}, but the parameter `{}` allows it", finding.message, target.id);
                self.report(Finding { severity: Severity::Warning, message, fix: None, ..finding });
                return;
            }
        }
    }
}

/// The values of the parameters of the template.
fn values<'t>(root: &'t Object, facts: &dyn Facts) -> BTreeMap<&'t str, Value> {
    let parameters = root.get("Parameters").and_then(Node::as_object);
    let mut values = BTreeMap::new();
    for (name, declaration) in parameters.into_iter().flat_map(Object::iter) {
        let Some(ty) = declaration.get("Type").and_then(Node::as_str) else { continue };
        // Of a type of AWS, CloudFormation asks whether there is such a thing.
        if (ty.contains('<') || !ty.starts_with("AWS::EC2::")) && !PLAIN.contains(&ty) {
            continue;
        }
        if let Some(given) = facts.parameter(name) {
            values.insert(name, Value { node: Node::String(given.to_owned().into()), is_given: true });
        } else if let Some(default) = declaration.get("Default")
            && text_of(default).is_some_and(|text| !text.trim().is_empty())
        {
            values.insert(name, Value { node: default.clone(), is_given: false });
        }
    }
    values
}

/// The template with the values in the properties of resources; `None` if none takes one. Which resources there are, and which branches of
/// `Fn::If` count, may be what a parameter is for: these stay as they are.
fn with_values(root: &Object, values: &BTreeMap<&str, Value>) -> Option<(Object, Valued)> {
    if values.is_empty() {
        return None;
    }
    let resources = root.get("Resources")?.as_object()?;
    let mut changed = Vec::new();
    let mut valued = Valued::new();
    for (id, resource) in resources.iter() {
        if resource.get("Condition").is_some() {
            continue;
        }
        let mut taken = (BTreeSet::new(), true);
        if let Some(properties) = resource.get("Properties").and_then(|all| replaced(all, values, &mut taken)) {
            changed.push((id, properties));
            valued.insert(id.to_owned(), taken);
        }
    }
    Some((folded::with_properties(root, resources, changed)?, valued))
}

/// A node with the values of parameters in place of references to them; `None` if there are none.
fn replaced(node: &Node, values: &BTreeMap<&str, Value>, taken: &mut (BTreeSet<String>, bool)) -> Option<Node> {
    let take = |name: &str, taken: &mut (BTreeSet<String>, bool)| {
        let value = values.get(name)?;
        taken.0.insert(name.to_owned());
        taken.1 &= value.is_given;
        Some(value.node.clone())
    };
    match node {
        Node::Ref(target) => take(&target.id, taken),
        Node::Sub(sub) => {
            let mut sub = Sub::clone(sub);
            let mut is_changed = false;
            for part in &mut sub.parts {
                if let SubPart::Ref(target) = part
                    && sub.variables.get(&target.id).is_none()
                    && let Some(text) = take(&target.id, taken).as_ref().and_then(text_of)
                {
                    *part = SubPart::Text(text.into());
                    is_changed = true;
                }
            }
            is_changed.then(|| Node::Sub(Box::new(sub)))
        }
        Node::Function("Fn::If", _) => None,
        Node::Function(name, argument) => {
            replaced(argument, values, taken).map(|argument| Node::Function(name, Box::new(argument)))
        }
        Node::List(items) => {
            let all: Vec<Option<Node>> = items.iter().map(|item| replaced(item, values, taken)).collect();
            all.iter().any(Option::is_some).then(|| {
                Node::List(all.into_iter().zip(items).map(|(new, old)| new.unwrap_or_else(|| old.clone())).collect())
            })
        }
        Node::Object(object) => {
            let entries = object.iter().filter_map(|(key, value)| Some((key, replaced(value, values, taken)?)));
            let changed: Vec<(&str, Node)> = entries.collect();
            (!changed.is_empty()).then(|| {
                let mut object = object.clone();
                for (key, value) in changed {
                    object.insert(key.to_owned(), value);
                }
                Node::Object(object)
            })
        }
        _ => None,
    }
}
