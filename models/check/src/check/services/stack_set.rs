//! The parameters and capabilities of a StackSet match its template.
//!
//! Sources:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::suggest::one_of;
use crate::node::{Node, Object};
use cfn_spec::capability;

impl Checker<'_> {
    pub(super) fn stack_set(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::String(body)) = properties.get("TemplateBody") else { return };
        // An unreadable template is reported where the template is checked.
        let Ok(template) = self.read_body(body) else { return };
        self.set_parameters(properties, &template, at);
        self.set_capabilities(properties, &template, at);
    }

    fn set_parameters(&mut self, properties: &Object, template: &Node, at: &Location<'_>) {
        let empty = Object::new();
        let declared = match template.get("Parameters") {
            // A transform can include parameters.
            None if template.get("Transform").is_some() => return,
            None => &empty,
            Some(Node::Object(declared)) => declared,
            Some(_) => return,
        };
        let given: Option<Vec<&str>> = match properties.get("Parameters") {
            None => Some(Vec::new()),
            Some(Node::List(items)) => items.iter().map(|item| item.get("ParameterKey").and_then(literal)).collect(),
            Some(_) => None,
        };
        let Some(given) = given else { return };
        for (name, declaration) in declared.iter().filter(|(name, _)| !name.starts_with("Fn::")) {
            if declaration.get("Default").is_none() && !given.contains(&name) {
                let message = format!("the template requires the parameter `{name}`, but the StackSet does not set it");
                self.report(
                    Finding::error("stack-set", &at.path(), message)
                        .suggest(format!("add `{name}` to `Parameters`, or give it a default in the template")),
                );
            }
        }
        let at = at.key("Parameters");
        for (index, name) in given.iter().enumerate().filter(|(_, name)| declared.get(name).is_none()) {
            self.report(
                Finding::error(
                    "stack-set",
                    &at.index(index).key("ParameterKey").path(),
                    format!("the template has no parameter `{name}`"),
                )
                .allowed(if declared.is_empty() { "none".to_owned() } else { one_of(declared.keys()) })
                .suggest(crate::check::suggest::did_you_mean(name, declared.keys())),
            );
        }
    }

    fn set_capabilities(&mut self, properties: &Object, template: &Node, at: &Location<'_>) {
        let given: Option<Vec<&str>> = match properties.get("Capabilities") {
            None => Some(Vec::new()),
            Some(Node::List(items)) => items.iter().map(literal).collect(),
            Some(_) => None,
        };
        let (Some(given), Some(Node::Object(resources))) = (given, template.get("Resources")) else { return };
        let required = |node: &Node| {
            let properties = node.get("Properties");
            let has = |name: &str| properties.is_some_and(|properties| properties.get(name).is_some());
            capability::required(node.get("Type")?.as_str()?, has)
        };
        let missing = resources.iter().filter_map(|(id, node)| Some((id, required(node)?)));
        let missing = missing.filter(|(_, capability)| !capability.is_acknowledged(given.iter().copied()));
        // The first of those that need the greatest.
        let missing = missing.reduce(|first, next| if next.1 > first.1 { next } else { first });
        if let Some((id, capability)) = missing {
            self.report(
                Finding::error(
                    "stack-set",
                    &at.path(),
                    format!("the template creates `{id}`, which requires the capability `{capability}`"),
                )
                .suggest(format!("add `Capabilities: [{capability}]`")),
            );
        }
        if template.get("Transform").is_some_and(|transform| literal(transform) != Some("AWS::LanguageExtensions"))
            && !given.contains(&"CAPABILITY_AUTO_EXPAND")
        {
            self.report(
                Finding::error(
                    "stack-set",
                    &at.path(),
                    "the template has a transform, which requires the capability `CAPABILITY_AUTO_EXPAND`",
                )
                .suggest("add `Capabilities: [CAPABILITY_AUTO_EXPAND]`".to_owned()),
            );
        }
    }
}
