//! `cfn.toml`: the configuration of a check.
//!
//! ```toml
//! # The regions that the templates are deployed to, and the values of their parameters.
//! regions = ["eu-central-1"]
//! deny-warnings = true
//! # Files that are excluded when a folder is checked.
//! exclude = ["vendor/**"]
//!
//! [parameters]
//! Stage = "prod"
//!
//! # error, warning, note, or off
//! [severity]
//! retained-data-without-key = "error"
//!
//! [[accept]]
//! rule = "policy-key"
//! at = "Role.Policies"        # a path and everything below it; default: everywhere
//! file = "legacy/*.yaml"      # default: every template
//! reason = "the condition key belongs to a private service"
//! ```
//! A template uses the nearest `cfn.toml` in its folder or a parent folder. Unknown keys are errors.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::settings::{Acceptance, LEVELS, Settings, level, region_named};
use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::rules;
use models::check::nearest;

const KEYS: &[&str] = &["accept", "deny-warnings", "deploy", "exclude", "parameters", "regions", "severity"];

/// What the guide says of the keys, `deploy` apart: their names, types and meaning, and the option that says the same.
pub(crate) const CHECK_KEYS: &[(&str, &str, &str, Option<&str>)] = &[
    (
        "accept",
        "a list of tables",
        "findings that are accepted, each with `rule`, `reason`, and where: `at` a path in the template (default: everywhere), in a `file` (a pattern; default: every template)",
        Some("accept"),
    ),
    ("deny-warnings", "`true` or `false`; default `false`", "warnings are errors", Some("deny-warnings")),
    ("exclude", "a list of patterns", "files that are left out when a folder is checked, relative to the file", None),
    ("parameters", "a table of strings", "values of the template's parameters, for its conditions", Some("parameter")),
    (
        "regions",
        "a list of strings",
        "the regions that the templates are deployed to: what is not available there is reported",
        Some("region"),
    ),
    ("severity", "a table of strings", "of a rule by its id: `error`, `warning`, `note` or `off`", Some("severity")),
];
const KEYS_OF_ACCEPT: &[&str] = &["at", "file", "reason", "rule"];

/// Reads a configuration file.
///
/// # Errors
/// All errors of the file.
pub(super) fn read(file: &Path, snapshot: &Snapshot) -> Result<Settings, Failure> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|e| Failure::Input(format!("{name}: cannot be read: {e}")))?;
    let (document, errors) = DeTable::parse_recoverable(&text);
    let mut reader = Reader { name: &name, text: &text, snapshot, problems: Vec::new() };
    for error in &errors {
        reader.problem(error.span().map_or(0, |span| span.start), error.message().trim_end());
    }
    let mut settings = Settings { folder: file.parent().map(Path::to_owned), ..Settings::default() };
    if errors.is_empty() {
        reader.root(document.get_ref(), &mut settings);
    }
    if reader.problems.is_empty() {
        return Ok(settings);
    }
    reader.problems.sort();
    let problems: Vec<String> = reader.problems.into_iter().map(|(_, problem)| problem).collect();
    Err(Failure::Input(problems.join("\n")))
}

struct Reader<'r> {
    name: &'r str,
    text: &'r str,
    snapshot: &'r Snapshot,
    /// Each with its offset in the file.
    problems: Vec<(usize, String)>,
}

type Entry<'d> = Spanned<DeValue<'d>>;

