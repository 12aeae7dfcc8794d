//! An object is moved to another storage class before it expires.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>.

use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scalar::text_of;
use crate::check::text::parsed;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn lifecycle(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(rules)) = properties.get("LifecycleConfiguration").and_then(|all| all.get("Rules")) else {
            return;
        };
        let at = at.key("LifecycleConfiguration");
        let at = at.key("Rules");
        for (index, rule) in rules.iter().enumerate() {
            let days = |node: &Node, name: &str| node.get(name).and_then(text_of).and_then(|days| parsed::<u64>(&days));
            let Some(expires) = days(rule, "ExpirationInDays") else { continue };
            let listed = rule.get("Transitions").map_or(&[][..], Node::items).iter();
            let moved = listed.chain(rule.get("Transition")).filter_map(|one| days(one, "TransitionInDays")).max();
            if let Some(moved) = moved.filter(|moved| *moved >= expires) {
                self.report(
                    Finding::error(
                        "lifecycle-days",
                        &at.index(index).key("ExpirationInDays").path(),
                        format!("objects expire after {expires} days, and are moved after {moved}"),
                    )
                    .allowed(format!("more than {moved} days")),
                );
            }
        }
    }
}
