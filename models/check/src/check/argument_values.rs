//! The values of the arguments of intrinsic functions, where the template determines them: indexes, keys of mappings, regions.

use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::scalar::{is_dynamic, text_of};
use super::static_expression::StaticExpression;
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use super::{Checker, Part};
use crate::node::{Node, Object};

impl Checker<'_> {
    /// Checks the values of a function's arguments, whose number and types are valid.
    pub(super) fn argument_values(&mut self, name: &'static str, argument: &Node, at: &Location<'_>) {
        match name {
            "Fn::Select" => self.select(argument, at),
            "Fn::FindInMap" => {
                for (index, key) in argument.one_or_many().iter().take(3).enumerate() {
                    self.check_static(key, StaticExpression::Key, &at.index(index));
                }
                self.find_in_map(argument, at);
            }
            "Fn::Cidr" => self.cidr(argument, at),
            "Fn::GetAZs" => self.zones_of(argument, at),
            "Fn::Split" => {
                if let Some([delimiter, _]) = argument.as_list()
                    && delimiter.as_str() == Some("")
                {
                    self.report(
                        Finding::error(
                            "function-argument",
                            &at.index(0).path(),
                            "the delimiter of `Fn::Split` is empty",
                        )
                        .allowed("a delimiter of at least one character"),
                    );
                }
            }
            "Fn::ImportValue" if self.part == Part::Values => self.check_static(argument, StaticExpression::Import, at),
            _ => {}
        }
    }

    /// `Fn::GetAZs` takes a region's name, or an empty string for the region of the stack.
    fn zones_of(&mut self, argument: &Node, at: &Location<'_>) {
        let Some(text) = text_of(argument).filter(|text| !is_dynamic(text)) else {
            return;
        };
        if !text.is_empty() && !is_region(&text) {
            self.report(
                Finding::error("function-argument", &at.path(), format!("{} is not a region", quote(&text)))
                    .allowed("the name of a region such as `eu-central-1`, `Ref: AWS::Region`, or an empty string")
                    .suggest("write an empty string for the region of the stack".to_owned()),
            );
        }
    }

    fn select(&mut self, argument: &Node, at: &Location<'_>) {
        let Some([index, list]) = argument.as_list() else { return };
        let Some(literal) = text_of(index) else { return };
        let Ok(number) = literal.parse::<usize>() else {
            return self.bad_argument("Fn::Select", index, "an index: an integer from 0", &at.index(0));
        };
        if let Node::Function("Fn::Cidr", argument) = list
            && let Some(count) = argument.as_list().and_then(|arguments| text_of(arguments.get(1)?))
            && let Ok(count) = count.parse::<usize>()
            && number >= count
        {
            self.report(
                Finding::error(
                    "function-argument",
                    &at.index(0).path(),
                    format!("index {number} is out of range: `Fn::Cidr` returns {count} CIDR blocks"),
                )
                .allowed(format!("0 to {}", count.saturating_sub(1))),
            );
        }
        if let Some(count) = self.count_of(list)
            && number >= count
        {
            self.report(
                Finding::error(
                    "function-argument",
                    &at.index(0).path(),
                    format!("the list has no item at index {number}"),
                )
                .allowed(format!("0 to {}", count.saturating_sub(1))),
            );
        }
    }

    /// The number of items of a list, if the template determines it.
    fn count_of(&self, list: &Node) -> Option<usize> {
        match list {
            Node::List(items) => Some(items.len()),
            Node::Function("Fn::Split", argument) => match argument.as_list()? {
                [Node::String(delimiter), Node::String(text)] if !delimiter.is_empty() && !is_dynamic(text) => {
                    Some(text.split(&**delimiter).count())
                }
                _ => None,
            },
            Node::Function("Fn::FindInMap", argument) => match argument.as_list()? {
                [mapping, Node::String(first), Node::String(second)] => {
                    let mapping = self.symbols.section("Mappings")?.get(mapping_name(mapping)?)?;
                    Some(mapping.get(first)?.get(second)?.as_list()?.len())
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn find_in_map(&mut self, argument: &Node, at: &Location<'_>) {
        let Some([mapping, first, second, default @ ..]) = argument.as_list() else { return };
        let Some(name) = mapping_name(mapping) else { return };
        // With a default value, keys that the mapping does not have are allowed.
        let rows = self.symbols.section("Mappings").and_then(|mappings| mappings.get(name)?.as_object());
        let (Some(rows), []) = (rows, default) else { return };
        let mut candidates: Vec<&Object> = rows.iter().filter_map(|(_, row)| row.as_object()).collect();
        if let Node::String(first) = first {
            match rows.get(first) {
                Some(row) => candidates = row.as_object().into_iter().collect(),
                None => return self.no_such_key(name, "top-level", first, rows.keys().collect(), &at.index(1)),
            }
        }
        if let Node::String(second) = second
            && !candidates.is_empty()
            && candidates.iter().all(|row| row.get(second).is_none())
        {
            let known: Vec<&str> = candidates.iter().flat_map(|row| row.keys()).collect();
            self.no_such_key(name, "second-level", second, known, &at.index(2));
        }
    }

    fn no_such_key(&mut self, mapping: &str, level: &str, key: &str, mut known: Vec<&str>, at: &Location<'_>) {
        known.sort_unstable();
        known.dedup();
        let near = did_you_mean(key, known.iter().copied());
        self.report(
            Finding::error("mapping-key", &at.path(), format!("the mapping `{mapping}` has no {level} key `{key}`"))
                .fix(Fix::name(key, known.iter().copied()))
                .allowed(one_of(known))
                .suggest(near),
        );
    }
}

/// Whether a string has the form of a region's name: `eu-central-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [first, middle @ .., number] => {
            let letters = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
            letters(first)
                && !middle.is_empty()
                && middle.iter().all(letters)
                && !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    }
}

/// The mapping that `Fn::FindInMap` names: a template has its name as text, a program as that of its handle.
fn mapping_name(mapping: &Node) -> Option<&str> {
    match mapping {
        Node::String(name) => Some(name.as_ref()),
        Node::Name(target) => Some(target.id.as_ref()),
        _ => None,
    }
}