impl Reader<'_> {
    fn place(&self, offset: usize) -> String {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        format!("{}:{}:{column}", self.name, before.matches('\n').count() + 1)
    }

    fn problem(&mut self, offset: usize, message: &str) {
        let place = self.place(offset);
        self.problems.push((offset, format!("{place}: {message}")));
    }

    fn unknown_key(&mut self, offset: usize, key: &str, known: &[&str]) {
        let remedy = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of {}", known.join(", ")),
        };
        self.problem(offset, &format!("unknown key `{key}`; {remedy}"));
    }

    fn root(&mut self, table: &DeTable<'_>, settings: &mut Settings) {
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "accept" => {
                    for entry in self.list(value, "tables `[[accept]]`") {
                        if let Some(accept) = self.accept(entry) {
                            settings.accept.push(accept);
                        }
                    }
                }
                // Of the commands about stacks, which read it.
                "deploy" => {}
                "deny-warnings" => match value.get_ref() {
                    DeValue::Boolean(deny) => settings.deny_warnings = *deny,
                    _ => self.problem(value.span().start, "`deny-warnings` has to be `true` or `false`"),
                },
                "exclude" => settings.exclude = self.texts(value, "a list of patterns, such as `[\"vendor/**\"]`"),
                "parameters" => {
                    for (name, value) in self.table(value, "a table of values") {
                        let text = match value.get_ref() {
                            DeValue::String(text) => text.to_string(),
                            DeValue::Integer(number) => number.to_string(),
                            DeValue::Float(number) => number.to_string(),
                            DeValue::Boolean(value) => value.to_string(),
                            _ => {
                                self.problem(
                                    value.span().start,
                                    "the value of a parameter has to be a string, a number or a Boolean",
                                );
                                continue;
                            }
                        };
                        settings.given.parameters.insert(name.get_ref().to_string(), text);
                    }
                }
                "regions" => {
                    for region in self.texts(value, "a list of regions, such as `[\"eu-central-1\"]`") {
                        match region_named(&region) {
                            Ok(()) => settings.given.regions.push(region),
                            Err(message) => self.problem(value.span().start, &message),
                        }
                    }
                }
                "severity" => {
                    for (rule, value) in self.table(value, "a table of rules") {
                        let (id, place) = (rule.get_ref().to_string(), rule.span().start);
                        if let Err(message) = rules::known(&id, self.snapshot) {
                            self.problem(place, &message);
                        }
                        let level = match value.get_ref() {
                            DeValue::String(text) => level(text),
                            _ => Err(LEVELS.to_owned()),
                        };
                        match level {
                            Ok(level) => {
                                settings.severity.insert(id, level);
                            }
                            Err(message) => self.problem(value.span().start, &message),
                        }
                    }
                }
                other => self.unknown_key(key.span().start, other, KEYS),
            }
        }
    }

    fn accept(&mut self, entry: &Entry<'_>) -> Option<Acceptance> {
        let start = entry.span().start;
        let DeValue::Table(table) = entry.get_ref() else {
            self.problem(start, "an acceptance has to be a table with `rule` and `reason`");
            return None;
        };
        let mut values: BTreeMap<&str, String> = BTreeMap::new();
        for (key, value) in table.iter() {
            let Some(name) = KEYS_OF_ACCEPT.iter().find(|name| **name == key.get_ref().as_ref()) else {
                self.unknown_key(key.span().start, key.get_ref(), KEYS_OF_ACCEPT);
                continue;
            };
            match value.get_ref() {
                DeValue::String(text) => {
                    values.insert(name, text.to_string());
                }
                _ => self.problem(value.span().start, &format!("`{name}` has to be a string")),
            }
        }
        let mut take = |name: &str| values.remove(name);
        let (rule, reason, at, file) = (take("rule"), take("reason"), take("at"), take("file"));
        let (Some(rule), Some(reason)) = (rule, reason.filter(|reason| !reason.trim().is_empty())) else {
            self.problem(start, "an acceptance requires `rule` and `reason`");
            return None;
        };
        if let Err(message) = rules::known(&rule, self.snapshot) {
            self.problem(start, &message);
            return None;
        }
        Some(Acceptance { rule, at, file, reason, origin: self.place(start) })
    }

    fn list<'v, 'd>(&mut self, value: &'v Entry<'d>, wanted: &str) -> &'v [Entry<'d>] {
        match value.get_ref() {
            DeValue::Array(items) => items,
            _ => {
                self.problem(value.span().start, &format!("expected {wanted}"));
                &[]
            }
        }
    }

    fn texts(&mut self, value: &Entry<'_>, wanted: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(value, wanted) {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.to_string()),
                _ => self.problem(item.span().start, &format!("expected {wanted}")),
            }
        }
        texts
    }

    fn table<'v, 'd>(
        &mut self,
        value: &'v Entry<'d>,
        wanted: &str,
    ) -> Vec<(&'v Spanned<std::borrow::Cow<'d, str>>, &'v Entry<'d>)> {
        match value.get_ref() {
            DeValue::Table(table) => table.iter().collect(),
            _ => {
                self.problem(value.span().start, &format!("expected {wanted}"));
                Vec::new()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_has_every_key() {
        let mut documented: Vec<&str> = CHECK_KEYS.iter().map(|(key, ..)| *key).chain(["deploy"]).collect();
        documented.sort_unstable();
        assert_eq!(documented, KEYS);
    }
}
