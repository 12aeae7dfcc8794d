//! Combines constraints: [`widen`] returns their union, [`narrow`] their intersection.

#[cfg(feature = "documents")]
use crate::constraint::Scalar;
use crate::constraint::{Constraints, Range};

/// The constraints of a value for which `a` or `b` applies: a constraint that only one has is dropped.
pub(crate) fn widen(a: Constraints, b: &Constraints) -> Constraints {
    if a == *b {
        return a;
    }
    let ignore_case = a.ignore_case || b.ignore_case;
    Constraints {
        allowed: if a.allowed.is_empty() { Vec::new() } else { union(a.allowed, &b.allowed) },
        ignore_case,
        pattern: a.pattern.filter(|p| b.pattern.as_ref() == Some(p)),
        length: hull(a.length, b.length),
        range: hull(a.range, b.range),
        exclusive_range: hull(a.exclusive_range, b.exclusive_range),
        multiple_of: a.multiple_of.filter(|m| b.multiple_of == Some(*m)),
        items: hull(a.items, b.items),
        unique_items: a.unique_items && b.unique_items,
        unique_keys: if a.unique_keys == b.unique_keys { a.unique_keys } else { Vec::new() },
        entries: hull(a.entries, b.entries),
        key_pattern: a.key_pattern.filter(|p| b.key_pattern.as_ref() == Some(p)),
        formats: if a.formats.is_empty() { Vec::new() } else { union(a.formats, &b.formats) },
        relationships: if a.relationships.is_empty() { Vec::new() } else { union(a.relationships, &b.relationships) },
        default: a.default.filter(|d| b.default.as_ref() == Some(d)),
        each: match (a.each, &b.each) {
            (Some(a), Some(b)) => says_something(widen(*a, b)),
            _ => None,
        },
    }
}

/// The alternatives of both, or none if the second has none, which allows everything.
fn union<T: Clone + PartialEq>(mut a: Vec<T>, b: &[T]) -> Vec<T> {
    if b.is_empty() {
        return Vec::new();
    }
    for value in b {
        if !a.contains(value) {
            a.push(value.clone());
        }
    }
    a
}

fn hull<T: Copy + PartialOrd>(a: Range<T>, b: Range<T>) -> Range<T> {
    let pick = |a: Option<T>, b: Option<T>, least: bool| match (a, b) {
        (Some(a), Some(b)) => Some(if (a < b) == least { a } else { b }),
        _ => None,
    };
    Range { min: pick(a.min, b.min, true), max: pick(a.max, b.max, false) }
}

/// `constraints`, unless they are empty.
pub(crate) fn says_something(constraints: Constraints) -> Option<Box<Constraints>> {
    (constraints != Constraints::default()).then(|| Box::new(constraints))
}

/// The constraints of a value for which both apply. If the model can have only one of them, that of `a` is kept.
#[cfg(feature = "documents")]
pub(crate) fn narrow(a: Constraints, b: Constraints) -> Constraints {
    let intersection = |a: Vec<Scalar>, b: Vec<Scalar>| match (a.is_empty(), b.is_empty()) {
        (true, _) => b,
        (_, true) => a,
        _ => a.into_iter().filter(|value| b.contains(value)).collect(),
    };
    let (allowed, ignore_case) = match (a.ignore_case, b.ignore_case) {
        // Case-sensitive and case-insensitive values cannot be intersected.
        (x, y) if x != y && !a.allowed.is_empty() && !b.allowed.is_empty() => (a.allowed, x),
        (x, y) => (intersection(a.allowed, b.allowed), x || y),
    };
    Constraints {
        allowed,
        ignore_case,
        pattern: a.pattern.or(b.pattern),
        length: overlap(a.length, b.length),
        range: overlap(a.range, b.range),
        exclusive_range: overlap(a.exclusive_range, b.exclusive_range),
        multiple_of: a.multiple_of.or(b.multiple_of),
        items: overlap(a.items, b.items),
        unique_items: a.unique_items || b.unique_items,
        unique_keys: if a.unique_keys.is_empty() { b.unique_keys } else { a.unique_keys },
        entries: overlap(a.entries, b.entries),
        key_pattern: a.key_pattern.or(b.key_pattern),
        formats: if a.formats.is_empty() { b.formats } else { a.formats },
        relationships: if a.relationships.is_empty() { b.relationships } else { a.relationships },
        default: a.default.or(b.default),
        each: match (a.each, b.each) {
            (Some(a), Some(b)) => says_something(narrow(*a, *b)),
            (a, b) => a.or(b),
        },
    }
}

#[cfg(feature = "documents")]
fn overlap<T: Copy + PartialOrd>(a: Range<T>, b: Range<T>) -> Range<T> {
    let pick = |a: Option<T>, b: Option<T>, least: bool| match (a, b) {
        (Some(a), Some(b)) => Some(if (a < b) == least { a } else { b }),
        (a, b) => a.or(b),
    };
    Range { min: pick(a.min, b.min, false), max: pick(a.max, b.max, true) }
}
