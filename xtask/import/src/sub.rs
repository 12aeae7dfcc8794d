//! `Fn::Sub`: `sub!` if it writes the same string, otherwise the unchecked string.

use cfn_template::{Entry, Kind, PSEUDO_PARAMETERS, Value};
use quote::quote;

use super::expression::{Expr, STRING};
use super::text::{function, ident, literal};
use super::variables;
use super::writer::Writer;
use codegen::model::Ty;

/// `sub!` takes at most this many values.
const MOST_VALUES: usize = 64;

/// A part of a string.
#[derive(Debug, PartialEq)]
enum Part<'t> {
    /// Literal text, `${!…}` and pseudo parameters.
    Plain(&'t str),
    /// `${name}` or `${resource.attribute}`.
    Placeholder(&'t str),
}

impl Writer<'_> {
    pub(super) fn sub(&mut self, argument: &Value) -> Expr {
        let (text, variables) = match (&argument.kind, argument.as_list()) {
            (Kind::String(text), _) => (text.as_str(), [].as_slice()),
            (_, Some([text, variables])) => match (text.as_str(), variables.as_map(), function(variables)) {
                (Some(text), Some(variables), None) if !variables.is_empty() => (text, variables),
                _ => return self.sub_by_name(argument),
            },
            _ => return self.sub_by_name(argument),
        };
        let typed = parts(text).and_then(|parts| self.checked_sub(&parts, variables));
        typed.unwrap_or_else(|| match variables {
            [] => {
                self.import("intrinsic::unchecked");
                let text = literal(text);
                Expr::unchecked(quote!(unchecked::sub(#text)))
            }
            variables => {
                self.import("intrinsic::unchecked");
                let variables = self.map(variables, STRING).tokens;
                let text = literal(text);
                Expr::unchecked(quote!(unchecked::sub_with(#text, #variables)))
            }
        })
    }

    fn sub_by_name(&mut self, argument: &Value) -> Expr {
        self.import("intrinsic::unchecked");
        let argument = self.json(argument).tokens;
        Expr::unchecked(quote!(unchecked::function("Fn::Sub", #argument)))
    }

    /// The string as `sub!`, if that writes the same string.
    fn checked_sub(&mut self, parts: &[Part<'_>], variables: &[Entry]) -> Option<Expr> {
        let placeholders: Vec<&str> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Placeholder(name) => Some(*name),
                Part::Plain(_) => None,
            })
            .collect();
        let is_variable = |name: &str| variables.iter().any(|entry| entry.key == name);
        // Without references `sub!` writes a literal.
        let refers = parts.iter().any(|part| match part {
            Part::Placeholder(_) => true,
            Part::Plain(text) => text.starts_with("${AWS::"),
        });
        let written = |entry: &Entry| {
            stays_variable(&entry.value) && is_identifier(&entry.key) && placeholders.contains(&entry.key.as_str())
        };
        if !refers || placeholders.len() > MOST_VALUES || !variables.iter().all(written) {
            return None;
        }
        // Every name in the string has to be declared; checked first, so that no comments are added for nothing.
        let unknown: Vec<&str> =
            placeholders.iter().copied().filter(|name| !is_variable(name) && !self.is_declared(name)).collect();
        if !unknown.is_empty() {
            for name in unknown {
                self.by_its_name(name.split('.').next().unwrap_or(name));
            }
            return None;
        }
        let (text, names) = with_rust_names(parts, is_variable);
        let mut values = Vec::with_capacity(names.len());
        for (name, rust) in &names {
            let value = match variables.iter().find(|entry| entry.key == *name) {
                Some(entry) => self.at(&entry.key, |writer| writer.value(&entry.value, STRING)),
                None => {
                    let expr = match name.split_once('.') {
                        None => self.reference(name),
                        Some((id, attribute)) => self.attribute_of(id, attribute, STRING)?,
                    };
                    self.fit(expr, STRING)
                }
            };
            let (rust, value) = (ident(rust), value.tokens);
            values.push(quote!(#rust = #value));
        }
        self.import("sub");
        let text = literal(&text);
        Some(Expr::value(quote!(sub__(#text #(, #values)*)), Ty::String))
    }

    /// A parameter or resource that is already declared.
    fn is_declared(&self, name: &str) -> bool {
        match name.split_once('.') {
            Some((id, _)) => self.symbols.resources.get(id).is_some_and(|resource| resource.declared.get()),
            None => {
                self.symbols.parameters.get(name).is_some_and(|parameter| parameter.declared.get())
                    || self.symbols.resources.get(name).is_some_and(|resource| resource.declared.get())
            }
        }
    }
}

/// `sub!` writes literals, references and attributes into the string; the result of other functions stays a variable.
fn stays_variable(value: &Value) -> bool {
    match function(value) {
        Some(("Ref" | "Fn::GetAtt" | "Fn::Sub", _)) | None => false,
        Some(("Fn::If" | "Fn::Join" | "Fn::Select" | "Fn::FindInMap" | "Fn::ImportValue" | "Fn::Base64", _)) => true,
        Some(_) => false,
    }
}

/// Whether a name is a Rust identifier that `stringify!` returns unchanged.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !codegen::names::is_keyword(name)
        && !name.ends_with("__")
}

/// Parses a string; `None` if CloudFormation would reject it or interpret it differently.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        if start > 0 {
            parts.push(Part::Plain(&rest[..start]));
        }
        let end = start + rest[start..].find('}')? + 1;
        let name = &rest[start + 2..end - 1];
        let is_name =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'));
        if name.starts_with('!') || PSEUDO_PARAMETERS.contains(&name) {
            parts.push(Part::Plain(&rest[start..end]));
        } else if is_name && !name.starts_with("AWS::") {
            parts.push(Part::Placeholder(name));
        } else {
            return None;
        }
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        parts.push(Part::Plain(rest));
    }
    Some(parts)
}

/// The string for `sub!`, and the Rust name of each placeholder in it: a variable's own, or one made of the reference and unlike
/// all others.
fn with_rust_names<'p>(parts: &[Part<'p>], is_variable: impl Fn(&str) -> bool) -> (String, Vec<(&'p str, String)>) {
    let mut names: Vec<(&str, String)> = Vec::new();
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Plain(plain) => text.push_str(plain),
            Part::Placeholder(name) => {
                let known = names.iter().find(|(known, _)| known == name).map(|(_, rust)| rust.clone());
                let rust = known.unwrap_or_else(|| {
                    let mut rust = if is_variable(name) { (*name).to_owned() } else { variables::of(name, "value") };
                    while names.iter().any(|(_, other)| *other == rust) || (!is_variable(name) && is_variable(&rust)) {
                        rust.push_str("_value");
                    }
                    names.push((name, rust.clone()));
                    rust
                });
                text.push_str("${");
                text.push_str(&rust);
                text.push('}');
            }
        }
    }
    (text, names)
}
