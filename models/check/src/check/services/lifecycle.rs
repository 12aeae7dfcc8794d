//! A rule of a lifecycle does something, moves objects to colder storage classes only, and before they expire.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html>.

use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scalar::text_of;
use crate::check::text::parsed;
use crate::node::{Node, Object};

/// The storage classes in the order in which objects can be moved.
const CLASSES: &[&str] = &["STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];

impl Checker<'_> {
    pub(super) fn lifecycle(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::List(rules)) = properties.get("LifecycleConfiguration").and_then(|all| all.get("Rules")) else {
            return;
        };
        let at = at.key("LifecycleConfiguration");
        let at = at.key("Rules");
        for (index, rule) in rules.iter().enumerate() {
            self.does_something(rule, &at.index(index));
            self.order_of_classes(rule, &at.index(index));
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

    /// Objects are moved in one direction only, to colder classes.
    fn order_of_classes(&mut self, rule: &Node, at: &Location<'_>) {
        let Some(Node::List(transitions)) = rule.get("Transitions") else { return };
        let of = |(index, transition): (usize, &Node)| {
            let days: u64 = parsed(&text_of(transition.get("TransitionInDays")?)?)?;
            let class = text_of(transition.get("StorageClass")?)?;
            Some((index, days, CLASSES.iter().position(|known| *known == class)?))
        };
        let known: Vec<(usize, u64, usize)> = transitions.iter().enumerate().filter_map(of).collect();
        for (index, days, class) in &known {
            if let Some((_, _, colder)) = known.iter().find(|(_, other, colder)| other < days && colder > class) {
                let path = at.key("Transitions").index(*index).path();
                let message = format!("objects in {} are not moved to {}", CLASSES[*colder], CLASSES[*class]);
                self.report(
                    Finding::error("lifecycle-days", &path, message)
                        .allowed(format!("transitions in this order: {}", CLASSES.join(", "))),
                );
            }
        }
    }

    /// A rule has at least one action.
    fn does_something(&mut self, rule: &Node, at: &Location<'_>) {
        const CONDITIONS: [&str; 7] =
            ["Id", "Status", "Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "Filter"];
        let Node::Object(rule) = rule else { return };
        if rule.keys().all(|key| CONDITIONS.contains(&key)) {
            self.report(
                Finding::error("lifecycle-action", &at.path(), "the rule has no action")
                    .allowed("an expiration, a transition, or `AbortIncompleteMultipartUpload`"),
            );
        }
    }
}
