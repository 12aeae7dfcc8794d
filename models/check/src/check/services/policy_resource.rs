//! The resources of a policy statement are ARNs of services that the actions of the statement apply to.
//!
//! Source:
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>.

use super::Resource;
use super::bucket_policy::acts_on;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::schema_rules::samples;
use crate::check::suggest::one_of;
use crate::check::value::describe;
use crate::node::{Node, SubPart};

impl Checker<'_> {
    pub(super) fn policy_resources(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        for (key, node) in resource.properties.iter() {
            self.statements_in(node, resource.type_name, &at.key(key));
        }
    }

    fn statements_in(&mut self, node: &Node, type_name: &str, at: &Location<'_>) {
        match node {
            Node::Object(object) if object.get("Effect").is_some() && object.get("Resource").is_some() => {
                if let (Some(resources), actions) = (object.get("Resource"), object.get("Action")) {
                    self.statement_resources(resources, actions, &at.key("Resource"));
                    // A rule of its own is about bucket policies.
                    if type_name != "AWS::S3::BucketPolicy" {
                        self.bucket_actions(resources, actions, &at.key("Resource"));
                    }
                }
            }
            Node::Object(object) => {
                for (key, inner) in object.iter() {
                    self.statements_in(inner, type_name, &at.key(key));
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.statements_in(item, type_name, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                for (index, branch) in argument.branches() {
                    self.statements_in(branch, type_name, &at.key("Fn::If").index(index));
                }
            }
            _ => {}
        }
    }

    fn statement_resources(&mut self, resources: &Node, actions: Option<&Node>, at: &Location<'_>) {
        let is_list = resources.as_list().is_some();
        // The service of each resource, until one is unknown.
        let mut services = Some(Vec::new());
        for (index, arn) in resources.one_or_many().iter().enumerate() {
            let item = at.index(index);
            let at = if is_list { &item } else { at };
            let start = beginning(arn);
            if start.as_ref().is_some_and(|start| self.returns_arn(start) == Some(false)) {
                let message = format!("{} is not an ARN", describe(arn));
                let finding = Finding::error("policy-resource", &at.path(), message)
                    .allowed("ARNs, with `*` and `?` in their parts, or `*`")
                    .suggest(start.and_then(|start| self.arn_instead(&start)));
                self.report(finding);
                return;
            }
            services = services.and_then(|mut services| {
                services.push((index, self.service_of_arn(arn)?));
                Some(services)
            });
        }
        let (Some(services), Some(actions)) = (services, actions) else { return };
        let Some((index, service)) = services.first() else { return };
        let Some(acted_on) = self.services_acted_on(actions) else { return };
        let applies = |service: &String| acted_on.iter().any(|known| known == service || known.contains('*'));
        // It is enough that the actions apply to one of the resources.
        if !services.iter().any(|(_, service)| applies(service)) {
            let item = at.index(*index);
            let at = if is_list { &item } else { at };
            self.report(
                Finding::warning(
                    "policy-resource",
                    &at.path(),
                    format!("none of the statement's actions applies to resources of `{service}`"),
                )
                .allowed(format!("ARNs of {}", one_of(acted_on.iter().map(String::as_str)))),
            );
        }
    }

    /// S3 actions on objects without an object among the resources, and the reverse.
    fn bucket_actions(&mut self, resources: &Node, actions: Option<&Node>, at: &Location<'_>) {
        let Some(actions) = actions else { return };
        if let Some((message, remedy)) = self.without_effect(actions, resources).into_iter().next() {
            self.report(Finding::warning("policy-resource", &at.path(), message).suggest(remedy.to_owned()));
        }
    }

    /// The services of the resources that the actions apply to; `None` if an action applies to any, or is unknown.
    fn services_acted_on(&self, actions: &Node) -> Option<Vec<String>> {
        let mut services: Vec<String> = Vec::new();
        for action in actions.one_or_many() {
            let (prefix, name) = action.as_str()?.split_once(':')?;
            let table = self.facts.action_resources(&prefix.to_ascii_lowercase());
            if table.is_empty() {
                return None;
            }
            // Every resource of the service for a pattern, else those that the action applies to.
            let kinds = match name.contains(['*', '?']) {
                true => None,
                false => Some(acts_on(table, &name.to_ascii_lowercase())?),
            };
            // The resources come first.
            let resources = table.split_once("\naction ").map_or(table, |(resources, _)| resources);
            let resources = resources.lines().filter_map(|line| line.strip_prefix("resource ")?.split_once(' '));
            let applies = |kind: &str| kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind));
            let mut formats: Vec<&str> = resources.filter(|(kind, _)| applies(kind)).map(|(_, arn)| arn).collect();
            formats.dedup();
            if formats.is_empty() {
                return None;
            }
            for format in formats {
                let service = format.split(':').nth(2)?;
                if service.contains('$') {
                    return None;
                }
                if !services.iter().any(|known| known == service) {
                    services.push(service.to_owned());
                }
            }
        }
        (!services.is_empty()).then_some(services)
    }

    /// The service of an ARN: its third part.
    fn service_of_arn(&self, node: &Node) -> Option<String> {
        let samples = samples(node, &self.symbols, self.facts.arns())?;
        let of = |text: &String| {
            let mut parts = text.split(':');
            let arn = parts.next() == Some("arn");
            let service = parts.nth(1).filter(|_| arn)?;
            (!service.contains(['*', '?', '$']) && parts.count() >= 3).then(|| service.to_owned())
        };
        let first = of(samples.texts.first()?)?;
        (samples.texts.iter().all(|text| of(text).as_ref() == Some(&first))).then_some(first)
    }
}

/// The reference that a string begins with.
fn beginning(node: &Node) -> Option<Node> {
    match node {
        Node::Ref(_) | Node::GetAtt(..) => Some(node.clone()),
        Node::Sub(sub) => match sub.parts.first()? {
            SubPart::Ref(target) if sub.variables.get(&target.id).is_none() => {
                Some(Node::Ref(Box::new(target.clone())))
            }
            SubPart::GetAtt(target, attribute) => Some(Node::GetAtt(Box::new(target.clone()), attribute.clone())),
            _ => None,
        },
        Node::Function("Fn::Join", argument) => match argument.as_list()? {
            [_, Node::List(items)] => {
                items.first().filter(|first| matches!(first, Node::Ref(_) | Node::GetAtt(..))).cloned()
            }
            _ => None,
        },
        _ => None,
    }
}
