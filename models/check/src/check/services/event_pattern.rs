//! EventBridge event patterns: objects whose values are lists or objects. Archives, pipes, event source mappings and the filters of
//! subscriptions have the same syntax.
//!
//! Sources: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>,
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html>.

use super::{Resource, literal};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scalar::text_of;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::{describe, quote};
use crate::node::{Node, Object};

const FIELDS: &[&str] =
    &["account", "detail", "detail-type", "id", "region", "replay-name", "resources", "source", "time", "version"];

const FILTERS: &[&str] =
    &["anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"];

const COMPARISONS: &[&str] = &["=", "!=", "<", "<=", ">", ">="];

/// The filters of a resource that are patterns: the path of their list; each item has a `Pattern` that is JSON.
const FILTER_LISTS: &[(&str, &[&str])] = &[
    ("AWS::Lambda::EventSourceMapping", &["FilterCriteria", "Filters"]),
    ("AWS::Pipes::Pipe", &["SourceParameters", "FilterCriteria", "Filters"]),
];

impl Checker<'_> {
    /// The patterns of a resource.
    pub(super) fn event_patterns(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        match resource.type_name {
            "AWS::Events::Rule" | "AWS::Events::Archive" => self.event_pattern(resource.properties, at),
            "AWS::SNS::Subscription" => {
                if let Some(Node::Object(policy)) = resource.properties.get("FilterPolicy") {
                    self.pattern_fields(policy, &at.key("FilterPolicy"));
                }
            }
            type_name => {
                let Some((_, path)) = FILTER_LISTS.iter().find(|(known, _)| *known == type_name) else { return };
                self.filters_at(&Node::Object(resource.properties.clone()), path, at);
            }
        }
    }

    fn filters_at(&mut self, node: &Node, path: &[&str], at: &Location<'_>) {
        if let Some((step, rest)) = path.split_first() {
            if let Some(inner) = node.get(step) {
                self.filters_at(inner, rest, &at.key(step));
            }
            return;
        }
        for (index, filter) in node.items().iter().enumerate() {
            let Some(text) = filter.get("Pattern").and_then(literal) else { continue };
            // What is no JSON at all is told by a rule of the overlay.
            let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { continue };
            let Node::Object(pattern) = Node::from(json) else { continue };
            let at = at.index(index);
            let at = at.key("Pattern");
            let before = self.findings.len();
            self.pattern_fields(&pattern, &at);
            // The pattern is one string of the template.
            let path = at.path();
            self.findings[before..].iter_mut().for_each(|finding| finding.path = path.clone());
        }
    }

    fn event_pattern(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(Node::Object(pattern)) = properties.get("EventPattern") else { return };
        let at = at.key("EventPattern");
        for field in pattern.keys().filter(|key| !FIELDS.contains(key)) {
            if let Some(near) = did_you_mean(field, FIELDS.iter().copied()) {
                self.report(
                    Finding::warning("event-pattern", &at.key(field).path(), format!("events have no field `{field}`"))
                        .allowed(one_of(FIELDS.iter().copied()))
                        .suggest(near),
                );
            }
        }
        self.pattern_fields(pattern, &at);
    }

    fn pattern_fields(&mut self, pattern: &Object, at: &Location<'_>) {
        for (field, value) in pattern.iter().filter(|(field, _)| !field.starts_with("Fn::")) {
            let at = at.key(field);
            match value {
                Node::Object(inner) => self.pattern_fields(inner, &at),
                Node::List(_) if field == "$or" => {}
                Node::List(items) if items.is_empty() => self.report(
                    Finding::error("event-pattern", &at.path(), "the list of values to match is empty")
                        .allowed("a list of at least one value")
                        .suggest("remove the field, or use `exists`".to_owned()),
                ),
                Node::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if let Node::Object(filter) = item {
                            self.pattern_filter(filter, &at.index(index));
                        }
                    }
                }
                value if value.is_intrinsic() => {}
                value => self.report(
                    Finding::error(
                        "event-pattern",
                        &at.path(),
                        format!("expected a list of values to match, found {}", describe(value)),
                    )
                    .allowed("a list of values, or an object of fields")
                    .suggest("write the value as a list with one item".to_owned()),
                ),
            }
        }
    }

    fn pattern_filter(&mut self, filter: &Object, at: &Location<'_>) {
        for (key, operand) in filter.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            let at = at.key(key);
            match key {
                "exists" => self.exists_operand(operand, &at),
                "numeric" => self.numeric_operand(operand, &at),
                key if FILTERS.contains(&key) => {}
                key => self.report(
                    Finding::error("event-pattern", &at.path(), format!("unknown comparison operator `{key}`"))
                        .allowed(one_of(FILTERS.iter().copied()))
                        .suggest(did_you_mean(key, FILTERS.iter().copied())),
                ),
            }
        }
    }

    fn exists_operand(&mut self, operand: &Node, at: &Location<'_>) {
        let is_truth = |text: String| matches!(text.as_str(), "true" | "false");
        if !operand.is_intrinsic() && !text_of(operand).is_some_and(is_truth) {
            self.report(
                Finding::error("event-pattern", &at.path(), format!("`exists` does not accept {}", describe(operand)))
                    .allowed("`true` or `false`"),
            );
        }
    }

    /// Comparisons and numbers in turn: `[">", 0, "<=", 5]`.
    fn numeric_operand(&mut self, operand: &Node, at: &Location<'_>) {
        let Node::List(items) = operand else {
            if !operand.is_intrinsic() {
                let message = format!("`numeric` does not accept {}", describe(operand));
                self.report(
                    Finding::error("event-pattern", &at.path(), message)
                        .allowed("a list of comparisons and numbers in turn: `[\">\", 0, \"<=\", 5]`"),
                );
            }
            return;
        };
        for (index, item) in items.iter().enumerate().step_by(2) {
            let Some(comparison) = literal(item).filter(|text| !COMPARISONS.contains(text)) else { continue };
            let message = format!("{} is no comparison of numbers", quote(comparison));
            self.report(
                Finding::error("event-pattern", &at.index(index).path(), message)
                    .allowed(one_of(COMPARISONS.iter().copied())),
            );
        }
    }
}
