//! Outputs.

use super::Checker;
use super::finding::Finding;
use super::path::At;
use super::suggest::{did_you_mean, one_of};
use crate::node::{Node, Object};

const ATTRIBUTES: &[&str] = &["Condition", "Description", "Export", "Value"];
const LONGEST_DESCRIPTION: usize = 1024;

impl Checker<'_> {
    pub(super) fn outputs(&mut self) {
        let Some(section) = self.symbols.section("Outputs") else { return };
        let at = At::ROOT.key("Outputs");
        let mut exports: Vec<(&Node, &str)> = Vec::new();
        for (id, node) in section.iter().filter(|(id, _)| !id.starts_with("Fn::")) {
            let at = at.key(id);
            let Node::Object(entry) = node else {
                self.wrong_type(node, "an output: an object with a `Value`", &at);
                continue;
            };
            self.output(entry, &at);
            let Some(name) = entry.get("Export").and_then(|export| export.get("Name")) else { continue };
            if let Some((_, first)) = exports.iter().find(|(other, _)| *other == name) {
                self.report(
                    Finding::error(
                        "duplicate-export",
                        &at.key("Export").key("Name").path(),
                        format!("the output `{first}` has the same export name"),
                    )
                    .allowed("names that are unique in account and region"),
                );
            }
            exports.push((name, id));
        }
    }

    fn output(&mut self, entry: &Object, at: &At<'_>) {
        for (key, value) in entry.iter() {
            let at = at.key(key);
            match (key, value) {
                ("Condition", Node::String(name)) => self.condition_reference(name, &at),
                ("Condition", Node::Name(_)) => {}
                ("Condition", other) => self.wrong_type(other, "the name of a condition", &at),
                ("Description", Node::String(text)) if text.len() > LONGEST_DESCRIPTION => self.report(
                    Finding::error("limit", &at.path(), format!("the description has {} bytes", text.len()))
                        .allowed(format!("at most {LONGEST_DESCRIPTION} bytes")),
                ),
                ("Description", Node::String(_)) => {}
                ("Description", other) => self.wrong_type(other, "a literal text", &at),
                ("Export", Node::Object(export)) if export.get("Name").is_some() => {}
                ("Export", other) => self.wrong_type(other, "an object with a `Name`", &at),
                ("Value", Node::List(_) | Node::Object(_) | Node::Null) => self.wrong_type(value, "a text", &at),
                ("Value", _) => {}
                _ if key.starts_with("Fn::") => {}
                _ => {
                    let near = did_you_mean(key, ATTRIBUTES.iter().copied());
                    self.report(
                        Finding::error("unknown-attribute", &at.path(), format!("an output has no attribute `{key}`"))
                            .allowed(one_of(ATTRIBUTES.iter().copied()))
                            .suggest(near),
                    );
                }
            }
        }
        if entry.get("Value").is_none() && !entry.keys().any(|key| key.starts_with("Fn::")) {
            self.report(
                Finding::error("missing-property", &at.path(), "an output requires `Value`")
                    .suggest("add `Value`".to_owned()),
            );
        }
    }
}
