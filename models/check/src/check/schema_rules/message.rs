//! Messages for violations of schemas.

use cfn_spec::rules::{Bound, Count, Keyword, Kind, Operand, Scalar, Schema};

use super::eval::Violation;
use super::static_value::StaticValue;
use crate::check::fix::Fix;
use crate::check::path::Path;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;

/// The `if` that a schema depends on.
pub(super) struct IfCondition<'s> {
    pub(super) condition: &'s Schema,
    /// Whether the condition is valid.
    pub(super) met: bool,
    pub(super) outer: Option<&'s IfCondition<'s>>,
}

/// The message of a violation; `{}` is replaced by the name of the value.
pub(super) struct Message {
    message: String,
    allowed: Option<String>,
    suggestion: Option<String>,
    fix: Option<Fix>,
}

impl Message {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), allowed: None, suggestion: None, fix: None }
    }

    fn allowed(self, allowed: impl Into<String>) -> Self {
        Self { allowed: Some(allowed.into()), ..self }
    }

    fn suggest(self, suggestion: impl Into<Option<String>>) -> Self {
        Self { suggestion: suggestion.into(), ..self }
    }

    pub(super) fn broken(self, path: Path, enclosing_if: Option<&IfCondition<'_>>) -> Violation {
        let mut message = self.message;
        if let Some(reason) = enclosing_if.and_then(IfCondition::describe) {
            message.push_str(&format!(" when {reason}"));
        }
        Violation { path, message, allowed: self.allowed, suggestion: self.suggestion, fix: self.fix }
    }
}

impl IfCondition<'_> {
    fn describe(&self) -> Option<String> {
        let own = if self.met { conditions(&self.condition.keywords) } else { None };
        own.or_else(|| if self.met { None } else { negated(&self.condition.keywords) })
            .or_else(|| self.outer.and_then(IfCondition::describe))
    }
}

/// A description of a condition: `` `PackageType` is `Image` ``.
fn conditions(keywords: &[Keyword]) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for keyword in keywords {
        match keyword {
            Keyword::Property(name, schema) => parts.extend(of_property(name, schema)),
            Keyword::AllOf(cases) => parts.extend(cases.iter().filter_map(|case| conditions(&case.keywords))),
            Keyword::AnyOf(cases) | Keyword::OneOf(cases) => {
                let cases: Option<Vec<String>> = cases.iter().map(|case| conditions(&case.keywords)).collect();
                parts.extend(cases.map(|cases| cases.join(", or ")));
            }
            Keyword::Not(inner) => parts.extend(negated(&inner.keywords)),
            Keyword::Resource(inner) => parts.extend(conditions(&inner.keywords)),
            _ => {}
        }
    }
    for keyword in keywords {
        if let Keyword::Required(names) = keyword {
            for name in names {
                let said = format!("`{name}`");
                if !parts.iter().any(|part| part.contains(&said)) {
                    // The entries of an object of several resources begin with a lower-case letter and are not properties.
                    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                        parts.push(format!("{said} is set"));
                    }
                }
            }
        }
    }
    (!parts.is_empty()).then(|| parts.join(" and "))
}

fn of_property(name: &str, schema: &Schema) -> Option<String> {
    schema.keywords.iter().find_map(|keyword| {
        Some(match keyword {
            Keyword::Enum(values) => {
                let values: Vec<String> = values.iter().map(operand).collect();
                format!("`{name}` is {}", one_of(values.iter().map(String::as_str)))
            }
            Keyword::Never => format!("`{name}` is not set"),
            Keyword::Pattern(pattern) => format!("`{name}` matches `{pattern}`"),
            Keyword::Contains(inner) => match inner.keywords.iter().find_map(|k| match k {
                Keyword::Enum(values) => values.first(),
                _ => None,
            }) {
                Some(value) => format!("`{name}` contains `{}`", operand(value)),
                None => return None,
            },
            Keyword::Not(inner) => match inner.keywords.first() {
                Some(Keyword::Enum(values)) => {
                    let values: Vec<String> = values.iter().map(operand).collect();
                    format!("`{name}` is not {}", one_of(values.iter().map(String::as_str)))
                }
                _ => return None,
            },
            Keyword::Property(..) | Keyword::Items(_) => return conditions(&schema.keywords),
            Keyword::Bound(bound, limit) => format!("`{name}` is {} {}", words_of(*bound), operand(limit)),
            _ => return None,
        })
    })
}

