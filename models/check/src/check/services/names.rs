//! Two resources of a type need different names.
//!
//! A name is unique if it is the resource's identifier, or where the overlay says so.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html>.

use super::Resource;
use crate::check::Checker;
use crate::check::cases::{LazyScenarios, cases, own_condition};
use crate::check::finding::Finding;
use crate::check::path::{Location, Path};
use crate::check::scenarios::Fact;
use crate::node::{Node, SubPart};

/// A name that a resource has under some conditions.
struct Named<'t> {
    resource: &'t str,
    type_name: &'t str,
    /// The property with the name, and those that it is unique within.
    values: Vec<Option<&'t Node>>,
    facts: Vec<Fact<'t>>,
    /// The place of the name.
    path: Path,
}

impl<'t> Checker<'t> {
    pub(super) fn names_given_twice(&mut self, resources: &[Resource<'t>]) {
        let mut seen: Vec<Named<'t>> = Vec::new();
        let mut together = LazyScenarios::default();
        let mut told: Vec<(&str, &str)> = Vec::new();
        for resource in resources {
            let Some((properties, whole)) = self.name_properties(resource.type_name) else { continue };
            for named in names(resource, &properties, whole) {
                let same = |other: &&Named<'t>| {
                    other.resource != named.resource
                        && other.type_name == named.type_name
                        && other.values == named.values
                        && !told.contains(&(other.resource, named.resource))
                };
                let first = seen.iter().filter(same).find_map(|other| {
                    let facts = [other.facts.as_slice(), &named.facts].concat();
                    together.possible(&self.symbols, &facts).then_some((other, facts.is_empty()))
                });
                if let Some((other, always)) = first {
                    told.push((other.resource, named.resource));
                    let what = properties.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
                    let both = [(&other.path, named.resource), (&named.path, other.resource)];
                    for (path, second) in both {
                        // That two conditions can be true at once does not say that anybody deploys the template so.
                        let make = if always { Finding::error } else { Finding::warning };
                        let sometimes = if always { "" } else { " where both are created with it" };
                        self.report(
                            make("same-name", path, format!("`{second}` has the same {what}{sometimes}"))
                                .allowed("different names")
                                .suggest("give one of them another name, or remove the name".to_owned()),
                        );
                    }
                }
                seen.push(named);
            }
        }
    }

    /// The properties that no two resources of a type have in common, the name and what it is unique within; and whether they are the
    /// identifier, of which a part that is not there comes from elsewhere.
    fn name_properties(&self, type_name: &str) -> Option<(Vec<&'t str>, bool)> {
        let facts = self.facts;
        let spec = facts.resource_type(type_name)?.resources.get(type_name)?;
        let identifier = &spec.primary_identifier;
        if !identifier.is_empty() && !identifier.iter().any(|name| spec.read_only.contains(name)) {
            return Some((identifier.iter().map(String::as_str).collect(), true));
        }
        let rows = cfn_spec::rules::NAMES.lines().map(|line| line.split(' '));
        rows.filter_map(|mut words| (words.next() == Some(type_name)).then_some(words))
            .next()
            .map(|words| (words.filter(|word| !word.starts_with("https:")).collect(), false))
    }
}

/// The names of a resource, if they are certain.
fn names<'t>(resource: &Resource<'t>, properties: &[&str], whole: bool) -> Vec<Named<'t>> {
    let Some((name, within)) = properties.split_first() else { return Vec::new() };
    let Some(node) = resource.properties.get(name) else { return Vec::new() };
    let within: Vec<Option<&Node>> = within.iter().map(|name| resource.properties.get(name)).collect();
    if !within.iter().flatten().all(|node| is_certain(node)) || (whole && within.contains(&None)) {
        return Vec::new();
    }
    let at = Location::ROOT.key("Resources").key(resource.id).path().key("Properties").key((*name).to_owned());
    let certain = cases(node, at).into_iter().filter(|case| is_certain(case.node));
    let named = certain.map(|case| Named {
        resource: resource.id,
        type_name: resource.type_name,
        values: [vec![Some(case.node)], within.clone()].concat(),
        facts: own_condition(resource.entry).into_iter().chain(case.facts).collect(),
        path: case.path,
    });
    named.collect()
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
