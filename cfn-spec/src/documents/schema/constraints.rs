//! The keywords that constrain a value.

use crate::constraint::{Constraints, Range, Relationship, Scalar};
use crate::documents::json::Json;
use crate::error::Problem;
use crate::name::{PropertyName, ResourceName};

/// Formats that describe the representation of a value and do not constrain it.
const REPRESENTATIONS: &[&str] = &["double", "float", "int32", "int64", "integer", "password", "string"];

/// The constraints of `node` itself, without those of its parts. `at` is its path.
pub(super) fn read(node: &Json, at: &str, problems: &mut Vec<Problem>) -> Constraints {
    let mut reader = Reader { node, at, problems };
    let (allowed, ignore_case) = reader.allowed();
    Constraints {
        allowed,
        ignore_case,
        pattern: reader.text("pattern"),
        length: Range { min: reader.count("minLength"), max: reader.count("maxLength") },
        range: Range { min: reader.number("minimum"), max: reader.number("maximum") },
        exclusive_range: Range { min: reader.number("exclusiveMinimum"), max: reader.number("exclusiveMaximum") },
        multiple_of: reader.number("multipleOf"),
        items: Range { min: reader.count("minItems"), max: reader.count("maxItems") },
        unique_items: reader.is_true("uniqueItems"),
        unique_keys: reader.unique_keys(),
        entries: Range { min: reader.count("minProperties"), max: reader.count("maxProperties") },
        key_pattern: None,
        formats: reader.formats(),
        relationships: reader.relationship().into_iter().collect(),
        default: node.get("default").and_then(scalar).filter(is_short),
        each: None,
    }
}

/// A string, number or boolean.
pub(super) fn scalar(value: &Json) -> Option<Scalar> {
    match value {
        Json::String(text) => Some(Scalar::String(text.clone())),
        Json::Number(number) => Some(Scalar::Number(number.to_string())),
        Json::Bool(value) => Some(Scalar::Bool(*value)),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// Whether a default is short enough to be kept.
fn is_short(value: &Scalar) -> bool {
    !matches!(value, Scalar::String(text) if text.len() > 200 || text.contains('\n'))
}

struct Reader<'a> {
    node: &'a Json,
    at: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn problem(&mut self, key: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(format!("{}/{key}", self.at), message));
    }

    /// The value of `key`, converted by `read`; reports a value of the wrong type.
    fn take<T>(&mut self, key: &str, kind: &str, read: impl Fn(&'a Json) -> Option<T>) -> Option<T> {
        let value = self.node.get(key)?;
        let taken = read(value);
        if taken.is_none() {
            self.problem(key, format!("is not {kind}"));
        }
        taken
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.take(key, "a string", |value| value.as_str().map(str::to_owned))
    }

    fn count(&mut self, key: &str) -> Option<u64> {
        self.take(key, "an integer", |value| value.as_number()?.as_u64())
    }

    fn number(&mut self, key: &str) -> Option<f64> {
        self.take(key, "a number", |value| value.as_number()?.as_f64())
    }

    fn is_true(&mut self, key: &str) -> bool {
        self.take(key, "a boolean", |value| match value {
            Json::Bool(value) => Some(*value),
            _ => None,
        }) == Some(true)
    }

    fn list(&mut self, key: &str) -> &'a [Json] {
        self.take(key, "a list", |value| matches!(value, Json::Array(_)).then(|| value.items())).unwrap_or(&[])
    }

    /// The allowed values, and whether they are case-insensitive. `null` is omitted, because a template cannot have it.
    fn allowed(&mut self) -> (Vec<Scalar>, bool) {
        let (key, ignore_case) = if self.node.get("enumCaseInsensitive").is_some() {
            ("enumCaseInsensitive", true)
        } else {
            ("enum", false)
        };
        let mut allowed: Vec<Scalar> = Vec::new();
        let constant = self.node.get("const");
        for value in self.list(key).iter().chain(constant) {
            match scalar(value) {
                Some(value) if !allowed.contains(&value) => allowed.push(value),
                Some(_) => {}
                None if *value == Json::Null => {}
                None => self.problem(key, "has an item that is not a scalar"),
            }
        }
        (allowed, ignore_case)
    }

    /// A format that is a single word. Some schemas have a regular expression here, which is not a format.
    fn formats(&mut self) -> Vec<String> {
        let is_format = |text: &String| {
            let word = text.bytes().all(|b| b.is_ascii_alphanumeric() || b":.-_".contains(&b));
            word && !text.is_empty() && !REPRESENTATIONS.contains(&text.as_str())
        };
        self.text("format").filter(is_format).into_iter().collect()
    }

    fn unique_keys(&mut self) -> Vec<PropertyName> {
        let mut names = Vec::new();
        for value in self.list("uniqueKeys") {
            match value.as_str().map(PropertyName::new) {
                Some(Ok(name)) => names.push(name),
                _ => self.problem("uniqueKeys", "has an item that is not a property name"),
            }
        }
        names
    }

    /// `{"typeName": "AWS::EC2::VPCEndpoint", "propertyPath": "/properties/Id"}`.
    fn relationship(&mut self) -> Option<Relationship> {
        self.take("relationshipRef", "a type name and a property path", |value| {
            let resource = ResourceName::of(value.get("typeName")?.as_str()?)?;
            let attribute = value.get("propertyPath")?.as_str()?.strip_prefix("/properties/")?.replace('/', ".");
            Some(Relationship { resource, attribute })
        })
    }
}
