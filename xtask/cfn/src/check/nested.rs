//! Nested stacks whose template is a file beside the template: the parameters that they are given are its own.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html>.

use std::path::Path;

use cfn_template::{Document, Span, Value};
use models::check::{self, Finding};

use crate::template::Template;

const STACK: &str = "AWS::CloudFormation::Stack";

/// What is wrong with the parameters of nested stacks. A template that does not exist is ignored: it may be made before it
/// is uploaded.
pub(super) fn parameters(document: &Document, path: &Path) -> Vec<(Span, Finding)> {
    let mut found = Vec::new();
    let resources = document.root.get("Resources").map_or(&[][..], Value::entries);
    for resource in resources {
        if resource.value.get("Type").and_then(Value::as_str) != Some(STACK) {
            continue;
        }
        let Some(properties) = resource.value.get("Properties") else { continue };
        let Some(url) = properties.entry("TemplateURL") else { continue };
        let Some(nested) = url.value.as_str().filter(|url| is_local(url)) else { continue };
        let file = path.parent().unwrap_or_else(|| Path::new("")).join(nested);
        if !file.exists() {
            continue;
        }
        let at = check::Path::root().key("Resources").key(resource.key.clone()).key("Properties");
        let unreadable = |why: &dyn std::fmt::Display| {
            let message = format!("the template {nested} cannot be read: {why}");
            let finding = Finding::error(RULE, &at.key("TemplateURL"), message);
            (url.value.span, finding.suggest(format!("check {nested} by itself")))
        };
        let template = match Template::read_file(&file).map(|template| template.read()) {
            Ok(Ok(template)) => template,
            Ok(Err(errors)) => {
                found.extend(errors.first().map(|error| unreadable(&error.message)));
                continue;
            }
            Err(why) => {
                found.push(unreadable(&why));
                continue;
            }
        };
        let declared = template.root.get("Parameters").map_or(&[][..], Value::entries);
        let given = properties.entry("Parameters");
        let entries = match given.map(|given| (given, given.value.as_map())) {
            None => &[],
            Some((_, Some(entries))) => entries,
            // A function makes them.
            Some((_, None)) => continue,
        };
        if entries.iter().any(|entry| entry.key.starts_with("Fn::")) {
            continue;
        }
        for entry in entries.iter().filter(|entry| !declared.iter().any(|known| known.key == entry.key)) {
            let place = at.key("Parameters").key(entry.key.clone());
            let message = format!("the template {nested} has no parameter `{}`", entry.key);
            let names: Vec<String> = declared.iter().map(|known| format!("`{}`", known.key)).collect();
            let allowed = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            found.push((entry.key_span, Finding::error(RULE, &place, message).allowed(allowed)));
        }
        for wanted in declared.iter().filter(|known| known.value.get("Default").is_none()) {
            if entries.iter().any(|entry| entry.key == wanted.key) {
                continue;
            }
            let (span, place) = match given {
                Some(given) => (given.key_span, at.key("Parameters")),
                None => (url.value.span, at.key("TemplateURL")),
            };
            let message = format!("the template {nested} requires the parameter `{}`", wanted.key);
            found.push((
                span,
                Finding::error(RULE, &place, message).suggest(format!("add `{}` to `Parameters`", wanted.key)),
            ));
        }
    }
    found
}

const RULE: &str = "nested-parameters";

fn is_local(url: &str) -> bool {
    !url.contains("://") && !url.contains("{{resolve:") && !url.is_empty()
}
