//! Two resources of a type need different names.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html>.

use super::Resource;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::At;
use crate::node::{Node, SubPart};

impl Checker<'_> {
    pub(super) fn names_given_twice(&mut self, resources: &[Resource<'_>]) {
        let facts = self.facts;
        let mut seen: Vec<(&str, Vec<&Node>, &str)> = Vec::new();
        // Resources with conditions can have the same name if only one of them is created.
        for resource in resources.iter().filter(|resource| resource.entry.get("Condition").is_none()) {
            let Some(service) = facts.service_of(resource.type_name) else { continue };
            let Some(spec) = service.resources.get(resource.type_name) else { continue };
            let identifier = &spec.primary_identifier;
            if identifier.is_empty() || identifier.iter().any(|name| spec.read_only.contains(name)) {
                continue;
            }
            let values: Option<Vec<&Node>> =
                identifier.iter().map(|name| resource.properties.get(name).filter(|node| is_certain(node))).collect();
            let Some(values) = values else { continue };
            let same = |(type_name, known, _): &&(&str, Vec<&Node>, &str)| {
                *type_name == resource.type_name && *known == values
            };
            if let Some((_, _, first)) = seen.iter().find(same) {
                for (id, other) in [(*first, resource.id), (resource.id, *first)] {
                    let path = At::ROOT.key("Resources").key(id).path().key("Properties").key(identifier[0].clone());
                    let names = identifier.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
                    self.report(
                        Finding::error("same-name", &path, format!("`{other}` has the same {names}"))
                            .allowed("different names")
                            .suggest("give one of them another name, or remove the name".to_owned()),
                    );
                }
                continue;
            }
            seen.push((resource.type_name, values, resource.id));
        }
    }
}

/// Whether two equal nodes have equal values.
fn is_certain(node: &Node) -> bool {
    match node {
        Node::String(_) | Node::Number(_) | Node::Name(_) => true,
        Node::Ref(target) => target.id != "AWS::NoValue",
        Node::GetAtt(..) => true,
        Node::Sub(sub) => sub.variables.is_empty() && sub.parts.iter().all(|part| !matches!(part, SubPart::Literal(_))),
        _ => false,
    }
}
