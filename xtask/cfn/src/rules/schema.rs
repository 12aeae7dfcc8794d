//! The requirements of a rule of the snapshot, as a list.

use std::fmt::Write;

use cfn_spec::rules::{Bound, Count, Keyword, Kind, Operand, Rule, Scalar, Schema};

/// The requirements, as a Markdown list.
pub(super) fn held(rule: &Rule) -> String {
    let mut text = String::new();
    let mut depth = 0;
    for gathered in &rule.gather {
        let of = match &gathered.reference {
            None => "the resource itself".to_owned(),
            Some((path, Some(of))) => format!("the `{of}` that `{}` refers to", path.join(".")),
            Some((path, None)) => format!("what `{}` refers to", path.join(".")),
        };
        line(&mut text, 0, &format!("`{}` is {of}", gathered.name));
    }
    let places: Vec<String> =
        rule.places.iter().filter(|place| !place.is_empty()).map(|place| format!("`{}`", place.join("."))).collect();
    if !places.is_empty() {
        line(&mut text, 0, &format!("at {}:", places.join(", ")));
        depth = 1;
    }
    schema(&mut text, depth, &rule.schema);
    text
}

fn line(text: &mut String, depth: usize, words: &str) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{}- {words}", "  ".repeat(depth));
}

fn nested(text: &mut String, depth: usize, words: &str, inner: &Schema) {
    let only = match inner.keywords.as_slice() {
        [only] => simple(only),
        _ => None,
    };
    match only {
        Some(only) => line(text, depth, &format!("{words} {only}")),
        None => {
            line(text, depth, words);
            schema(text, depth + 1, inner);
        }
    }
}

fn cases(text: &mut String, depth: usize, words: &str, all: &[Schema]) {
    line(text, depth, words);
    for (number, case) in all.iter().enumerate() {
        nested(text, depth + 1, &format!("{}.", number + 1), case);
    }
}

fn schema(text: &mut String, depth: usize, schema: &Schema) {
    for keyword in &schema.keywords {
        match keyword {
            Keyword::Property(name, inner) => nested(text, depth, &format!("`{name}`:"), inner),
            Keyword::PatternProperty(pattern, inner) => {
                nested(text, depth, &format!("each property whose name matches `{pattern}`:"), inner);
            }
            Keyword::Additional(inner) => nested(text, depth, "each other property:", inner),
            Keyword::Names(inner) => nested(text, depth, "each name:", inner),
            Keyword::Items(inner) => nested(text, depth, "each item:", inner),
            Keyword::Contains(inner) => nested(text, depth, "at least one item:", inner),
            Keyword::AllOf(all) => cases(text, depth, "all of:", all),
            Keyword::AnyOf(all) => cases(text, depth, "at least one of:", all),
            Keyword::OneOf(all) => cases(text, depth, "exactly one of:", all),
            Keyword::Not(inner) => nested(text, depth, "not:", inner),
            Keyword::Resource(inner) => nested(text, depth, "of the resource's properties:", inner),
            Keyword::If(condition, then, otherwise) => {
                nested(text, depth, "if", condition);
                for (words, inner) in [("then", then), ("otherwise", otherwise)] {
                    if let Some(inner) = inner {
                        nested(text, depth, words, inner);
                    }
                }
            }
            other => {
                if let Some(words) = simple(other) {
                    line(text, depth, &words);
                }
            }
        }
    }
}

/// A keyword without schemas in it.
fn simple(keyword: &Keyword) -> Option<String> {
    Some(match keyword {
        Keyword::Never => "is absent".to_owned(),
        Keyword::Type(kinds) => format!("is {}", kinds.iter().map(|kind| name(*kind)).collect::<Vec<_>>().join(" or ")),
        Keyword::Enum(values) => match values.as_slice() {
            [one] => format!("is {}", operand(one)),
            several => format!("is one of {}", several.iter().map(operand).collect::<Vec<_>>().join(", ")),
        },
        Keyword::Table(table) => format!("is a value of the table `{table}`"),
        Keyword::Bound(bound, limit) => {
            let how = match bound {
                Bound::Minimum => "at least",
                Bound::Maximum => "at most",
                Bound::ExclusiveMinimum => "more than",
                Bound::ExclusiveMaximum => "less than",
            };
            format!("is {how} {}", operand(limit))
        }
        Keyword::MultipleOf(step) => format!("is a multiple of {step}"),
        Keyword::Count(what, min, max) => {
            let what = match what {
                Count::Items => "items",
                Count::Length => "characters",
                Count::Properties => "entries",
            };
            match (min, max) {
                (Some(min), Some(max)) if min == max => format!("has exactly {min} {what}"),
                (Some(min), Some(max)) => format!("has {min} to {max} {what}"),
                (Some(min), None) => format!("has at least {min} {what}"),
                (None, Some(max)) => format!("has at most {max} {what}"),
                (None, None) => format!("has any number of {what}"),
            }
        }
        Keyword::Pattern(pattern) => format!("matches `{pattern}`"),
        Keyword::Format(format) => format!("has the format `{format}`"),
        Keyword::Required(names) => format!("has {}", list(names, " and ")),
        Keyword::RequiredOr(names) => format!("has at least one of {}", list(names, ", ")),
        Keyword::RequiredXor(names) => format!("has exactly one of {}", list(names, ", ")),
        Keyword::DependentRequired(first, others) => format!("with `{first}`, has {}", list(others, " and ")),
        Keyword::DependentExcluded(first, others) => format!("with `{first}`, has none of {}", list(others, ", ")),
        Keyword::UniqueKeys(keys) => format!("has no two items with the same {}", list(keys, " and ")),
        Keyword::UniqueItems => "has no two items that are the same".to_owned(),
        _ => return None,
    })
}

fn list(names: &[String], separator: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(separator)
}

const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Array => "a list",
        Kind::Boolean => "`true` or `false`",
        Kind::Integer => "an integer",
        Kind::Null => "null",
        Kind::Number => "a number",
        Kind::Object => "an object",
        Kind::String => "a string",
    }
}

fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Scalar(Scalar::Null) => "null".to_owned(),
        Operand::Scalar(Scalar::Bool(value)) => format!("`{value}`"),
        Operand::Scalar(Scalar::Number(text)) => text.clone(),
        Operand::Scalar(Scalar::Text(text)) => format!("`{text}`"),
        Operand::At { path, .. } => format!("the value of `{}`", path.join(".")),
    }
}
