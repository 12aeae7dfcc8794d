//! Nested stacks whose template is at hand: what is taken from them, and given to them, is held against it.

#![cfg_attr(
    not(feature = "cloudformation"),
    allow(dead_code, unused_imports, reason = "nested stacks are resources of that service")
)]

use std::borrow::Cow;

use super::{Stack, Template};
use crate::check::{Finding, Path};
use crate::handle::Handle;
use crate::logical_id::IntoLogicalId;
use crate::node::{Node, Object, SubPart};

/// What is known of a nested stack.
#[derive(Clone, Debug)]
pub(super) struct NestedStackOutputs {
    id: Cow<'static, str>,
    /// Whether it is a StackSet, which has its parameters in a list.
    is_stack_set: bool,
    outputs: Vec<String>,
    /// The names of its parameters, and whether each has a default.
    parameters: Vec<(String, bool)>,
}

impl NestedStackOutputs {
    fn of(id: Cow<'static, str>, is_stack_set: bool, template: &Template) -> Self {
        let section = |name: &str| template.root().get(name).and_then(Node::as_object);
        let parameters = section("Parameters").into_iter().flat_map(Object::iter);
        Self {
            id,
            is_stack_set,
            outputs: section("Outputs").into_iter().flat_map(Object::keys).map(str::to_owned).collect(),
            parameters: parameters.map(|(name, it)| (name.to_owned(), it.get("Default").is_some())).collect(),
        }
    }
}

impl NestedStackOutputs {
    /// As messages have it.
    fn name(&self) -> String {
        format!("{} `{}`", if self.is_stack_set { "the StackSet" } else { "the nested stack" }, self.id)
    }
}

impl Stack {
    /// Adds a nested stack whose template is `child`: `synth()` reports outputs of it that the template does not have, and parameters
    /// that it does not declare or that are missing.
    #[cfg(feature = "cloudformation")]
    #[track_caller]
    pub fn nested(
        &mut self,
        id: impl IntoLogicalId,
        stack: crate::cloudformation::Stack,
        child: &Template,
    ) -> Handle<crate::cloudformation::Stack> {
        let id = id.into_logical_id();
        self.children.push(NestedStackOutputs::of(id.clone().into_text(), false, child));
        self.add(id, stack)
    }

    /// Adds a StackSet whose template is `child`, which becomes its `TemplateBody`: `synth()` reports parameters that the template does
    /// not declare or that are missing. CloudFormation has no function that reads the outputs of a StackSet's instances.
    #[cfg(feature = "cloudformation")]
    #[track_caller]
    pub fn stack_set(
        &mut self,
        id: impl IntoLogicalId,
        stack_set: crate::cloudformation::StackSet,
        child: &Template,
    ) -> Handle<crate::cloudformation::StackSet> {
        let id = id.into_logical_id();
        self.children.push(NestedStackOutputs::of(id.clone().into_text(), true, child));
        self.add(id, stack_set.template_body(child))
    }

    /// What does not fit the templates of the nested stacks.
    pub(super) fn nested_findings(&self, template: &Object) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.children.is_empty() {
            return findings;
        }
        for section in ["Resources", "Outputs"] {
            if let Some(node) = template.get(section) {
                outputs(node, &Path::root().key(section), &self.children, &mut findings);
            }
        }
        for child in &self.children {
            let resource = template.get("Resources").and_then(|resources| resources.get(&child.id));
            let properties = resource.and_then(|resource| resource.get("Properties"));
            let given = properties.and_then(|properties| properties.get("Parameters"));
            let at = Path::root().key("Resources").key(child.id.clone()).key("Properties").key("Parameters");
            if child.is_stack_set {
                if let Some(given) = listed(given) {
                    parameters(Some(&Node::Object(given)), &at, child, &mut findings);
                }
            } else {
                parameters(given, &at, child, &mut findings);
            }
        }
        findings
    }
}

/// Every `Fn::GetAtt` of an output.
fn outputs(node: &Node, at: &Path, children: &[NestedStackOutputs], findings: &mut Vec<Finding>) {
    let mut attribute = |id: &str, attribute: &str, at: &Path| {
        let Some(child) = children.iter().find(|child| child.id == id) else { return };
        let Some(output) = attribute.strip_prefix("Outputs.") else { return };
        if !child.outputs.iter().any(|known| known == output) {
            let message = format!("the template of the nested stack `{id}` has no output `{output}`");
            findings.push(
                Finding::error("nested-stack-output", at, message)
                    .allowed(crate::check::one_of(child.outputs.iter().map(String::as_str)))
                    .suggest(crate::check::did_you_mean(output, child.outputs.iter().map(String::as_str))),
            );
        }
    };
    match node {
        Node::GetAtt(target, name) => attribute(&target.id, name, &at.key("Fn::GetAtt")),
        Node::Sub(sub) => {
            for part in &sub.parts {
                if let SubPart::GetAtt(target, name) = part {
                    attribute(&target.id, name, &at.key("Fn::Sub"));
                }
            }
            for (name, value) in sub.variables.iter() {
                outputs(value, &at.key("Fn::Sub").key(name.to_owned()), children, findings);
            }
        }
        Node::Function(name, argument) => outputs(argument, &at.key(*name), children, findings),
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                outputs(item, &at.index(index), children, findings);
            }
        }
        Node::Object(object) => {
            for (name, value) in object.iter() {
                outputs(value, &at.key(name.to_owned()), children, findings);
            }
        }
        _ => {}
    }
}

/// The parameters of a StackSet as an object; `None` where a function makes them, or one of their names.
fn listed(given: Option<&Node>) -> Option<Object> {
    let Some(given) = given else { return Some(Object::new()) };
    let pair = |item: &Node| {
        Some((
            item.get("ParameterKey")?.as_str()?.to_owned(),
            item.get("ParameterValue").cloned().unwrap_or(Node::Null),
        ))
    };
    given.as_list()?.iter().map(pair).collect()
}

fn parameters(given: Option<&Node>, at: &Path, child: &NestedStackOutputs, findings: &mut Vec<Finding>) {
    let given = match given {
        None => &Object::new(),
        Some(Node::Object(object)) => object,
        // A function's result is not known.
        Some(_) => return,
    };
    let known = || child.parameters.iter().map(|(name, _)| name.as_str());
    for name in given.keys().filter(|name| !known().any(|known| known == *name)) {
        let message = format!("the template of {} has no parameter `{name}`", child.name());
        findings.push(
            Finding::error("nested-stack-parameter", &at.key(name.to_owned()), message)
                .allowed(crate::check::one_of(known()))
                .suggest(crate::check::did_you_mean(name, known())),
        );
    }
    for (name, _) in child.parameters.iter().filter(|(name, has_default)| !has_default && given.get(name).is_none()) {
        let message = format!("the parameter `{name}` of {} has no default and is not given", child.name());
        findings.push(Finding::error("nested-stack-parameter", at, message).suggest(format!("give `{name}` a value")));
    }
}
