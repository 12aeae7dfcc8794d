//! The cache behaviors of a CloudFront distribution refer to its origins.
//!
//! Source:
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-cachebehavior.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
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
                let known = ids.iter().copied().filter_map(literal);
                self.report(
                    Finding::error(
                        "unknown-origin",
                        &path.key("TargetOriginId"),
                        format!("the distribution has no origin `{name}`"),
                    )
                    .allowed(one_of(known.clone()))
                    .suggest(did_you_mean(name, known)),
                );
            }
        }
    }
}
