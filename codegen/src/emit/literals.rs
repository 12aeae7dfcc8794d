//! The bounds of a service's properties as one string constant, which `models::literal!` evaluates in a constant.
//!
//! ```text
//! :Queue
//! delay_seconds⇥n⇥0⇥900⇥⇥0 to 900
//! :bucket::Rule
//! id⇥s⇥⇥255⇥⇥at most 255 characters
//! ```
//! A line begins with `:` for a type, by its path in the module of the service; else it has a property by its Rust name, `n` or `s` for a
//! number or a string, the bounds of the number or of the length, the allowed numbers or the pattern, and what a message says. A bound
//! that is no integer and a pattern that is not simple are left out: `synth()` checks them. One constant a service costs the compiler
//! less than one a property by orders of magnitude, and a program that does not use the macro never evaluates it.

use cfn_spec::constraint::{Constraints, Range, Scalar};

use super::docs;
use super::source::{Source, literal};
use crate::model::{Field, Resource, Service, Struct, Ty};
use crate::names::written;

/// The constant, empty where the service has no bounds.
pub(super) fn write(out: &mut Source, service: &Service) {
    out.gap();
    out.line("#[doc(hidden)]");
    out.line(&format!("pub const LITERALS: &str = {};", literal(&table(service))));
}

fn table(service: &Service) -> String {
    let mut text = String::new();
    for resource in &service.resources {
        add(&mut text, &resource.body.ident, &resource.body);
        for body in &resource.types {
            add(&mut text, &path(resource, body), body);
        }
    }
    text
}

fn path(resource: &Resource, body: &Struct) -> String {
    format!("{}::{}", written(&resource.module), body.ident)
}

fn add(text: &mut String, path: &str, body: &Struct) {
    let lines: String = body.fields.iter().filter_map(line).collect();
    if !lines.is_empty() {
        text.push_str(&format!(":{path}\n{lines}"));
    }
}

fn line(field: &Field) -> Option<String> {
    let (ty, constraints) = innermost(&field.ty, &field.constraints)?;
    let facts = docs::bounds(constraints);
    if facts.is_empty() || facts.contains(['\t', '\n']) {
        return None;
    }
    let (kind, min, max, more) = match ty {
        Ty::Integer | Ty::Double => {
            let (min, max) = whole(&constraints.range)?;
            ('n', min, max, numbers(&constraints.allowed)?)
        }
        _ => {
            let Range { min, max } = constraints.length;
            let text = |bound: Option<u64>| bound.map_or_else(String::new, |bound| bound.to_string());
            let patterns = constraints.pattern.as_deref().and_then(alternatives);
            ('s', text(min), text(max), patterns.map_or_else(String::new, |patterns| patterns.join(BETWEEN)))
        }
    };
    let says_something = !min.is_empty() || !max.is_empty() || !more.is_empty();
    says_something.then(|| format!("{}\t{kind}\t{min}\t{max}\t{more}\t{facts}\n", written(&field.ident)))
}

/// The type and the constraints of a value, of a list or a map those of its items.
fn innermost<'f>(ty: &'f Ty, constraints: &'f Constraints) -> Option<(&'f Ty, &'f Constraints)> {
    match ty {
        Ty::List(item) | Ty::Map(item) => innermost(item, constraints.each.as_deref()?),
        Ty::String | Ty::Integer | Ty::Double | Ty::Kind(_) | Ty::Identifier(_) | Ty::ArnOf(_) => {
            Some((ty, constraints))
        }
        _ => None,
    }
}

/// Both bounds as text; `None` if one of them is not an integer.
fn whole(range: &Range<f64>) -> Option<(String, String)> {
    let text = |bound: Option<f64>| match bound {
        None => Some(String::new()),
        Some(bound) => (bound.fract() == 0.0 && bound.abs() < 9e15).then(|| format!("{bound:.0}")),
    };
    Some((text(range.min)?, text(range.max)?))
}

/// The allowed numbers, separated by commas; `None` if one of them is not an integer.
fn numbers(allowed: &[Scalar]) -> Option<String> {
    let number = |scalar: &Scalar| match scalar {
        Scalar::Number(text) if text.parse::<i64>().is_ok() => Some(text.clone()),
        _ => None,
    };
    let numbers: Option<Vec<String>> = allowed.iter().map(number).collect();
    Some(numbers?.join(","))
}

/// Between the alternatives of a pattern.
const BETWEEN: &str = "\u{1f}";