fn negated(keywords: &[Keyword]) -> Option<String> {
    match keywords {
        [Keyword::Required(names)] => Some(format!("{} is not set", one_of(names.iter().map(String::as_str)))),
        [Keyword::AnyOf(cases)] => {
            let names: Option<Vec<String>> = cases.iter().map(|case| required_only(case).map(str::to_owned)).collect();
            Some(format!("none of {} is set", list(&names?)))
        }
        [.., Keyword::Property(name, inner)] => match inner.keywords.as_slice() {
            [.., Keyword::Enum(values)] => {
                let values: Vec<String> = values.iter().map(operand).collect();
                Some(format!("`{name}` is not {}", one_of(values.iter().map(String::as_str))))
            }
            [Keyword::Never] => Some(format!("`{name}` is set")),
            _ => None,
        },
        _ => None,
    }
}

/// The name that a schema requires, if that is its only keyword.
pub(super) fn required_only(schema: &Schema) -> Option<&str> {
    match schema.keywords.as_slice() {
        [Keyword::Required(names)] if names.len() == 1 => names.first().map(String::as_str),
        _ => None,
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Scalar(value) => scalar(value),
        Operand::At { path, .. } => path.last().map_or_else(String::new, Clone::clone),
    }
}

pub(super) fn scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Number(text) | Scalar::Text(text) => text.clone(),
    }
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn shown(actual: StaticValue<'_>) -> String {
    match actual.text() {
        Some(text) => quote(&text),
        None => "{}".to_owned(),
    }
}

pub(super) fn never() -> Message {
    Message::new("{} is not allowed").suggest("remove {}".to_owned())
}

pub(super) fn excluded(first: &str) -> Message {
    Message::new(format!("{{}} is not allowed together with `{first}`"))
        .allowed(format!("either {{}} or `{first}`"))
        .suggest(format!("remove {{}} or `{first}`"))
}

pub(super) fn kinds(kinds: &[Kind]) -> Message {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind_name(*kind)).collect();
    Message::new(format!("{{}} is not {}", kinds.join(" or "))).allowed(kinds.join(" or "))
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Array => "a list",
        Kind::Boolean => "`true` or `false`",
        Kind::Integer => "an integer",
        Kind::Null => "`null`",
        Kind::Number => "a number",
        Kind::Object => "an object",
        Kind::String => "a string",
    }
}

pub(super) fn none_of(actual: StaticValue<'_>, values: Vec<String>) -> Message {
    let text = actual.text();
    let near = text.as_deref().and_then(|text| did_you_mean(text, values.iter().map(String::as_str)));
    let fix = text.as_deref().and_then(|text| Fix::name(text, values.iter().map(String::as_str)));
    let message = match values.as_slice() {
        [only] => format!("{{}} has to be `{only}`, found {}", shown(actual)),
        _ => format!("{} is not an allowed value of {{}}", shown(actual)),
    };
    let what = Message::new(message).allowed(one_of(values.iter().map(String::as_str))).suggest(near);
    Message { fix, ..what }
}

pub(super) fn not_in_table(text: &str, by: Option<(String, String)>, near: Option<String>) -> Message {
    let of = by.map_or_else(String::new, |(name, value)| format!(" when `{name}` is `{value}`"));
    Message::new(format!("{} is not an allowed value of {{}}{of} in any region", quote(text))).suggest(near)
}

/// A value of which a version has others.
pub(super) fn not_of_version(text: &str, of: &str, version: &str, versions: &[&str]) -> Message {
    let allowed = match versions {
        [] => format!("what AWS lists for `{version}`"),
        _ => format!("{} with the versions {}", quote(text), versions.join(", ")),
    };
    Message::new(format!("{} is not available for {{}} where `{of}` is `{version}`", quote(text))).allowed(allowed)
}

pub(super) fn not_in_regions(text: &str, regions: &[&str]) -> Message {
    Message::new(format!(
        "{} is none of the values that AWS lists for {{}} in {}",
        quote(text),
        one_of(regions.iter().copied())
    ))
}

const fn words_of(bound: Bound) -> &'static str {
    match bound {
        Bound::Minimum => "at least",
        Bound::Maximum => "at most",
        Bound::ExclusiveMinimum => "more than",
        Bound::ExclusiveMaximum => "less than",
    }
}

pub(super) fn bound(actual: StaticValue<'_>, bound: Bound, limit: &str) -> Message {
    let how = match bound {
        Bound::Minimum | Bound::ExclusiveMinimum => "too small",
        Bound::Maximum | Bound::ExclusiveMaximum => "too large",
    };
    Message::new(format!("{} is {how} for {{}}", shown(actual))).allowed(format!("{} {limit}", words_of(bound)))
}

