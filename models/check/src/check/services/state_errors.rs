//! What a state does about errors, and how it chooses: retriers, catchers and choice rules.
//!
//! Source: <https://states-language.net/spec.html>,
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>.

use super::state_fields::QueryLanguage;
use super::state_machine::Definition;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::suggest::did_you_mean;
use crate::node::{Node, Object};

/// What choice rules compare with; each with `Path` behind it too.
const COMPARISONS: &[&str] = &[
    "BooleanEquals",
    "NumericEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "StringEquals",
    "StringGreaterThan",
    "StringGreaterThanEquals",
    "StringLessThan",
    "StringLessThanEquals",
    "TimestampEquals",
    "TimestampGreaterThan",
    "TimestampGreaterThanEquals",
    "TimestampLessThan",
    "TimestampLessThanEquals",
];
/// What choice rules test without another value, or by a pattern.
const TESTS: &[&str] = &["IsBoolean", "IsNull", "IsNumeric", "IsPresent", "IsString", "IsTimestamp", "StringMatches"];
const COMBINED: &[&str] = &["And", "Or", "Not"];
/// What a choice rule has beside its condition.
const BESIDE: &[&str] = &["Assign", "Comment", "Next", "Output", "Variable"];

impl Checker<'_> {
    /// Checks the retriers and catchers of a state.
    pub(super) fn error_handlers(&mut self, name: &str, state: &Object, definition: Definition<'_>, at: &Location<'_>) {
        for key in ["Retry", "Catch"] {
            let Some(Node::List(handlers)) = state.get(key) else { continue };
            let at = at.key(key);
            for (index, handler) in handlers.iter().enumerate() {
                let at = at.index(index);
                let Some(handler) = handler.as_object().filter(|handler| !is_open(handler)) else { continue };
                let errors = match handler.get("ErrorEquals") {
                    Some(Node::List(errors)) if !errors.is_empty() => errors,
                    Some(Node::List(_)) | None => {
                        let message = format!("an item of `{key}` of the state `{name}` names no error");
                        self.report(
                            Finding::error("state-machine", &definition.place(&at), message)
                                .suggest("add `ErrorEquals` with the names of errors, or `States.ALL`".to_owned()),
                        );
                        continue;
                    }
                    Some(_) => continue,
                };
                let all = errors.iter().any(|error| error.as_str() == Some("States.ALL"));
                if all && (errors.len() > 1 || index + 1 < handlers.len()) {
                    let message =
                        format!("`States.ALL` is not alone in the last item of `{key}` of the state `{name}`");
                    self.report(
                        Finding::error("state-machine", &definition.place(&at.key("ErrorEquals")), message)
                            .allowed("`States.ALL` by itself, in the last item"),
                    );
                }
            }
        }
    }

    /// Checks the conditions of a state of type Choice.
    pub(super) fn choices(&mut self, name: &str, state: &Object, definition: Definition<'_>, at: &Location<'_>) {
        let (Some(Node::List(rules)), Some(language)) = (state.get("Choices"), definition.language) else { return };
        let at = at.key("Choices");
        for (index, rule) in rules.iter().enumerate() {
            let Some(rule) = rule.as_object().filter(|rule| !is_open(rule)) else { continue };
            let at = at.index(index);
            match language {
                QueryLanguage::Jsonata => self.jsonata_rule(name, rule, definition, &at),
                QueryLanguage::JsonPath => self.choice_rule(name, rule, definition, &at),
            }
        }
    }

    fn jsonata_rule(&mut self, name: &str, rule: &Object, definition: Definition<'_>, at: &Location<'_>) {
        if rule.get("Condition").is_some() {
            return;
        }
        let message = format!("a choice of the state `{name}`, whose query language is JSONata, has no `Condition`");
        self.report(
            Finding::error("state-machine", &definition.place(at), message)
                .suggest("write the comparison as an expression: `Condition: '{% … %}'`".to_owned()),
        );
    }

    /// A rule in JSONPath: a variable and one comparison, or a combination of rules.
    fn choice_rule(&mut self, name: &str, rule: &Object, definition: Definition<'_>, at: &Location<'_>) {
        let is_comparison = |key: &&str| {
            TESTS.contains(key)
                || COMBINED.contains(key)
                || COMPARISONS.contains(&key.strip_suffix("Path").unwrap_or(key))
        };
        let unknown: Vec<&str> = rule.keys().filter(|key| !is_comparison(key) && !BESIDE.contains(key)).collect();
        for key in &unknown {
            let known = COMPARISONS.iter().chain(TESTS).chain(COMBINED).chain(BESIDE).copied();
            let message = match *key {
                "Condition" => {
                    format!("a choice of the state `{name}`, whose query language is JSONPath, has `Condition`")
                }
                key => format!("a choice of the state `{name}` has the unknown comparison `{key}`"),
            };
            let path = definition.place(&at.key(key));
            self.report(
                Finding::error("state-machine", &path, message)
                    .allowed("`Variable` and one comparison, such as `StringEquals`, or one of `And`, `Or` and `Not`")
                    .suggest(did_you_mean(key, known)),
            );
        }
        let given = rule.keys().filter(is_comparison).count();
        if unknown.is_empty() && given != 1 {
            let message = format!("a choice of the state `{name}` has {given} comparisons");
            self.report(
                Finding::error("state-machine", &definition.place(at), message)
                    .allowed("one comparison, such as `StringEquals`, or one of `And`, `Or` and `Not`"),
            );
        }
        for key in ["And", "Or"] {
            let at = at.key(key);
            for (index, inner) in rule.get(key).map_or(&[][..], Node::items).iter().enumerate() {
                if let Some(inner) = inner.as_object().filter(|inner| !is_open(inner)) {
                    self.choice_rule(name, inner, definition, &at.index(index));
                }
            }
        }
        if let Some(inner) = rule.get("Not").and_then(Node::as_object).filter(|inner| !is_open(inner)) {
            self.choice_rule(name, inner, definition, &at.key("Not"));
        }
    }
}

/// Whether a function can add keys.
fn is_open(object: &Object) -> bool {
    object.keys().any(|key| key.starts_with("Fn::"))
}
