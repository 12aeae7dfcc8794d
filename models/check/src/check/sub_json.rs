//! JSON that `Fn::Sub` puts together: a parameter's value with a quote in it ends the string that it is in.

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::scalar::text_of;
use crate::node::{Node, Sub, SubPart};

impl Checker<'_> {
    /// Parameters in strings of JSON whose default or allowed values are known to break it.
    pub(super) fn sub_json(&mut self, sub: &Sub, at: &Location<'_>) {
        let text = sub.text();
        let trimmed = text.trim();
        if !(trimmed.starts_with(['{', '[']) && trimmed.ends_with(['}', ']']) && trimmed.contains('"')) {
            return;
        }
        let mut in_string = false;
        for part in &sub.parts {
            match part {
                SubPart::Text(text) => in_string = ends_in_string(text, in_string),
                SubPart::Ref(target) if in_string && sub.variables.get(&target.id).is_none() => {
                    let Some(parameter) = self.symbols.parameter(&target.id) else { continue };
                    let allowed = parameter.get("AllowedValues").map_or(&[][..], Node::items);
                    let mut values = parameter.get("Default").into_iter().chain(allowed).filter_map(text_of);
                    if let Some(value) =
                        values.find(|value| value.contains(['"', '\\']) || value.contains(char::is_control))
                    {
                        let message = format!(
                            "`{}` may be {value:?}, which `Fn::Sub` writes into a string of JSON as it is: the JSON breaks",
                            target.id
                        );
                        self.report(Finding::warning("sub-json", &at.path(), message).suggest(
                            "write the JSON with `Fn::ToJsonString`, which escapes values, or escape the parameter's values"
                                .to_owned(),
                        ));
                    }
                }
                SubPart::Literal(_) | SubPart::Ref(_) | SubPart::GetAtt(..) => {}
            }
        }
    }
}

/// Whether a string of JSON is open after `text`.
pub(super) fn ends_in_string(text: &str, mut in_string: bool) -> bool {
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '"' if !escaped => in_string = !in_string,
            '\\' if in_string && !escaped => {
                escaped = true;
                continue;
            }
            _ => {}
        }
        escaped = false;
    }
    in_string
}
