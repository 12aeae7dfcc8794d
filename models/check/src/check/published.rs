//! What the code says of the template language, against the schemas that are published of it (`rules/language` of the snapshot).
//!
//! The code follows what functions return, which those schemas cannot say; of what they do say, this asserts that it is the same. A
//! change that `regen-spec` brings fails here.

use std::collections::BTreeSet;

use super::text::parsed;
use super::{arguments, parameters, policy, resource, serverless};

/// The lines of a schema, with their depths.
fn schema(file: &str, name: &str) -> Vec<(usize, String)> {
    let path = cfn_spec::snapshot::directory().join(cfn_spec::rules::LANGUAGE).join(format!("{file}.txt"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let rest = text.split(&format!("schema {name}\n")).nth(1).unwrap_or_else(|| panic!("{file} has no {name}"));
    let lines = rest.lines().take_while(|line| !line.starts_with("schema "));
    lines.map(|line| ((line.len() - line.trim_start().len()) / 2, line.trim().to_owned())).collect()
}

/// The lines directly below a path of keys.
fn below(lines: &[(usize, String)], path: &[&str]) -> Vec<String> {
    let mut from = 0;
    for (depth, key) in path.iter().enumerate() {
        let found = lines[from..].iter().position(|(at, line)| *at == depth + 1 && line == key);
        from += found.unwrap_or_else(|| panic!("no {key} in {lines:?}")) + 1;
    }
    let inner = lines[from..].iter().take_while(|(depth, _)| *depth > path.len());
    inner.filter(|(depth, _)| *depth == path.len() + 1).map(|(_, line)| line.clone()).collect()
}

/// The first word of each line.
fn keys(lines: &[String]) -> BTreeSet<String> {
    lines.iter().map(|line| line.split(' ').next().unwrap_or(line).to_owned()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn functions_take_as_many_arguments_as_published() {
    for (file, name) in [
        ("and", "Fn::And"),
        ("cidr", "Fn::Cidr"),
        ("equals", "Fn::Equals"),
        ("findinmap", "Fn::FindInMap"),
        ("if", "Fn::If"),
        ("join", "Fn::Join"),
        ("not", "Fn::Not"),
        ("or", "Fn::Or"),
        ("select", "Fn::Select"),
        ("split", "Fn::Split"),
    ] {
        let lines = below(&schema("functions", file), &["cfnContext", "schema"]);
        let number = |key: &str| lines.iter().find_map(|line| parsed::<usize>(line.strip_prefix(key)?.trim()));
        assert_eq!(arguments::counts(name), number("minItems").zip(number("maxItems")), "{name}");
    }
    for (file, name) in [("base64", "Fn::Base64"), ("getazs", "Fn::GetAZs"), ("importvalue", "Fn::ImportValue")] {
        let lines = below(&schema("functions", file), &["cfnContext", "schema"]);
        assert!(lines.iter().any(|line| line.contains("\"string\"")), "{name}: {lines:?}");
        assert_eq!(arguments::counts(name), None, "{name} takes one argument");
    }
}

#[test]
fn policies_have_the_published_elements() {
    let lines = schema("iam", "policy");
    assert_eq!(keys(&below(&lines, &["properties"])), set(policy::DOCUMENT));
    assert_eq!(keys(&below(&lines, &["definitions", "Statement", "properties"])), set(policy::STATEMENT));
    let effect = below(&lines, &["definitions", "Statement", "properties", "Effect"]);
    assert_eq!(effect[0], "enum [\"Allow\" \"Deny\"]");
}

#[test]
fn parameters_and_resources_have_the_published_attributes() {
    let parameter = schema("parameters", "configuration");
    let of_parameter = below(&parameter, &["patternProperties", "^[a-zA-Z0-9]+$", "properties"]);
    assert_eq!(keys(&of_parameter), set(parameters::ATTRIBUTES));
    let resource = schema("resources", "configuration");
    let of_resource = below(&resource, &["definitions", "ResourceConfiguration", "properties"]);
    let mut known = set(resource::ATTRIBUTES);
    known.extend(set(serverless::ATTRIBUTES));
    // Of custom resources; it is a property in all of AWS's documents.
    known.insert("Version".to_owned());
    assert_eq!(keys(&of_resource), known);
}
