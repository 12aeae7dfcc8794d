//! The schemas of the Serverless Application Model, as provider schemas.
//!
//! They are part of the provider schemas (`providers/sam.json`), but were generated from SAM's JSON Schema and differ:
//! a function is "or an object" beside its result type, names of definitions have dots and colons, and a map is an
//! object with additional properties. [`simplify`] converts them to the form of the others.
//!
//! Source: <https://github.com/aws/serverless-application-model/tree/develop/schema_source>.

use crate::documents::json::Json;

/// Definitions that represent a function, or any value.
const ANYTHING: &str = "PassThroughProp";
const FUNCTIONS: &[&str] = &["Ref", "SamIntrinsicable", "Intrinsicable", "UnknownSamIntrinsic"];
const DEFINITIONS: &str = "#/definitions/";
/// The keywords that are kept.
const KEYWORDS: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "definitions",
    "enum",
    "items",
    "maximum",
    "minimum",
    "oneOf",
    "patternProperties",
    "properties",
    "required",
    "type",
    "typeName",
];

/// Converts a SAM schema to the form of a provider schema.
pub(super) fn simplify(schema: &Json) -> Json {
    let Json::Object(entries) = schema else { return schema.clone() };
    let mut simple = Vec::new();
    for (key, value) in entries.iter().filter(|(key, _)| KEYWORDS.contains(&key.as_str())) {
        let value = match key.as_str() {
            "properties" => named(value, schema, str::to_owned),
            "definitions" => named(value, schema, plain_name),
            _ => value.clone(),
        };
        simple.push((key.clone(), value));
    }
    Json::Object(simple)
}

fn named(values: &Json, root: &Json, name: impl Fn(&str) -> String) -> Json {
    Json::Object(values.entries().iter().map(|(key, value)| (name(key), simple(value, root))).collect())
}

/// `LambdaFunctionEnvironment` for `AWS::Lambda::Function.Environment`.
fn plain_name(name: &str) -> String {
    name.trim_start_matches("AWS::").replace([':', '.', '_', '-'], "")
}

fn anything() -> Json {
    Json::Object(Vec::new())
}

/// The kind of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Anything,
    /// A function.
    Function,
    Object,
    Other,
}

fn kind(node: &Json, root: &Json, depth: usize) -> Kind {
    let inner = |node: &Json| if depth > 8 { Kind::Anything } else { kind(node, root, depth + 1) };
    if let Some(name) = node.get("$ref").and_then(Json::as_str).and_then(|name| name.strip_prefix(DEFINITIONS)) {
        return match name {
            ANYTHING => Kind::Anything,
            _ if FUNCTIONS.contains(&name) => Kind::Function,
            _ => root.get("definitions").and_then(|all| all.get(name)).map_or(Kind::Anything, inner),
        };
    }
    if let [only] = node.get("allOf").map_or(&[][..], Json::items) {
        return inner(only);
    }
    if node.get("properties").is_some() {
        return Kind::Object;
    }
    let has = |key: &str| node.get(key).is_some_and(|value| !matches!(value, Json::Bool(_)));
    match node.get("type").and_then(Json::as_str) {
        Some("object") if !has("additionalProperties") && !has("patternProperties") => Kind::Function,
        None if node.get("type").is_none() && !has("anyOf") && !has("oneOf") && !has("enum") => Kind::Anything,
        _ => Kind::Other,
    }
}

fn simple(node: &Json, root: &Json) -> Json {
    for key in ["anyOf", "oneOf"] {
        let branches = node.get(key).map_or(&[][..], Json::items);
        if branches.is_empty() {
            continue;
        }
        let kinds: Vec<Kind> = branches.iter().map(|branch| kind(branch, root, 0)).collect();
        if kinds.contains(&Kind::Anything) {
            return anything();
        }
        let left: Vec<&Json> = branches
            .iter()
            .zip(&kinds)
            .filter(|(_, kind)| **kind != Kind::Function)
            .map(|(branch, _)| branch)
            .collect();
        let objects = kinds.iter().filter(|kind| **kind == Kind::Object).count();
        return match left.as_slice() {
            [] => anything(),
            [only] => simple(only, root),
            // The model cannot represent "a string or an object with these properties".
            _ if objects > 0 && objects < left.len() => anything(),
            _ => {
                let branches = left.iter().map(|branch| simple(branch, root)).collect();
                Json::Object(vec![("anyOf".to_owned(), Json::Array(branches))])
            }
        };
    }
    if kind(node, root, 0) == Kind::Anything {
        return anything();
    }
    let mut out = Vec::new();
    for (key, value) in node.entries().iter().filter(|(key, _)| KEYWORDS.contains(&key.as_str())) {
        let value = match key.as_str() {
            "$ref" => match value.as_str().and_then(|name| name.strip_prefix(DEFINITIONS)) {
                Some(name) => Json::String(format!("{DEFINITIONS}{}", plain_name(name))),
                None => value.clone(),
            },
            "properties" => named(value, root, str::to_owned),
            "items" => simple(value, root),
            "allOf" => Json::Array(value.items().iter().map(|item| simple(item, root)).collect()),
            // SAM accepts more keys than the patterns allow.
            "patternProperties" => match value.entries() {
                [(_, value)] => named(&Json::Object(vec![(".*".to_owned(), value.clone())]), root, str::to_owned),
                _ => continue,
            },
            "additionalProperties" if !matches!(value, Json::Bool(_)) => {
                let map = Json::Object(vec![(".*".to_owned(), simple(value, root))]);
                out.push(("patternProperties".to_owned(), map));
                Json::Bool(false)
            }
            "additionalProperties" => Json::Bool(false),
            _ => value.clone(),
        };
        out.push((key.clone(), value));
    }
    Json::Object(out)
}