/// The simple patterns of which a string has to match one; `None` if the pattern is not that simple: it is one itself, or it is one
/// group of simple alternatives.
fn alternatives(pattern: &str) -> Option<Vec<String>> {
    // Of other engines; `synth()` reads them alike.
    let pattern = pattern.strip_prefix(r"\A").map_or_else(|| pattern.to_owned(), |rest| format!("^{rest}"));
    let pattern = pattern.strip_suffix(r"\Z").map(|rest| format!("{rest}$")).unwrap_or(pattern);
    if is_simple(&pattern) {
        return Some(vec![pattern]);
    }
    let group = pattern.strip_prefix("^(")?.strip_suffix('$')?;
    let (group, optional) = match group.strip_suffix(")?") {
        Some(group) => (group, true),
        None => (group.strip_suffix(')')?, false),
    };
    let group = group.strip_prefix("?:").unwrap_or(group);
    let mut all: Vec<String> = group.split('|').map(|alternative| format!("^{alternative}$")).collect();
    if optional {
        all.push("^$".to_owned());
    }
    // A `|` inside of a class was cut too, and leaves what is not simple.
    all.iter().all(|alternative| is_simple(alternative)).then_some(all)
}

/// Whether `models::literal` can match the pattern: literal characters, classes and escapes, each with a quantifier, without groups and
/// alternatives, in ASCII.
pub(crate) fn is_simple(pattern: &str) -> bool {
    let bytes = pattern.as_bytes();
    let mut at = usize::from(bytes.first() == Some(&b'^'));
    if pattern.is_empty() || !bytes.iter().all(|byte| (0x20..0x7f).contains(byte)) {
        return false;
    }
    while at < bytes.len() {
        if bytes[at] == b'$' {
            return at + 1 == bytes.len();
        }
        let Some(end) = atom(bytes, at) else { return false };
        let Some(next) = quantifier(bytes, end) else { return false };
        at = next;
    }
    true
}

/// Where the atom that begins at `at` ends.
fn atom(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes[at] {
        b'(' | b')' | b'|' | b'{' | b'}' | b'*' | b'+' | b'?' | b'^' | b'$' | b']' => None,
        b'\\' => escape(bytes, at),
        b'[' => {
            let mut at = at + 1 + usize::from(bytes.get(at + 1) == Some(&b'^'));
            let first = at;
            loop {
                match bytes.get(at)? {
                    b']' if at > first => return Some(at + 1),
                    b']' | b'[' => return None,
                    b'\\' => at = escape(bytes, at)?,
                    _ => at += 1,
                }
            }
        }
        _ => Some(at + 1),
    }
}

/// Where the escape that begins at `at` ends: `\d`, `\w`, `\s` and their opposites, and escaped punctuation.
fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at + 1)? {
        b'd' | b'D' | b'w' | b'W' | b's' | b'S' => Some(at + 2),
        byte if byte.is_ascii_punctuation() || *byte == b' ' => Some(at + 2),
        _ => None,
    }
}

/// Where the quantifier at `at` ends, if there is one; `None` if it is one that is not simple.
fn quantifier(bytes: &[u8], at: usize) -> Option<usize> {
    let end = match bytes.get(at) {
        Some(b'*' | b'+' | b'?') => at + 1,
        Some(b'{') => {
            let close = at + bytes[at..].iter().position(|byte| *byte == b'}')?;
            let Ok(inside) = std::str::from_utf8(&bytes[at + 1..close]) else { return None };
            let (min, max) = inside.split_once(',').unwrap_or((inside, inside));
            let is_count = |text: &str| text.parse::<u32>().is_ok_and(|count| count <= 100_000);
            if !is_count(min) || !(max.is_empty() || is_count(max)) {
                return None;
            }
            close + 1
        }
        _ => return Some(at),
    };
    // Lazy and possessive quantifiers, and quantifiers of quantifiers.
    (!matches!(bytes.get(end), Some(b'*' | b'+' | b'?' | b'{'))).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::{alternatives, is_simple};

    #[test]
    fn one_group_of_alternatives_is_several_patterns() {
        assert_eq!(alternatives(r"^([a-z]+)?$").unwrap(), ["^[a-z]+$", "^$"]);
        assert_eq!(alternatives(r"^(lambda:[*]|[*])$").unwrap(), ["^lambda:[*]$", "^[*]$"]);
        assert_eq!(alternatives(r"\A[a-z]\Z").unwrap(), ["^[a-z]$"]);
        for pattern in ["^(a(b))$", "^(a|[|])$", "(a)", "^(a)(b)$", "^(?!a)$"] {
            assert_eq!(alternatives(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn groups_alternatives_and_other_alphabets_are_not_simple() {
        for pattern in ["^[a-z][a-z0-9-]{2,62}$", r"^\d{12}$", r"[\w.-]+", "^.*$", r"^alias/[a-zA-Z0-9/_\-]+$", "[^,]+"]
        {
            assert!(is_simple(pattern), "{pattern}");
        }
        for pattern in
            ["^(a|b)$", r"^\p{L}+$", "a|b", "[a-z", "a{2", "a*?", "^[\u{e4}]+$", "", r"\u0020", "a$b", "[]a]"]
        {
            assert!(!is_simple(pattern), "{pattern}");
        }
    }
}
