//! Checks literals against the constraints of the provider schemas.

use cfn_spec::constraint::{Constraints, Range, Scalar};
use cfn_spec::spec::Primitive;

use super::Checker;
use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::presence::Presence;
use super::scalar::{is_dynamic, text_of};
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use crate::node::{Node, Object};

impl Checker<'_> {
    /// Checks a literal scalar of the right type.
    pub(super) fn constraints(
        &mut self,
        node: &Node,
        primitive: Primitive,
        constraints: &Constraints,
        at: &Location<'_>,
    ) {
        let Some(text) = text_of(node).filter(|text| !is_dynamic(text)) else { return };
        if !self.allowed(&text, constraints, at) {
            // Further findings about a value that is not an allowed value would add nothing.
            return;
        }
        match primitive {
            Primitive::Integer | Primitive::Long | Primitive::Double => {
                if let Ok(number) = text.trim().parse() {
                    self.number(number, constraints, at);
                }
            }
            Primitive::String | Primitive::Timestamp | Primitive::Json => self.text(&text, constraints, at),
            Primitive::Boolean => {}
        }
    }

    /// Checks a literal against the constraints, not against the type.
    pub(super) fn only_constraints(&mut self, node: &Node, constraints: &Constraints, at: &Location<'_>) {
        match node {
            Node::List(items) => self.list_constraints(items, constraints, at),
            Node::Object(object) => self.map_constraints(object, constraints, at),
            _ => self.constraints(node, Primitive::String, constraints, at),
        }
    }

    fn allowed(&mut self, text: &str, constraints: &Constraints, at: &Location<'_>) -> bool {
        let allowed: Vec<&str> = constraints.allowed.iter().map(scalar_text).collect();
        let same = |member: &&str| {
            *member == text
                || (constraints.ignore_case && member.eq_ignore_ascii_case(text))
                || same_number(member, text)
        };
        if allowed.is_empty() || allowed.iter().any(same) {
            return true;
        }
        let near = did_you_mean(text, allowed.iter().copied());
        self.report(
            Finding::error("allowed-values", &at.path(), format!("{} is not an allowed value", quote(text)))
                .fix(Fix::name(text, allowed.iter().copied()))
                .allowed(one_of(allowed))
                .suggest(near),
        );
        false
    }

    fn text(&mut self, text: &str, constraints: &Constraints, at: &Location<'_>) {
        let length = text.chars().count() as u64;
        if !within(length, constraints.length) {
            self.report(
                Finding::error("length", &at.path(), format!("the string has {length} characters"))
                    .allowed(format!("{} characters", words(constraints.length))),
            );
        }
        if let Some(pattern) = &constraints.pattern
            && self.patterns.matches(pattern, text) == Some(false)
        {
            self.report(
                Finding::error("pattern", &at.path(), format!("{} does not match the pattern", quote(text)))
                    .allowed(format!("a string that matches `{pattern}`")),
            );
            // One error is reported once.
            return;
        }
        // Where several formats are named, one is enough: a key's ARN, id or alias.
        let expected: Option<Vec<&str>> = constraints.formats.iter().map(|format| contradicts(text, format)).collect();
        if let Some(expected) = expected.filter(|expected| !expected.is_empty()) {
            let expected = expected.join(", or ");
            self.report(
                Finding::error("format", &at.path(), format!("{} is not {expected}", quote(text))).allowed(expected),
            );
        }
    }

    fn number(&mut self, number: f64, constraints: &Constraints, at: &Location<'_>) {
        if !within(number, constraints.range) {
            self.report(
                Finding::error("range", &at.path(), format!("{number} is out of range"))
                    .allowed(words(constraints.range)),
            );
        }
        let Range { min, max } = constraints.exclusive_range;
        if min.is_some_and(|min| number <= min) || max.is_some_and(|max| number >= max) {
            let bounds = [min.map(|min| format!("more than {min}")), max.map(|max| format!("less than {max}"))];
            self.report(
                Finding::error("range", &at.path(), format!("{number} is out of range"))
                    .allowed(bounds.into_iter().flatten().collect::<Vec<_>>().join(" and ")),
            );
        }
        if let Some(step) = constraints.multiple_of
            && step > 0.0
            && (number / step).fract().abs() > 1e-9
        {
            self.report(
                Finding::error("multiple", &at.path(), format!("{number} is not a multiple of {step}"))
                    .allowed(format!("multiples of {step}")),
            );
        }
    }

    /// Checks the number of items of a list, and that they are unique.
    pub(super) fn list_constraints(&mut self, items: &[Node], constraints: &Constraints, at: &Location<'_>) {
        let count =
            |wanted: &[Presence]| items.iter().filter(|i| wanted.contains(&Presence::of(Some(i)))).count() as u64;
        let certain = count(&[Presence::Always]);
        let possible = certain + count(&[Presence::Sometimes]);
        let Range { min, max } = constraints.items;
        if min.is_some_and(|min| possible < min) || max.is_some_and(|max| certain > max) {
            let message = format!("the list has {} items", items.len());
            self.report(
                Finding::error("item-count", &at.path(), message)
                    .allowed(format!("{} items", words(constraints.items))),
            );
        }
        if constraints.unique_items {
            self.unique(items, at, |item| Some(vec![item]), "the same as");
        }
        if !constraints.unique_keys.is_empty() {
            let keys = &constraints.unique_keys;
            let names = one_of(keys.iter().map(AsRef::as_ref));
            let of = |item| keys.iter().map(|key| Node::get(item, key.as_str())).collect::<Option<Vec<_>>>();
            self.unique(items, at, of, &format!("the same in {names} as"));
        }
    }

    fn unique<'n>(
        &mut self,
        items: &'n [Node],
        at: &Location<'_>,
        identity: impl Fn(&'n Node) -> Option<Vec<&'n Node>>,
        same: &str,
    ) {
        let mut seen: Vec<(usize, Vec<&Node>)> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            // Items that depend on a condition can differ.
            if Presence::of(Some(item)) != Presence::Always {
                continue;
            }
            let Some(own) = identity(item) else { continue };
            if let Some((first, _)) = seen.iter().find(|(_, other)| *other == own) {
                self.report(
                    Finding::error(
                        "unique-items",
                        &at.index(index).path(),
                        format!("the item is {same} the item at index {first}"),
                    )
                    .allowed("unique items"),
                );
            }
            seen.push((index, own));
        }
    }

    /// Checks the number of entries of a map, and their keys.
    pub(super) fn map_constraints(&mut self, object: &Object, constraints: &Constraints, at: &Location<'_>) {
        let plain = || object.iter().filter(|(key, _)| !key.starts_with("Fn::"));
        let certain = plain().filter(|(_, value)| Presence::of(Some(value)) == Presence::Always).count() as u64;
        let possible = plain().filter(|(_, value)| Presence::of(Some(value)) != Presence::Never).count() as u64;
        let Range { min, max } = constraints.entries;
        let macros = plain().count() != object.len();
        if (!macros && min.is_some_and(|min| possible < min)) || max.is_some_and(|max| certain > max) {
            self.report(
                Finding::error("entry-count", &at.path(), format!("the object has {possible} entries"))
                    .allowed(format!("{} entries", words(constraints.entries))),
            );
        }
        let Some(pattern) = &constraints.key_pattern else { return };
        for (key, _) in plain() {
            if self.patterns.matches(pattern, key) == Some(false) {
                self.report(
                    Finding::error(
                        "key-pattern",
                        &at.key(key).path(),
                        format!("the key {} is not allowed", quote(key)),
                    )
                    .allowed(format!("keys that match `{pattern}`")),
                );
            }
        }
    }
}

