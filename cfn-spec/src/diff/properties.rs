//! Changes of properties, their constraints, and the rules between them.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::{Changes, Impact, Kind, compare_documentation, rename, type_text};
use crate::constraint::{Constraints, Range, Rule, Scalar};
use crate::name::PropertyName;
use crate::spec::{Property, UpdateType};

pub(super) fn compare_properties(
    at: &str,
    old: &BTreeMap<PropertyName, Property>,
    new: &BTreeMap<PropertyName, Property>,
    changes: &mut Changes,
) {
    let removed: Vec<_> = old.iter().filter(|(name, _)| !new.contains_key(*name)).collect();
    let added: Vec<_> = new.iter().filter(|(name, _)| !old.contains_key(*name)).collect();
    let renamed = rename::guess(&removed, &added, |(old_name, old), (new_name, new)| {
        if old.ty == new.ty { rename::name_likeness(old_name.as_str(), new_name.as_str()) } else { 0.0 }
    });
    for (index, (name, _)) in removed.iter().enumerate() {
        let at = format!("{at}/{name}");
        match renamed.get(&index) {
            Some(to) => {
                let text = format!("seems to be `{}` now (a guess: the names are alike)", added[*to].0);
                changes.add(at, Kind::PropertyRenamed, Impact::Breaking, text);
            }
            None => changes.add(at, Kind::PropertyRemoved, Impact::Breaking, "was removed"),
        }
    }
    for (index, (name, property)) in added.iter().enumerate() {
        if renamed.values().any(|to| *to == index) {
            continue;
        }
        let (required, impact) =
            if property.required { ("required", Impact::Breaking) } else { ("optional", Impact::Additive) };
        let text = format!("was added, {required}, {}", type_text(&property.ty));
        changes.add(format!("{at}/{name}"), Kind::PropertyAdded, impact, text);
    }
    for (name, new) in new {
        if let Some(old) = old.get(name) {
            compare_property(&format!("{at}/{name}"), old, new, changes);
        }
    }
}

fn compare_property(at: &str, old: &Property, new: &Property, changes: &mut Changes) {
    if old.ty != new.ty {
        let (was, is) = (type_text(&old.ty), type_text(&new.ty));
        if was == is {
            changes.add(at, Kind::TypeChanged, Impact::Docs, "changed whether duplicates are allowed");
        } else {
            changes.add(at, Kind::TypeChanged, Impact::Breaking, format!("is {is} now, was {was}"));
        }
    }
    if old.required != new.required {
        // The constructor takes the required properties, so it changes either way.
        let text = if new.required { "is required now" } else { "is optional now" };
        changes.add(at, Kind::RequiredChanged, Impact::Breaking, text);
    }
    if old.update != new.update {
        let text = format!("an update of it {} now; it {}", update_text(new.update), past_text(old.update));
        changes.add(at, Kind::UpdateChanged, Impact::Docs, text);
    }
    compare_documentation(at, old.documentation.as_deref(), new.documentation.as_deref(), changes);
    compare_constraints(at, "", &old.constraints, &new.constraints, changes);
}

fn update_text(update: UpdateType) -> &'static str {
    match update {
        UpdateType::Mutable => "needs no replacement",
        UpdateType::Immutable => "replaces the resource",
        UpdateType::Conditional => "may replace the resource",
    }
}

fn past_text(update: UpdateType) -> &'static str {
    match update {
        UpdateType::Mutable => "needed no replacement",
        UpdateType::Immutable => "replaced the resource",
        UpdateType::Conditional => "could replace the resource",
    }
}

/// `each` is a prefix for the constraints of items: empty, or `each item: `.
pub(super) fn compare_constraints(at: &str, each: &str, old: &Constraints, new: &Constraints, changes: &mut Changes) {
    if old == new {
        return;
    }
    compare_allowed(at, each, old, new, changes);
    let mut constraint = |what: &str, impact: Option<Impact>, was: String, is: String| {
        if let Some(impact) = impact {
            let text = match (was.is_empty(), is.is_empty()) {
                (true, _) => format!("{each}{what} is {is} now"),
                (_, true) => format!("{each}{what} was {was}, has no constraint now"),
                _ => format!("{each}{what} is {is} now, was {was}"),
            };
            changes.add(at, Kind::ConstraintChanged, impact, text);
        }
    };
    for (what, old, new) in
        [("the pattern", &old.pattern, &new.pattern), ("the key pattern", &old.key_pattern, &new.key_pattern)]
    {
        constraint(what, replaced(old.as_ref(), new.as_ref()), code(old.as_ref()), code(new.as_ref()));
    }
    for (what, old, new) in [
        ("the length", &old.length, &new.length),
        ("the number of items", &old.items, &new.items),
        ("the number of entries", &old.entries, &new.entries),
    ] {
        constraint(what, range_impact(old, new), range_text(old), range_text(new));
    }
    for (what, old, new) in
        [("the range", &old.range, &new.range), ("the exclusive range", &old.exclusive_range, &new.exclusive_range)]
    {
        constraint(what, range_impact(old, new), range_text(old), range_text(new));
    }
    let (was, is) = (old.multiple_of, new.multiple_of);
    constraint("the multiple", replaced(was.as_ref(), is.as_ref()), code(was.as_ref()), code(is.as_ref()));
    let keys = |c: &Constraints| c.unique_keys.iter().map(PropertyName::as_str).collect::<Vec<_>>().join(", ");
    let distinct = |c: &Constraints| (c.unique_items || !c.unique_keys.is_empty()).then(|| keys(c));
    let (was, is) = (distinct(old), distinct(new));
    if was != is {
        let impact = if is.is_some() { Impact::Breaking } else { Impact::Additive };
        let text = if is.is_some() { "items have to be unique now" } else { "items do not have to be unique any more" };
        changes.add(at, Kind::ConstraintChanged, impact, format!("{each}{text}"));
    }
    if old.default != new.default {
        let word = |value: &Option<Scalar>| value.as_ref().map_or_else(|| "unknown".to_owned(), scalar_text);
        let text = format!("{each}the default is {} now, was {}", word(&new.default), word(&old.default));
        changes.add(at, Kind::ConstraintChanged, Impact::Docs, text);
    }
    if old.formats != new.formats || old.relationships != new.relationships {
        let word = |c: &Constraints| {
            let resources = c.relationships.iter().map(|other| format!("{} {}", other.resource, other.attribute));
            let all: Vec<String> = c.formats.iter().cloned().chain(resources).collect();
            if all.is_empty() { "nothing".to_owned() } else { all.join(" or ") }
        };
        let text = format!("{each}it refers to {} now, referred to {}", word(new), word(old));
        changes.add(at, Kind::ConstraintChanged, Impact::Docs, text);
    }
    let none = Constraints::default();
    let (old, new) = (old.each.as_deref().unwrap_or(&none), new.each.as_deref().unwrap_or(&none));
    compare_constraints(at, &format!("{each}each item: "), old, new, changes);
}

