//! What breaks a schema, in words made of the schema.

use cfn_spec::rules::{Bound, Count, Keyword, Kind, Operand, Scalar, Schema};

use super::eval::Broken;
use super::seen::Seen;
use crate::check::fix::Fix;
use crate::check::path::Path;
use crate::check::suggest::{did_you_mean, one_of};
use crate::check::value::quote;

/// The `if` that a schema depends on.
pub(super) struct Because<'s> {
    pub(super) condition: &'s Schema,
    /// It holds; or it does not.
    pub(super) met: bool,
    pub(super) outer: Option<&'s Because<'s>>,
}

/// What is wrong, about a value whose name comes in place of `{}`.
pub(super) struct What {
    message: String,
    allowed: Option<String>,
    suggestion: Option<String>,
    fix: Option<Fix>,
}

impl What {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), allowed: None, suggestion: None, fix: None }
    }

    fn allowed(self, allowed: impl Into<String>) -> Self {
        Self { allowed: Some(allowed.into()), ..self }
    }

    fn suggest(self, suggestion: impl Into<Option<String>>) -> Self {
        Self { suggestion: suggestion.into(), ..self }
    }

    pub(super) fn broken(self, path: Path, because: Option<&Because<'_>>) -> Broken {
        let mut message = self.message;
        if let Some(reason) = because.and_then(Because::words) {
            message.push_str(&format!(" where {reason}"));
        }
        Broken { path, message, allowed: self.allowed, suggestion: self.suggestion, fix: self.fix }
    }
}

impl Because<'_> {
    fn words(&self) -> Option<String> {
        let own = if self.met { conditions(&self.condition.keywords) } else { None };
        own.or_else(|| if self.met { None } else { negated(&self.condition.keywords) })
            .or_else(|| self.outer.and_then(Because::words))
    }
}

/// A condition in words: `` `PackageType` is `Image` ``.
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
                    // The entries of an object of several resources begin in lower case, and are no properties.
                    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                        parts.push(format!("{said} is given"));
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
            Keyword::Never => format!("there is no `{name}`"),
            Keyword::Pattern(pattern) => format!("`{name}` matches `{pattern}`"),
            Keyword::Contains(inner) => match inner.keywords.iter().find_map(|k| match k {
                Keyword::Enum(values) => values.first(),
                _ => None,
            }) {
                Some(value) => format!("`{name}` has `{}`", operand(value)),
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
        [Keyword::Required(names)] => Some(format!("there is no {}", list(names))),
        [Keyword::AnyOf(cases)] => {
            let names: Option<Vec<&str>> = cases.iter().map(required_only).collect();
            Some(format!("there is none of {}", one_of(names?)))
        }
        [.., Keyword::Property(name, inner)] => match inner.keywords.as_slice() {
            [.., Keyword::Enum(values)] => {
                let values: Vec<String> = values.iter().map(operand).collect();
                Some(format!("`{name}` is not {}", one_of(values.iter().map(String::as_str))))
            }
            [Keyword::Never] => Some(format!("`{name}` is given")),
            _ => None,
        },
        _ => None,
    }
}

/// The one name that a schema requires, if it does nothing else.
pub(super) fn required_only(schema: &Schema) -> Option<&str> {
    match schema.keywords.as_slice() {
        [Keyword::Required(names)] if names.len() == 1 => names.first().map(String::as_str),
        _ => None,
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Scalar(value) => scalar(value),
        Operand::At { path, .. } => path.last().cloned().unwrap_or_default(),
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

fn shown(seen: Seen<'_>) -> String {
    match seen.text() {
        Some(text) => quote(&text),
        None => "{}".to_owned(),
    }
}

pub(super) fn never() -> What {
    What::new("{} may not be given").suggest("remove {}".to_owned())
}

pub(super) fn excluded(first: &str) -> What {
    What::new(format!("{{}} may not be given beside `{first}`"))
        .allowed(format!("either {{}} or `{first}`"))
        .suggest(format!("remove {{}} or `{first}`"))
}

pub(super) fn kinds(kinds: &[Kind]) -> What {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind_name(*kind)).collect();
    What::new(format!("{{}} is not {}", kinds.join(" or "))).allowed(kinds.join(" or "))
}

const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Array => "a list",
        Kind::Boolean => "`true` or `false`",
        Kind::Integer => "a whole number",
        Kind::Null => "`null`",
        Kind::Number => "a number",
        Kind::Object => "an object",
        Kind::String => "a text",
    }
}

pub(super) fn none_of(seen: Seen<'_>, values: Vec<String>) -> What {
    let text = seen.text().unwrap_or_default();
    let near = did_you_mean(&text, values.iter().map(String::as_str));
    let fix = Fix::name(&text, values.iter().map(String::as_str));
    let message = match values.as_slice() {
        [only] => format!("{} stands where `{{}}` has to be `{only}`", shown(seen)).replace("`{}`", "{}"),
        _ => format!("{} is none of the values that AWS allows for {{}}", shown(seen)),
    };
    let what = What::new(message).allowed(one_of(values.iter().map(String::as_str))).suggest(near);
    What { fix, ..what }
}

