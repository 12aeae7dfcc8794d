//! Dynamic references: how they are written, and where CloudFormation resolves them.
//!
//! Sources: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html>.

use super::Checker;
use super::finding::Finding;
use super::path::Location;
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use crate::node::{Node, Object, SubPart};

const SERVICES: &[&str] = &["secretsmanager", "ssm", "ssm-secure"];

/// In place of what a placeholder of `Fn::Sub` does: something that is not known.
const SOMETHING: char = '\u{fffc}';

/// The place of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StringLocation {
    /// Among a resource's properties.
    Property,
    /// Elsewhere in a template.
    Elsewhere,
}

impl Checker<'_> {
    /// Checks the dynamic references of a section of the template.
    pub(super) fn dynamic_references(&mut self, section: &str, node: &Node, at: &Location<'_>) {
        for (id, entry) in node.as_object().into_iter().flat_map(Object::iter) {
            let at = at.key(id);
            for (key, inner) in entry.as_object().into_iter().flat_map(Object::iter) {
                let place = match (section, key) {
                    // What is in a resource's `Metadata` is resolved, too: `cfn-init` reads it. What a parameter is by
                    // default comes into properties.
                    ("Resources", "Properties" | "Metadata") | ("Parameters", "Default") => StringLocation::Property,
                    _ => StringLocation::Elsewhere,
                };
                self.dynamic_reference(inner, place, &at.key(key));
            }
        }
    }

    fn dynamic_reference(&mut self, node: &Node, place: StringLocation, at: &Location<'_>) {
        match node {
            Node::String(text) if text.contains("{{resolve:") => self.references_in(text, place, at),
            Node::Sub(sub) => {
                let mut text = String::new();
                for part in &sub.parts {
                    match part {
                        SubPart::Text(part) => text.push_str(part),
                        _ => text.push(SOMETHING),
                    }
                }
                if text.contains("{{resolve:") {
                    self.references_in(&text, place, at);
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.dynamic_reference(item, place, &at.index(index));
                }
            }
            Node::Object(object) => {
                for (key, inner) in object.iter() {
                    self.dynamic_reference(inner, place, &at.key(key));
                }
            }
            Node::Function(name, argument) => self.dynamic_reference(argument, place, &at.key(name)),
            _ => {}
        }
    }

    fn references_in(&mut self, text: &str, place: StringLocation, at: &Location<'_>) {
        for rest in text.split("{{resolve:").skip(1) {
            // A reference may be put together of several texts.
            let Some((reference, _)) = rest.split_once("}}") else { continue };
            let parts: Vec<&str> = reference.split(':').collect();
            let (service, arguments) = (parts[0], &parts[1..]);
            if !SERVICES.contains(&service) {
                let message = format!("{} is not a service of dynamic references", quote(service));
                self.report(
                    Finding::error("dynamic-reference", &at.path(), message)
                        .allowed(one_of(SERVICES.iter().copied()))
                        .suggest(did_you_mean(service, SERVICES.iter().copied())),
                );
                continue;
            }
            let fault = match service {
                "secretsmanager" => secret_fault(arguments),
                _ => parameter_fault(arguments),
            };
            if let Some((message, allowed)) = fault {
                self.report(Finding::error("dynamic-reference", &at.path(), message).allowed(allowed));
            } else if service != "ssm" && place == StringLocation::Elsewhere {
                self.report(
                    Finding::error(
                        "dynamic-reference",
                        &at.path(),
                        format!(
                            "CloudFormation resolves `{service}` references among the properties of resources only"
                        ),
                    )
                    .allowed(format!("`{{{{resolve:{service}:…}}}}` in the properties of resources")),
                );
            }
        }
    }
}

/// What is wrong with `name:version` of a parameter, and what is allowed.
fn parameter_fault(arguments: &[&str]) -> Option<(String, &'static str)> {
    let (name, version) = match arguments {
        // The ARN of a parameter that another account shares.
        ["arn", ..] => return None,
        [name] => (*name, None),
        [name, version] => (*name, Some(*version)),
        _ => {
            return Some((
                format!("the reference has {} parts after the service", arguments.len()),
                "the parameter's name, and `:` and its version",
            ));
        }
    };
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-/".contains(c) || c == SOMETHING) {
        return Some((format!("{} is not the name of a parameter", quote(name)), "letters, digits and `_.-/`"));
    }
    let version = version.filter(|version| !version.contains(SOMETHING))?;
    (version.is_empty() || !version.bytes().all(|b| b.is_ascii_digit()))
        .then(|| (format!("{} is not a parameter's version", quote(version)), "an integer"))
}

/// What is wrong with `secret-id:SecretString:json-key:version-stage:version-id`, and what is allowed.
fn secret_fault(arguments: &[&str]) -> Option<(String, &'static str)> {
    // The seven parts of a secret's ARN are one.
    let (id, rest) = match arguments {
        ["arn", rest @ ..] => match rest.len() {
            0..=5 => return Some(("the secret's ARN is cut off".to_owned(), "the whole ARN, or the secret's name")),
            _ => (rest[5], &rest[6..]),
        },
        [id, rest @ ..] => (*id, rest),
        [] => ("", [].as_slice()),
    };
    if id.is_empty() {
        return Some(("the reference names no secret".to_owned(), "the secret's name or ARN after `secretsmanager:`"));
    }
    match rest {
        [_, _, _, _, _, ..] => Some((
            "the reference has too many parts".to_owned(),
            "`secret-id:SecretString:json-key:version-stage:version-id`, all but the first are optional",
        )),
        [what, ..] if !what.is_empty() && *what != "SecretString" && !what.contains(SOMETHING) => {
            Some((format!("expected `SecretString`, found {}", quote(what)), "`SecretString`"))
        }
        [_, _, stage, version] if !stage.is_empty() && !version.is_empty() => {
            Some(("the reference has a version's stage and a version's id".to_owned(), "one of them"))
        }
        _ => None,
    }
}
