//! Which functions are written in short form, and how.

use crate::{Tree, short_form};

use super::scalar;

/// The maximum number of characters of a list in brackets on one line.
const FLOW_WIDTH: usize = 80;

/// A function that is written in short form.
pub(super) struct Function<'a> {
    /// The name without `!` and `Fn::`.
    pub(super) name: &'a str,
    pub(super) argument: Argument<'a>,
}

/// The argument of a function in short form.
pub(super) enum Argument<'a> {
    /// `Resource.Attribute`, the two strings of a `GetAtt`.
    Attribute(String),
    /// Any other.
    Tree(&'a Tree<'a>),
}

impl<'a> Function<'a> {
    /// The function of `tree`, if its short form is parsed as the same value.
    ///
    /// That is not the case for a scalar that is not a string, because a tag converts it to a string, and for a
    /// function directly inside another, because a value can have one tag only: the outer function is then written in
    /// full form, as in AWS's documentation.
    pub(super) fn of(tree: &'a Tree<'a>) -> Option<Self> {
        let Tree::Map(entries) = tree else { return None };
        let [(key, argument)] = entries.as_slice() else { return None };
        let name = short_form::documented_short_name(key)?;
        let as_written = Some(Self { name, argument: Argument::Tree(argument) });
        match (name, argument) {
            ("GetAtt", Tree::List(parts)) => match attribute(parts) {
                Some(text) => Some(Self { name, argument: Argument::Attribute(text) }),
                None => as_written,
            },
            // `!GetAtt A.B` is a list of two; the string "A.B" needs the long form.
            ("GetAtt", Tree::String(_)) => None,
            // Both take names; anything else, such as the conditions of a policy statement, is not a function.
            ("Ref" | "Condition", Tree::String(_)) => as_written,
            ("Ref" | "Condition", _) => None,
            (_, Tree::String(_) | Tree::List(_)) => as_written,
            ("Transform", Tree::Map(_)) if Self::of(argument).is_none() => as_written,
            _ => None,
        }
    }
}

/// `Resource.Attribute` for two strings, if splitting at the first dot returns them.
fn attribute(parts: &[Tree<'_>]) -> Option<String> {
    match parts {
        [Tree::String(resource), Tree::String(attribute)] if !resource.contains('.') => {
            Some(format!("{resource}.{attribute}"))
        }
        _ => None,
    }
}

/// A list of short scalars and of functions of such, in brackets: `[IsProd, !Ref Large, t3.micro]`.
pub(super) fn flow(tree: &Tree<'_>) -> Option<String> {
    let Tree::List(items) = tree else { return None };
    let mut out = String::from("[");
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        flow_item(&mut out, item)?;
        if out.len() > FLOW_WIDTH {
            return None;
        }
    }
    out.push(']');
    Some(out)
}

fn flow_item(out: &mut String, item: &Tree<'_>) -> Option<()> {
    match item {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(number) => scalar::number(out, number),
        Tree::String(text) => out.push_str(&scalar::flow_line(text)?),
        Tree::List(_) => out.push_str(&flow(item)?),
        Tree::Map(_) => {
            let Function { name, argument } = Function::of(item)?;
            out.push('!');
            out.push_str(name);
            out.push(' ');
            match argument {
                Argument::Attribute(text) => out.push_str(&scalar::flow_line(&text)?),
                Argument::Tree(Tree::String(text)) => out.push_str(&scalar::flow_line(text)?),
                Argument::Tree(list) => out.push_str(&flow(list)?),
            }
        }
    }
    Some(())
}