pub(super) fn not_in_table(text: &str, by: Option<(String, String)>, near: Option<String>) -> What {
    let of = by.map(|(name, value)| format!(" where `{name}` is `{value}`")).unwrap_or_default();
    What::new(format!("{} is none of the values that AWS lists for {{}}{of}, in any region", quote(text))).suggest(near)
}

/// A value of which a version has others.
pub(super) fn not_of_version(text: &str, of: &str, version: &str, versions: &[&str]) -> What {
    let allowed = match versions {
        [] => format!("what AWS lists for `{version}`"),
        _ => format!("{} with the versions {}", quote(text), versions.join(", ")),
    };
    What::new(format!("{} is not available for {{}} where `{of}` is `{version}`", quote(text))).allowed(allowed)
}

pub(super) fn not_in_regions(text: &str, regions: &[&str]) -> What {
    What::new(format!(
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

pub(super) fn bound(seen: Seen<'_>, bound: Bound, limit: &str) -> What {
    let how = match bound {
        Bound::Minimum | Bound::ExclusiveMinimum => "too small",
        Bound::Maximum | Bound::ExclusiveMaximum => "too large",
    };
    What::new(format!("{} is {how} for {{}}", shown(seen))).allowed(format!("{} {limit}", words_of(bound)))
}

pub(super) fn multiple(seen: Seen<'_>, step: f64) -> What {
    What::new(format!("{} is not a multiple of {step}", shown(seen))).allowed(format!("multiples of {step}"))
}

pub(super) fn count(what: Count, count: u64, min: Option<u64>, max: Option<u64>) -> What {
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
    What::new(format!("{{}} has {count} {what}")).allowed(format!("{range} {what}"))
}

pub(super) fn pattern(seen: Seen<'_>, pattern: &str) -> What {
    What::new(format!("{} is nothing that {{}} can be", shown(seen))).allowed(format!("text that matches `{pattern}`"))
}

pub(super) fn format(seen: Seen<'_>, format: &str) -> What {
    let expected = match format {
        "ipv4" => "an IPv4 address".to_owned(),
        "ipv6" => "an IPv6 address".to_owned(),
        "json" => "a JSON object".to_owned(),
        other => format!("`{other}`"),
    };
    What::new(format!("{} is not {expected}", shown(seen))).allowed(expected)
}

pub(super) fn lacks(name: &str) -> What {
    What::new(format!("{{}} lacks `{name}`, which is required")).suggest(format!("add `{name}`"))
}

pub(super) fn lacks_with(name: &str, first: &str) -> What {
    What::new(format!("{{}} has `{first}` but no `{name}`")).suggest(format!("add `{name}`"))
}

pub(super) fn lacks_one(names: &[String]) -> What {
    What::new(format!("{{}} lacks one of {}", list(names))).allowed(format!("at least one of {}", list(names)))
}

pub(super) fn lacks_exactly_one(names: &[String]) -> What {
    What::new(format!("{{}} lacks one of {}", list(names))).allowed(format!("exactly one of {}", list(names)))
}

pub(super) fn contains(schema: &Schema) -> What {
    match schema.keywords.as_slice() {
        [.., Keyword::Enum(values)] => {
            let values: Vec<String> = values.iter().map(operand).collect();
            What::new(format!("{{}} has no {}", one_of(values.iter().map(String::as_str)))).suggest("add it".to_owned())
        }
        _ => What::new("no item of {} is as one has to be").allowed("at least one item that is"),
    }
}

pub(super) fn same(keys: &[String], values: &[String], first: usize) -> What {
    let which: Vec<String> = keys.iter().zip(values).map(|(key, value)| format!("`{key}` {}", quote(value))).collect();
    What::new(format!("the item at index {first} has {} too", which.join(" and ")))
        .allowed(format!("items that differ in {}", list(keys)))
}

pub(super) fn same_item() -> What {
    What::new("an item of {} is given twice").allowed("items that differ")
}

pub(super) fn more_than_one() -> What {
    What::new("{} has what excludes each other").allowed("one of them")
}

pub(super) fn none_fits() -> What {
    What::new("{} is in none of the ways that AWS allows").allowed("what the page of the resource type says")
}

/// What must not hold and does, and the path to it.
pub(super) fn not(schema: &Schema, seen: Seen<'_>) -> (Vec<String>, What) {
    match schema.keywords.as_slice() {
        [Keyword::Required(names)] if names.len() == 1 => (names.clone(), never()),
        [Keyword::Enum(_)] => (
            Vec::new(),
            What::new(format!("{} is reserved or not allowed here", shown(seen))).allowed("other names or values"),
        ),
        keywords => {
            if let Some(Keyword::AnyOf(cases)) = keywords.iter().find(|k| matches!(k, Keyword::AnyOf(_)))
                && let Seen::Known(crate::node::Node::Object(object)) = seen
                && let Some(name) = cases.iter().filter_map(required_only).find(|name| object.get(name).is_some())
            {
                return (vec![name.to_owned()], never());
            }
            let what = match conditions(keywords) {
                Some(words) => What::new(format!("{{}} may not be so that {words}")),
                None => What::new("{} is what AWS does not allow"),
            };
            let what = what.suggest("change {}".to_owned());
            (Vec::new(), what)
        }
    }
}
