//! EventBridge event patterns: objects whose values are lists or objects.
//!
//! Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html>.

use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::describe;
use crate::node::{Node, Object};

const FIELDS: &[&str] =
    &["account", "detail", "detail-type", "id", "region", "replay-name", "resources", "source", "time", "version"];

const FILTERS: &[&str] =
    &["anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"];

impl Checker<'_> {
    pub(super) fn event_pattern(&mut self, properties: &Object, at: &Location<'_>) {
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
        for key in filter.keys().filter(|key| !FILTERS.contains(key) && !key.starts_with("Fn::")) {
            self.report(
                Finding::error("event-pattern", &at.key(key).path(), format!("unknown comparison operator `{key}`"))
                    .allowed(one_of(FILTERS.iter().copied()))
                    .suggest(did_you_mean(key, FILTERS.iter().copied())),
            );
        }
    }
}
