//! The parser of rules.

use std::iter::Peekable;

use super::{Bound, Count, Keyword, Kind, Operand, RelatedResource, Rule, Scalar, Schema, SelectedValue};
use crate::error::{Errors, Problem};

/// A line without its indentation.
struct Line<'t> {
    number: usize,
    depth: usize,
    text: &'t str,
}

/// Lines and those nested in them.
struct Lines<'t, I: Iterator<Item = Line<'t>>> {
    lines: Peekable<I>,
    file: &'t str,
    problems: Vec<Problem>,
}

/// Parses the rules of a section of `file`, whose text begins after `before` lines.
///
/// # Errors
/// All invalid lines.
pub fn read(file: &str, before: usize, text: &str) -> Result<Vec<Rule>, Errors> {
    let lines = text.lines().enumerate().filter_map(|(index, line)| {
        let trimmed = line.trim_start_matches(' ');
        let depth = (line.len() - trimmed.len()) / 2;
        (!trimmed.is_empty() && !trimmed.starts_with('#')).then(|| Line {
            number: before + index + 1,
            depth,
            text: trimmed.trim_end(),
        })
    });
    let mut lines = Lines { lines: lines.peekable(), file, problems: Vec::new() };
    let mut rules = Vec::new();
    while let Some(line) = lines.lines.next() {
        match line.text.strip_prefix("rule ").filter(|_| line.depth == 0) {
            Some(name) => rules.push(lines.rule(name)),
            None => lines.problem(line.number, "expected `rule NAME`"),
        }
    }
    Errors::check(rules, lines.problems)
}

