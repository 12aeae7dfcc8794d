//! Outputs.

use super::Checker;
use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::presence::Presence;
use super::returns::Returns;
use super::static_expression::StaticExpression;
use super::suggest::{did_you_mean, one_of};
use super::value::describe;
use crate::node::{Node, Object};

const ATTRIBUTES: &[&str] = &["Condition", "Description", "Export", "Value"];
const LONGEST_DESCRIPTION: usize = 1024;

impl Checker<'_> {
    pub(super) fn outputs(&mut self) {
        let Some(section) = self.symbols.section("Outputs") else { return };
        let at = Location::ROOT.key("Outputs");
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

    fn output(&mut self, entry: &Object, at: &Location<'_>) {
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
                ("Description", other) => self.wrong_type(other, "a literal string", &at),
                ("Export", Node::Object(export)) => self.export(export, &at),
                ("Export", Node::Function("Fn::Transform", _)) => {}
                ("Export", other) => self.wrong_type(other, "an object with a `Name`", &at),
                ("Value", value) => self.output_text(value, "the value of an output", &at),
                _ if key.starts_with("Fn::") => {}
                _ => {
                    let near = did_you_mean(key, ATTRIBUTES.iter().copied());
                    self.report(
                        Finding::error("unknown-attribute", &at.path(), format!("an output has no attribute `{key}`"))
                            .allowed(one_of(ATTRIBUTES.iter().copied()))
                            .suggest(near)
                            .fix(Fix::key(key, ATTRIBUTES.iter().copied().filter(|known| entry.get(known).is_none()))),
                    );
                }
            }
        }
        if Presence::of(entry.get("Value")) == Presence::Never && !entry.keys().any(|key| key.starts_with("Fn::")) {
            self.report(
                Finding::error("missing-property", &at.path(), "an output requires `Value`")
                    .suggest("add `Value`".to_owned()),
            );
        }
    }

    fn export(&mut self, export: &Object, at: &Location<'_>) {
        for (key, value) in export.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            let at = at.key(key);
            if key == "Name" {
                self.check_static(value, StaticExpression::Export, &at);
                self.output_text(value, "the name of an export", &at);
            } else {
                self.report(
                    Finding::error("unknown-attribute", &at.path(), format!("an export has no attribute `{key}`"))
                        .allowed("`Name`")
                        .suggest(did_you_mean(key, ["Name"]))
                        .fix(Fix::key(key, ["Name"].into_iter().filter(|known| export.get(known).is_none()))),
                );
            }
        }
        if export.get("Name").is_none() && !export.keys().any(|key| key.starts_with("Fn::")) {
            self.report(
                Finding::error("missing-property", &at.path(), "an export requires `Name`")
                    .suggest("add `Name`".to_owned()),
            );
        }
    }

    /// The value of an output and the name of an export have to be strings, for all values of the conditions.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html>.
    fn output_text(&mut self, node: &Node, what: &str, at: &Location<'_>) {
        if let Node::Function("Fn::If", argument) = node {
            if let Some([_, then, otherwise]) = argument.as_list() {
                let at = at.key("Fn::If");
                self.output_text(then, what, &at.index(1));
                self.output_text(otherwise, what, &at.index(2));
            }
            return;
        }
        let is = match self.returns(node) {
            Returns::Scalar | Returns::Unknown => return,
            Returns::List => "a list",
            Returns::Object => "an object",
            Returns::Condition => "a condition",
        };
        let given = if node.is_intrinsic() { format!("{}, which is {is}", describe(node)) } else { is.to_owned() };
        self.report(
            Finding::error("wrong-type", &at.path(), format!("{what} has to be a string, found {given}"))
                .allowed("a string")
                .suggest(
                    "use `Fn::Join` to join a list into one string, or `Fn::Select` for one of its items".to_owned(),
                ),
        );
    }
}
