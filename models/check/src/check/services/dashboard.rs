//! The widgets of a CloudWatch dashboard.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>.

use serde_json::Value;

use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::json_text::{JsonText, json_text};
use crate::check::path::Location;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;
use crate::node::Object;

/// The types of widgets, with what the properties of each have to have.
const TYPES: &[(&str, &[&str])] = &[
    ("alarm", &["alarms"]),
    ("custom", &["endpoint"]),
    ("explorer", &[]),
    ("log", &["query"]),
    ("metric", &[]),
    ("text", &["markdown"]),
];

/// The numbers of a widget: its place on the grid and its size.
const NUMBERS: &[(&str, u64, u64)] = &[("x", 0, 23), ("y", 0, u64::MAX), ("width", 1, 24), ("height", 1, 1000)];

impl Checker<'_> {
    pub(super) fn dashboard(&mut self, properties: &Object, at: &Location<'_>) {
        let Some(body) = properties.get("DashboardBody") else { return };
        self.alternatives(body, &at.key("DashboardBody"), &mut |checker, body, at| {
            // Where a placeholder is a whole value, nothing can be said of that value.
            let JsonText::Json { value, whole: true } = json_text(body) else { return };
            let Some(widgets) = value.get("widgets") else { return };
            let Some(widgets) = widgets.as_array() else {
                return checker.widget_finding("`widgets` is not a list".to_owned(), "a list of widgets", at);
            };
            for (index, widget) in widgets.iter().enumerate() {
                checker.widget(index, widget, at);
            }
        });
    }

    fn widget(&mut self, index: usize, widget: &Value, at: &Location<'_>) {
        let name = format!("the widget {}", index + 1);
        let types = || one_of(TYPES.iter().map(|(name, _)| *name));
        let Some(kind) = widget.get("type").and_then(Value::as_str) else {
            return self.widget_finding(format!("{name} has no `type`"), &types(), at);
        };
        if kind.contains("${") {
            return;
        }
        let Some((_, required)) = TYPES.iter().find(|(known, _)| *known == kind) else {
            let near = did_you_mean(kind, TYPES.iter().map(|(name, _)| *name));
            let finding =
                Finding::error("dashboard-widget", &at.path(), format!("{name} has the unknown type {}", quote(kind)));
            return self.report(finding.allowed(types()).suggest(near));
        };
        let Some(properties) = widget.get("properties").and_then(Value::as_object) else {
            return self.widget_finding(format!("{name} has no `properties`"), "`properties`, an object", at);
        };
        for key in required.iter().filter(|key| !properties.contains_key(**key)) {
            self.widget_finding(
                format!("the properties of {name}, of type {kind}, have no `{key}`"),
                &format!("`properties` with `{key}`"),
                at,
            );
        }
        for (key, least, most) in NUMBERS {
            let Some(value) = widget.get(key) else { continue };
            if value.as_u64().is_none_or(|number| number < *least || number > *most) {
                let allowed = match most {
                    &u64::MAX => format!("an integer from {least}"),
                    most => format!("an integer from {least} to {most}"),
                };
                self.widget_finding(format!("`{key}` of {name} is {value}"), &allowed, at);
            }
        }
    }

    fn widget_finding(&mut self, message: String, allowed: &str, at: &Location<'_>) {
        self.report(Finding::error("dashboard-widget", &at.path(), message).allowed(allowed.to_owned()));
    }
}
