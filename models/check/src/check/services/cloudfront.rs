//! The cache behaviors and the origin groups of a CloudFront distribution refer to its origins.
//!
//! Source:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-cachebehavior.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::{Location, Path};
use crate::check::suggest::{did_you_mean, one_of};
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn distribution_origins(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::Object(config)) = properties.get("DistributionConfig") else { return };
        let at = at.key("DistributionConfig");
        let Some(Node::List(origins)) = config.get("Origins") else { return };
        let groups = match config.get("OriginGroups").map(|groups| groups.get("Items")) {
            None => &[][..],
            Some(Some(Node::List(groups))) => groups,
            Some(_) => return,
        };
        // A computed ID is unknown; two references to the same resource are equal.
        let ids: Vec<&Node> = origins.iter().chain(groups).filter_map(|origin| origin.get("Id")).collect();
        let computed = origins.iter().chain(groups).any(|origin| origin.get("Id").and_then(literal).is_none());
        if !computed {
            self.members_of_groups(origins, groups, &at);
        }
        let default =
            config.get("DefaultCacheBehavior").map(|behaviour| (behaviour, at.key("DefaultCacheBehavior").path()));
        let at_others = at.key("CacheBehaviors");
        let others = match config.get("CacheBehaviors") {
            Some(Node::List(behaviours)) => behaviours.as_slice(),
            _ => &[],
        };
        let others = others.iter().enumerate().map(|(index, behaviour)| (behaviour, at_others.index(index).path()));
        for (behaviour, path) in default.into_iter().chain(others) {
            let Some(target) = behaviour.get("TargetOriginId") else { continue };
            let Some(name) = literal(target).filter(|_| !computed) else { continue };
            if !ids.iter().any(|id| literal(id) == Some(name)) {
                self.no_origin(name, &ids, &path.key("TargetOriginId"));
            }
        }
    }

    fn members_of_groups(&mut self, origins: &[Node], groups: &[Node], at: &Location<'_>) {
        let ids: Vec<&Node> = origins.iter().filter_map(|origin| origin.get("Id")).collect();
        let at = at.key("OriginGroups");
        let at = at.key("Items");
        for (index, group) in groups.iter().enumerate() {
            let Some(Node::List(members)) = group.get("Members").and_then(|members| members.get("Items")) else {
                continue;
            };
            let at = at.index(index);
            let at = at.key("Members");
            let at = at.key("Items");
            for (index, member) in members.iter().enumerate() {
                let Some(name) = member.get("OriginId").and_then(literal) else { continue };
                if !ids.iter().any(|id| literal(id) == Some(name)) {
                    self.no_origin(name, &ids, &at.index(index).key("OriginId").path());
                }
            }
        }
    }

    fn no_origin(&mut self, name: &str, ids: &[&Node], path: &Path) {
        let known = ids.iter().copied().filter_map(literal);
        self.report(
            Finding::error("unknown-origin", path, format!("the distribution has no origin `{name}`"))
                .allowed(one_of(known.clone()))
                .suggest(did_you_mean(name, known)),
        );
    }
}