impl<'t, I: Iterator<Item = Line<'t>>> Lines<'t, I> {
    fn problem(&mut self, number: usize, message: impl Into<String>) {
        self.problems.push(Problem::new(format!("{}:{number}", self.file), message));
    }

    /// The next line, if it is nested in one of that depth.
    fn nested(&mut self, depth: usize) -> Option<Line<'t>> {
        self.lines.next_if(|line| line.depth > depth)
    }

    fn rule(&mut self, name: &str) -> Rule {
        let mut rule = Rule {
            name: name.to_owned(),
            lint: None,
            source: None,
            warning: false,
            message: None,
            remedy: None,
            places: Vec::new(),
            gather: Vec::new(),
            schema: Schema::default(),
        };
        while let Some(line) = self.nested(0) {
            let (word, rest) = split(line.text);
            match word {
                "lint" => rule.lint = Some(rest.to_owned()),
                "source" => rule.source = Some(rest.to_owned()),
                "warning" => rule.warning = true,
                "says" => rule.message = Some(rest.to_owned()),
                "remedy" => rule.remedy = Some(rest.to_owned()),
                "at" => rule.places.push(path(rest)),
                "self" | "refers" => {
                    let gathered = self.gathered(word, rest, &line);
                    rule.gather.extend(gathered);
                }
                _ => self.keyword(&line, line.text, &mut rule.schema),
            }
        }
        rule
    }

    /// `self NAME` or `refers NAME PATH [TYPE]`, and its values.
    fn gathered(&mut self, word: &str, rest: &str, line: &Line<'t>) -> Option<RelatedResource> {
        let words: Vec<&str> = rest.split(' ').collect();
        let (name, reference) = match (word, words.as_slice()) {
            ("self", [name]) => (name, None),
            ("refers", [name, at]) => (name, Some((path(at), None))),
            ("refers", [name, at, ty]) => (name, Some((path(at), Some((*ty).to_owned())))),
            _ => {
                self.problem(line.number, "expected `self NAME` or `refers NAME PATH TYPE`");
                return None;
            }
        };
        let mut taken = Vec::new();
        while let Some(inner) = self.nested(line.depth) {
            let (word, rest) = split(inner.text);
            let (rest, default) = match rest.split_once(" else ") {
                Some((rest, default)) => (rest, Some(default)),
                None => (rest, None),
            };
            let default = match default.map(operands) {
                None => None,
                Some(Ok(operands)) => match operands.as_slice() {
                    [Operand::Scalar(scalar)] => Some(scalar.clone()),
                    _ => {
                        self.problem(inner.number, "expected one value after `else`");
                        None
                    }
                },
                Some(Err(message)) => {
                    self.problem(inner.number, message);
                    None
                }
            };
            match (word, rest.split_once(' ')) {
                ("take", Some((name, at))) => {
                    taken.push(SelectedValue { name: name.to_owned(), path: path(at), default })
                }
                ("type", None) => taken.push(SelectedValue { name: rest.to_owned(), path: Vec::new(), default: None }),
                _ => self.problem(inner.number, "expected `take NAME PATH` or `type NAME`"),
            }
        }
        Some(RelatedResource { name: (*name).to_owned(), reference, taken })
    }

    fn schema(&mut self, line: &Line<'t>, rest: &'t str) -> Schema {
        let mut schema = Schema::default();
        if rest.is_empty() {
            while let Some(inner) = self.nested(line.depth) {
                self.keyword(&inner, inner.text, &mut schema);
            }
        } else {
            self.keyword(line, rest, &mut schema);
        }
        schema
    }

    fn cases(&mut self, line: &Line<'t>) -> Vec<Schema> {
        let mut cases = Vec::new();
        while let Some(inner) = self.nested(line.depth) {
            let (word, rest) = split(inner.text);
            if word == "case" {
                cases.push(self.schema(&inner, rest));
            } else {
                self.problem(inner.number, "expected `case` and a schema");
            }
        }
        cases
    }

    /// Parses the keyword of `text` at `line`.
    fn keyword(&mut self, line: &Line<'t>, text: &'t str, into: &mut Schema) {
        let (word, rest) = split(text);
        let keyword = match word {
            "then" | "else" => return self.branch(line, word, rest, into),
            "enum" | "const" => self.values(line, rest).map(Keyword::Enum),
            "property" => {
                let (name, rest) = split(rest);
                Some(Keyword::Property(name.to_owned(), self.schema(line, rest)))
            }
            "pattern-property" => self.pattern_property(line, rest),
            "all-of" => Some(Keyword::AllOf(self.cases(line))),
            "any-of" => Some(Keyword::AnyOf(self.cases(line))),
            "one-of" => Some(Keyword::OneOf(self.cases(line))),
            _ => match of_schema(word) {
                Some(keyword) => Some(keyword(self.schema(line, rest))),
                None => match on_one_line(word, rest) {
                    Ok(keyword) => Some(keyword),
                    Err(message) => return self.problem(line.number, message),
                },
            },
        };
        into.keywords.extend(keyword);
    }

    /// `then` or `else`, which belongs to the `if` above it.
    fn branch(&mut self, line: &Line<'t>, word: &str, rest: &'t str, into: &mut Schema) {
        let schema = self.schema(line, rest);
        match (word, into.keywords.last_mut()) {
            ("then", Some(Keyword::If(_, then, None))) => *then = Some(schema),
            (_, Some(Keyword::If(_, _, otherwise))) => *otherwise = Some(schema),
            _ => self.problem(line.number, format!("no `if` above `{word}`")),
        }
    }

    /// `"pattern" schema`, where the schema can be on the nested lines.
    fn pattern_property(&mut self, line: &Line<'t>, rest: &'t str) -> Option<Keyword> {
        let quoted = rest.strip_prefix('"');
        let (pattern, rest) = match quoted.and_then(|rest| rest.split_once("\" ")) {
            Some(parts) => parts,
            None => match quoted.and_then(|rest| rest.strip_suffix('"')) {
                Some(pattern) => (pattern, ""),
                None => {
                    self.problem(line.number, "expected a pattern in quotes");
                    return None;
                }
            },
        };
        Some(Keyword::PatternProperty(pattern.to_owned(), self.schema(line, rest)))
    }

    /// The values on the line, or on the nested lines.
    fn values(&mut self, line: &Line<'t>, rest: &str) -> Option<Vec<Operand>> {
        let mut values = Vec::new();
        let mut read = |lines: &mut Self, number: usize, text: &str| match operands(text) {
            Ok(operands) => values.extend(operands),
            Err(message) => lines.problem(number, message),
        };
        read(self, line.number, rest);
        if rest.is_empty() {
            while let Some(inner) = self.nested(line.depth) {
                read(self, inner.number, inner.text);
            }
        }
        Some(values).filter(|values| !values.is_empty())
    }
}

/// The keywords whose only operand is a schema.
fn of_schema(word: &str) -> Option<fn(Schema) -> Keyword> {
    Some(match word {
        "additional" => Keyword::Additional,
        "contains" => Keyword::Contains,
        "if" => |condition| Keyword::If(condition, None, None),
        "items" => Keyword::Items,
        "names" => Keyword::Names,
        "not" => Keyword::Not,
        "resource" => Keyword::Resource,
        _ => return None,
    })
}