fn compare_allowed(at: &str, each: &str, old: &Constraints, new: &Constraints, changes: &mut Changes) {
    let list = |values: Vec<&Scalar>| values.into_iter().map(scalar_text).collect::<Vec<_>>().join(", ");
    let mut add = |impact: Impact, text: String| changes.add(at, Kind::AllowedChanged, impact, format!("{each}{text}"));
    match (old.allowed.is_empty(), new.allowed.is_empty()) {
        (true, true) => {}
        (true, false) => add(Impact::Breaking, format!("allows only {} now", list(new.allowed.iter().collect()))),
        (false, true) => add(Impact::Breaking, "allows any value now, had a list of allowed values".to_owned()),
        (false, false) => {
            let come: Vec<&Scalar> = new.allowed.iter().filter(|value| !old.allowed.contains(value)).collect();
            let gone: Vec<&Scalar> = old.allowed.iter().filter(|value| !new.allowed.contains(value)).collect();
            if !come.is_empty() {
                add(Impact::Additive, format!("allows {} now", list(come)));
            }
            if !gone.is_empty() {
                add(Impact::Breaking, format!("does not allow {} any more", list(gone)));
            }
            if old.ignore_case != new.ignore_case {
                let (impact, text) = if new.ignore_case {
                    (Impact::Additive, "has case-insensitive values now")
                } else {
                    (Impact::Breaking, "has case-sensitive values now")
                };
                add(impact, text.to_owned());
            }
        }
    }
}

/// A constraint that can only be compared for equality: a different one can reject values that were allowed.
fn replaced<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> Option<Impact> {
    match (old, new) {
        _ if old == new => None,
        (Some(_), None) => Some(Impact::Additive),
        _ => Some(Impact::Breaking),
    }
}

fn range_impact<T: PartialOrd>(old: &Range<T>, new: &Range<T>) -> Option<Impact> {
    if old == new {
        return None;
    }
    let keeps_min = new.min.as_ref().is_none_or(|new| old.min.as_ref().is_some_and(|old| new <= old));
    let keeps_max = new.max.as_ref().is_none_or(|new| old.max.as_ref().is_some_and(|old| new >= old));
    Some(if keeps_min && keeps_max { Impact::Additive } else { Impact::Breaking })
}

fn range_text<T: Display>(range: &Range<T>) -> String {
    match (&range.min, &range.max) {
        (None, None) => String::new(),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
    }
}

fn code<T: Display>(value: Option<&T>) -> String {
    value.map_or_else(String::new, |value| format!("`{value}`"))
}

fn scalar_text(value: &Scalar) -> String {
    match value {
        Scalar::String(text) => format!("`{text}`"),
        Scalar::Number(number) => number.clone(),
        Scalar::Bool(value) => value.to_string(),
    }
}

pub(super) fn compare_rules(at: &str, old: &[Rule], new: &[Rule], changes: &mut Changes) {
    for rule in new.iter().filter(|rule| !old.contains(rule)) {
        changes.add(at, Kind::RuleChanged, Impact::Breaking, format!("has a new rule: {}", rule_text(rule)));
    }
    for rule in old.iter().filter(|rule| !new.contains(rule)) {
        changes.add(
            at,
            Kind::RuleChanged,
            Impact::Additive,
            format!("does not have this rule any more: {}", rule_text(rule)),
        );
    }
}

fn rule_text(rule: &Rule) -> String {
    let names = |names: &[PropertyName]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let groups = |all: &[Vec<PropertyName>]| {
        all.iter().map(|group| format!("({})", names(group))).collect::<Vec<_>>().join(" or ")
    };
    match rule {
        Rule::ExactlyOne(all) => format!("exactly one of {}", names(all)),
        Rule::AtLeastOne(all) => format!("at least one of {}", names(all)),
        Rule::AnyGroup(all) => format!("at least one group of {}", groups(all)),
        Rule::OneGroup(all) => format!("exactly one group of {}", groups(all)),
        Rule::Requires(name, others) => format!("`{name}` requires {}", names(others)),
        Rule::Excludes(name, others) => format!("`{name}` excludes {}", names(others)),
    }
}