pub(super) fn multiple(actual: StaticValue<'_>, step: f64) -> Message {
    Message::new(format!("{} is not a multiple of {step}", shown(actual))).allowed(format!("multiples of {step}"))
}

pub(super) fn count(what: Count, count: u64, min: Option<u64>, max: Option<u64>) -> Message {
    let what = match what {
        Count::Items => "items",
        Count::Length => "characters",
        Count::Properties => "entries",
    };
    let range = match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number of".to_owned(),
    };
    Message::new(format!("{{}} has {count} {what}")).allowed(format!("{range} {what}"))
}

pub(super) fn pattern(actual: StaticValue<'_>, pattern: &str) -> Message {
    let message = match actual.text() {
        Some(text) => format!("{} does not match the pattern of {{}}", quote(&text)),
        None => "{} does not match its pattern".to_owned(),
    };
    Message::new(message).allowed(format!("a string that matches `{pattern}`"))
}

pub(super) fn format(actual: StaticValue<'_>, format: &str) -> Message {
    let expected = match format {
        "ipv4" => "an IPv4 address".to_owned(),
        "ipv6" => "an IPv6 address".to_owned(),
        "json" => "a JSON object".to_owned(),
        other => match other.rsplit_once('.') {
            Some((resource, "Arn")) => format!("the ARN of an {resource}"),
            _ => format!("`{other}`"),
        },
    };
    Message::new(format!("{} is not {expected}", shown(actual))).allowed(expected)
}

pub(super) fn lacks(name: &str) -> Message {
    Message::new(format!("{{}} requires `{name}`")).suggest(format!("add `{name}`"))
}

pub(super) fn lacks_with(name: &str, first: &str) -> Message {
    Message::new(format!("{{}} requires `{name}` together with `{first}`")).suggest(format!("add `{name}`"))
}

pub(super) fn lacks_one(names: &[String]) -> Message {
    Message::new(format!("{{}} requires one of {}", list(names))).allowed(format!("at least one of {}", list(names)))
}

pub(super) fn lacks_exactly_one(names: &[String]) -> Message {
    Message::new(format!("{{}} requires one of {}", list(names))).allowed(format!("exactly one of {}", list(names)))
}

pub(super) fn contains(schema: &Schema) -> Message {
    match schema.keywords.as_slice() {
        [.., Keyword::Enum(values)] => {
            let values: Vec<String> = values.iter().map(operand).collect();
            Message::new(format!("{{}} does not contain {}", one_of(values.iter().map(String::as_str))))
                .suggest("add it".to_owned())
        }
        _ => Message::new("no item of {} meets the required condition").allowed("at least one item that meets it"),
    }
}

pub(super) fn same(keys: &[String], values: &[String], first: usize) -> Message {
    let which: Vec<String> = keys.iter().zip(values).map(|(key, value)| format!("`{key}` {}", quote(value))).collect();
    Message::new(format!("the item at index {first} also has {}", which.join(" and ")))
        .allowed(format!("items with different {}", list(keys)))
}

pub(super) fn same_item() -> Message {
    Message::new("{} has duplicate items").allowed("unique items")
}

pub(super) fn more_than_one() -> Message {
    Message::new("{} has mutually exclusive settings").allowed("one of them")
}

pub(super) fn none_fits() -> Message {
    Message::new("{} matches none of the forms that AWS allows")
        .allowed("see the page of the resource type in the Template Reference")
}

/// The message for `not`, and the path of the value.
pub(super) fn not(schema: &Schema, actual: StaticValue<'_>) -> (Vec<String>, Message) {
    match schema.keywords.as_slice() {
        [Keyword::Required(names)] if names.len() == 1 => (names.clone(), never()),
        [Keyword::Enum(_)] => (
            Vec::new(),
            Message::new(format!("{} is reserved or not allowed here", shown(actual))).allowed("other names or values"),
        ),
        keywords => {
            if let Some(Keyword::AnyOf(cases)) = keywords.iter().find(|k| matches!(k, Keyword::AnyOf(_)))
                && let StaticValue::Known(crate::node::Node::Object(object)) = actual
                && let Some(name) = cases.iter().filter_map(required_only).find(|name| object.get(name).is_some())
            {
                return (vec![name.to_owned()], never());
            }
            let what = match conditions(keywords) {
                Some(words) => Message::new(format!("{{}} is not allowed when {words}")),
                None => Message::new("AWS does not allow this value of {}"),
            };
            let what = what.suggest("change {}".to_owned());
            (Vec::new(), what)
        }
    }
}