/// The keywords without schemas.
fn on_one_line(word: &str, rest: &str) -> Result<Keyword, String> {
    let names = || rest.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    Ok(match word {
        "never" => Keyword::Never,
        "type" => {
            let kinds: Option<Vec<Kind>> = rest.split(' ').map(kind).collect();
            Keyword::Type(kinds.ok_or_else(|| format!("`{rest}` are not types"))?)
        }
        "table" => Keyword::Table(rest.to_owned()),
        "minimum" => bound(Bound::Minimum, rest)?,
        "maximum" => bound(Bound::Maximum, rest)?,
        "exclusive-minimum" => bound(Bound::ExclusiveMinimum, rest)?,
        "exclusive-maximum" => bound(Bound::ExclusiveMaximum, rest)?,
        "multiple-of" => Keyword::MultipleOf(rest.parse().map_err(|_| format!("`{rest}` is not a number"))?),
        "items-count" => count(Count::Items, rest)?,
        "length" => count(Count::Length, rest)?,
        "entries" => count(Count::Properties, rest)?,
        "pattern" => Keyword::Pattern(rest.to_owned()),
        "format" => Keyword::Format(rest.to_owned()),
        "required" => Keyword::Required(names()),
        "required-or" => Keyword::RequiredOr(names()),
        "required-xor" => Keyword::RequiredXor(names()),
        "dependent-required" => dependent(Keyword::DependentRequired, names())?,
        "dependent-excluded" => dependent(Keyword::DependentExcluded, names())?,
        "unique-keys" => Keyword::UniqueKeys(names()),
        "unique-items" => Keyword::UniqueItems,
        _ => return Err(format!("unknown keyword `{word}`")),
    })
}

fn bound(bound: Bound, rest: &str) -> Result<Keyword, String> {
    match operands(rest).map(<[Operand; 1]>::try_from) {
        Ok(Ok([operand])) => Ok(Keyword::Bound(bound, operand)),
        _ => Err("expected a number or a path".to_owned()),
    }
}

/// `1..3`, `1..` or `..3`.
fn count(what: Count, rest: &str) -> Result<Keyword, String> {
    let error = || format!("`{rest}` is not a range: `1..3`, `1..`, `..3`");
    let limit = |text: &str| {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| error()) }
    };
    let (least, most) = rest.split_once("..").ok_or_else(error)?;
    Ok(Keyword::Count(what, limit(least)?, limit(most)?))
}

fn dependent(keyword: fn(String, Vec<String>) -> Keyword, mut names: Vec<String>) -> Result<Keyword, String> {
    if names.len() < 2 {
        return Err("expected a name and others".to_owned());
    }
    Ok(keyword(names.remove(0), names))
}

fn split(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

fn path(text: &str) -> Vec<String> {
    if text == "." { Vec::new() } else { text.split('/').map(str::to_owned).collect() }
}

fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "array" => Kind::Array,
        "boolean" => Kind::Boolean,
        "integer" => Kind::Integer,
        "null" => Kind::Null,
        "number" => Kind::Number,
        "object" => Kind::Object,
        "string" => Kind::String,
        _ => return None,
    })
}

/// `"text" 5 true null @Path @/Path`.
fn operands(text: &str) -> Result<Vec<Operand>, String> {
    let mut operands = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (operand, after) = if let Some(quoted) = rest.strip_prefix('"') {
            let (text, after) = unquote(quoted).ok_or_else(|| format!("`{rest}` does not end with a quote"))?;
            (Operand::Scalar(Scalar::Text(text)), after)
        } else {
            let (word, after) = split(rest);
            let operand = match word {
                "null" => Operand::Scalar(Scalar::Null),
                "true" => Operand::Scalar(Scalar::Bool(true)),
                "false" => Operand::Scalar(Scalar::Bool(false)),
                _ => match word.strip_prefix('@') {
                    Some(at) => {
                        let (from_resource, at) = match at.strip_prefix('/') {
                            Some(at) => (true, at),
                            None => (false, at),
                        };
                        Operand::At { from_resource, path: path(at) }
                    }
                    None if word.parse::<f64>().is_ok() => Operand::Scalar(Scalar::Number(word.to_owned())),
                    None => return Err(format!("`{word}` is not a value: `\"text\"`, `5`, `true`, `@Path`")),
                },
            };
            (operand, after)
        };
        operands.push(operand);
        rest = after.trim_start();
    }
    Ok(operands)
}

/// The text up to the closing quote, and the rest. `\` escapes a quote and itself.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut unquoted = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((unquoted, &text[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => unquoted.push('\n'),
                c => unquoted.push(c),
            },
            c => unquoted.push(c),
        }
    }
    None
}
