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
        let names = || rest.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let keyword = match word {
            "never" => Keyword::Never,
            "type" => {
                let kinds: Option<Vec<Kind>> = rest.split(' ').map(kind).collect();
                let Some(kinds) = kinds else { return self.problem(line.number, format!("`{rest}` are not types")) };
                Keyword::Type(kinds)
            }
            "enum" | "const" => match self.values(line, rest) {
                Some(values) => Keyword::Enum(values),
                None => return,
            },
            "table" => Keyword::Table(rest.to_owned()),
            "minimum" | "maximum" | "exclusive-minimum" | "exclusive-maximum" => {
                let bound = match word {
                    "minimum" => Bound::Minimum,
                    "maximum" => Bound::Maximum,
                    "exclusive-minimum" => Bound::ExclusiveMinimum,
                    _ => Bound::ExclusiveMaximum,
                };
                match operands(rest).map(<[Operand; 1]>::try_from) {
                    Ok(Ok([operand])) => Keyword::Bound(bound, operand),
                    _ => return self.problem(line.number, "expected a number or a path"),
                }
            }
            "multiple-of" => match rest.parse() {
                Ok(number) => Keyword::MultipleOf(number),
                Err(_) => return self.problem(line.number, format!("`{rest}` is not a number")),
            },
            "items-count" | "length" | "entries" => {
                let what = match word {
                    "items-count" => Count::Items,
                    "length" => Count::Length,
                    _ => Count::Properties,
                };
                let bound = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
                match rest.split_once("..").and_then(|(min, max)| Some((bound(min)?, bound(max)?))) {
                    Some((min, max)) => Keyword::Count(what, min, max),
                    None => return self.problem(line.number, format!("`{rest}` is not a range: `1..3`, `1..`, `..3`")),
                }
            }
            "pattern" => Keyword::Pattern(rest.to_owned()),
            "format" => Keyword::Format(rest.to_owned()),
            "required" => Keyword::Required(names()),
            "required-or" => Keyword::RequiredOr(names()),
            "required-xor" => Keyword::RequiredXor(names()),
            "dependent-required" | "dependent-excluded" => {
                let mut names = names();
                if names.len() < 2 {
                    return self.problem(line.number, "expected a name and others");
                }
                let first = names.remove(0);
                if word == "dependent-required" {
                    Keyword::DependentRequired(first, names)
                } else {
                    Keyword::DependentExcluded(first, names)
                }
            }
            "property" => {
                let (name, rest) = split(rest);
                Keyword::Property(name.to_owned(), self.schema(line, rest))
            }
            "pattern-property" => match rest.strip_prefix('"').and_then(|rest| rest.split_once("\" ")) {
                Some((pattern, rest)) => Keyword::PatternProperty(pattern.to_owned(), self.schema(line, rest)),
                None => match rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                    Some(pattern) => Keyword::PatternProperty(pattern.to_owned(), self.schema(line, "")),
                    None => return self.problem(line.number, "expected a pattern in quotes"),
                },
            },
            "additional" => Keyword::Additional(self.schema(line, rest)),
            "names" => Keyword::Names(self.schema(line, rest)),
            "items" => Keyword::Items(self.schema(line, rest)),
            "contains" => Keyword::Contains(self.schema(line, rest)),
            "unique-keys" => Keyword::UniqueKeys(names()),
            "unique-items" => Keyword::UniqueItems,
            "all-of" => Keyword::AllOf(self.cases(line)),
            "any-of" => Keyword::AnyOf(self.cases(line)),
            "one-of" => Keyword::OneOf(self.cases(line)),
            "not" => Keyword::Not(self.schema(line, rest)),
            "if" => Keyword::If(self.schema(line, rest), None, None),
            "then" | "else" => {
                let schema = self.schema(line, rest);
                let slot = match (word, into.keywords.last_mut()) {
                    ("then", Some(Keyword::If(_, then, None))) => then,
                    (_, Some(Keyword::If(_, _, otherwise))) => otherwise,
                    _ => return self.problem(line.number, format!("no `if` above `{word}`")),
                };
                *slot = Some(schema);
                return;
            }
            "resource" => Keyword::Resource(self.schema(line, rest)),
            _ => return self.problem(line.number, format!("unknown keyword `{word}`")),
        };
        into.keywords.push(keyword);
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
