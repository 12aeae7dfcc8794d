//! The names of properties.

use serde_json::Value;

use crate::cloudformation::properties::Properties;

/// What a type's list of properties says of those that are given: a path and a reason each.
pub(crate) fn check_names(known: &[&str], required: &[&str], given: &Properties) -> Vec<(String, String)> {
    let extraneous = given.keys().filter(|name| !known.contains(&name.as_str()));
    let extraneous = extraneous.map(|name| (format!("/{name}"), format!("extraneous key [{name}] is not permitted")));
    let missing = required.iter().filter(|name| !given.contains_key(**name));
    let missing = missing.map(|name| (String::new(), format!("required key [{name}] not found")));
    extraneous.chain(missing).collect()
}

/// What a type's list of the names at `path` says of those that are given: a path and a reason each.
pub(crate) fn check_nested(path: &str, known: &[&str], given: &Properties) -> Vec<(String, String)> {
    let mut places: Vec<(String, &Value)> = Vec::new();
    for part in path.split('/') {
        places = match (part, places.is_empty()) {
            (name, true) => given.get(name).map(|value| (format!("/{name}"), value)).into_iter().collect(),
            ("*", false) => places.into_iter().flat_map(items).collect(),
            (name, false) => places.into_iter().filter_map(|place| member(place, name)).collect(),
        };
        if places.is_empty() {
            return Vec::new();
        }
    }
    let wrong = |(place, value): (String, &Value)| {
        let names = value.as_object().into_iter().flat_map(|object| object.keys());
        let extraneous = names.filter(|name| !known.contains(&name.as_str()));
        let told = |name: &String| (format!("{place}/{name}"), format!("extraneous key [{name}] is not permitted"));
        extraneous.map(told).collect::<Vec<_>>()
    };
    places.into_iter().flat_map(wrong).collect()
}

fn items((place, value): (String, &Value)) -> Vec<(String, &Value)> {
    let list = value.as_array().into_iter().flatten();
    list.enumerate().map(|(index, item)| (format!("{place}/{index}"), item)).collect()
}

fn member<'v>((place, value): (String, &'v Value), name: &str) -> Option<(String, &'v Value)> {
    Some((format!("{place}/{name}"), value.get(name)?))
}
