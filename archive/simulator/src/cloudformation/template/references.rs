//! The references in a part of a template.

use serde_json::Value;

/// A reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// `Ref`, or `${Name}` in a `Fn::Sub`: a parameter, a pseudo parameter or a resource.
    Name(String),
    /// `Fn::GetAtt`, or `${Name.Attribute}`.
    Attribute(String, String),
    /// `Fn::If` or `Condition`.
    Condition(String),
}

/// All references of a value, in their order.
pub(crate) fn references_in(value: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<Reference>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(map) => {
            if map.len() == 1
                && let Some((function, argument)) = map.iter().next()
                && collect_function(function, argument, found)
            {
                return;
            }
            map.values().for_each(|item| collect(item, found));
        }
        _ => {}
    }
}

/// Whether the map is a function with references.
fn collect_function(function: &str, argument: &Value, found: &mut Vec<Reference>) -> bool {
    match (function, argument) {
        ("Ref", Value::String(name)) => found.push(Reference::Name(name.clone())),
        ("Fn::GetAtt", argument) => {
            let Some((name, attribute)) = get_att(argument) else { return false };
            found.push(Reference::Attribute(name, attribute));
        }
        ("Condition", Value::String(name)) => found.push(Reference::Condition(name.clone())),
        ("Fn::If", Value::Array(items)) => {
            if let Some(Value::String(name)) = items.first() {
                found.push(Reference::Condition(name.clone()));
            }
            items.iter().skip(1).for_each(|item| collect(item, found));
        }
        ("Fn::Sub", Value::String(text)) => collect_substitutions(text, &[], found),
        ("Fn::Sub", Value::Array(items)) => {
            let own = items.get(1).and_then(Value::as_object);
            let names: Vec<&str> = own.into_iter().flat_map(|own| own.keys().map(String::as_str)).collect();
            if let Some(Value::String(text)) = items.first() {
                collect_substitutions(text, &names, found);
            }
            own.into_iter().flat_map(|own| own.values()).for_each(|item| collect(item, found));
        }
        _ => return false,
    }
    true
}

fn collect_substitutions(text: &str, own: &[&str], found: &mut Vec<Reference>) {
    for name in substitutions(text).filter(|name| !own.contains(name)) {
        found.push(match name.split_once('.') {
            Some((resource, attribute)) => Reference::Attribute(resource.to_owned(), attribute.to_owned()),
            None => Reference::Name(name.to_owned()),
        });
    }
}

/// The names in `${…}`, without `${!Literal}`.
pub(crate) fn substitutions(text: &str) -> impl Iterator<Item = &str> {
    text.split("${")
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name.trim())
        .filter(|name| !name.starts_with('!'))
}

/// `["Name", "Attribute"]` or `"Name.Attribute"`.
pub(crate) fn get_att(argument: &Value) -> Option<(String, String)> {
    match argument {
        Value::String(text) => text.split_once('.').map(|(name, attribute)| (name.to_owned(), attribute.to_owned())),
        Value::Array(items) => match items.as_slice() {
            [Value::String(name), Value::String(attribute)] => Some((name.clone(), attribute.clone())),
            _ => None,
        },
        _ => None,
    }
}