fn scalar_text(scalar: &Scalar) -> &str {
    match scalar {
        Scalar::String(text) | Scalar::Number(text) => text,
        Scalar::Bool(true) => "true",
        Scalar::Bool(false) => "false",
    }
}

/// `1` and `1.0` are the same number.
fn same_number(one: &str, other: &str) -> bool {
    matches!((one.parse::<f64>(), other.parse::<f64>()), (Ok(one), Ok(other)) if one == other)
}

fn within<T: PartialOrd + Copy>(value: T, range: Range<T>) -> bool {
    range.min.is_none_or(|min| value >= min) && range.max.is_none_or(|max| value <= max)
}

/// A range for messages: `3 to 63`, `at least 1`.
fn words<T: PartialEq + std::fmt::Display>(range: Range<T>) -> String {
    match (range.min, range.max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number of".to_owned(),
    }
}

/// What a string was expected to be, for the formats that can be decided from the string alone.
fn contradicts(text: &str, format: &str) -> Option<&'static str> {
    let (fits, expected): (bool, &'static str) = match format {
        "ipv4-network" => (is_network::<std::net::Ipv4Addr>(text, 32), "an IPv4 CIDR block such as `10.0.0.0/16`"),
        "ipv6-network" => (is_network::<std::net::Ipv6Addr>(text, 128), "an IPv6 CIDR block such as `2001:db8::/56`"),
        _ => return super::identifier::contradicts(text, format),
    };
    (!fits).then_some(expected)
}

fn is_network<A: std::str::FromStr>(text: &str, bits: u8) -> bool {
    text.split_once('/').is_some_and(|(address, prefix)| {
        address.parse::<A>().is_ok() && prefix.parse::<u8>().is_ok_and(|prefix| prefix <= bits)
    })
}
