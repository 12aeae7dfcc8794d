//! The keywords of schemas: required names, counts, patterns and equality, as far as the value is known.

use cfn_spec::rules::{Count, Operand};

use super::super::message;
use super::super::outline::samples;
use super::super::static_value::StaticValue;
use super::Eval;
use super::Verdict::{self, Maybe, Yes};
use crate::check::presence::Presence;
use crate::node::Node;

impl<'e> Eval<'e, '_> {
    pub(super) fn open(&self, actual: StaticValue<'_>) -> Verdict {
        if matches!(actual, StaticValue::Known(_)) { Yes } else { Maybe }
    }

    pub(super) fn has(&self, actual: StaticValue<'_>, name: &str) -> Option<bool> {
        match actual {
            StaticValue::Known(Node::Object(_)) => match actual.entry(name, self.scenario).presence() {
                Presence::Always => Some(true),
                Presence::Never => Some(false),
                Presence::Sometimes => None,
            },
            // A string can be used for an object: a path that is packaged, or JSON.
            _ => None,
        }
    }

    /// The keys that are present, and the number of keys that are possibly present.
    pub(super) fn given<'s>(&self, actual: StaticValue<'_>, names: &'s [String]) -> (Vec<&'s str>, usize) {
        let mut given = Vec::new();
        let mut possible = 0;
        for name in names {
            match self.has(actual, name) {
                Some(true) => given.push(name.as_str()),
                Some(false) => {}
                None => possible += 1,
            }
        }
        (given, possible)
    }

    /// The minimum and maximum number of items.
    pub(super) fn count(&self, what: Count, actual: StaticValue<'_>) -> Option<(u64, u64)> {
        match (what, actual) {
            (Count::Items, StaticValue::Known(Node::List(items))) => {
                let of = |item| StaticValue::of(Some(item), self.scenario).presence();
                // A function can return a list that is merged.
                let computed =
                    items.iter().any(|item| matches!(StaticValue::of(Some(item), self.scenario), StaticValue::Unknown));
                if computed {
                    return None;
                }
                let certain = items.iter().filter(|item| of(*item) == Presence::Always).count() as u64;
                let possible = items.iter().filter(|item| of(*item) != Presence::Never).count() as u64;
                Some((certain, possible))
            }
            // CloudFormation accepts an object for a list.
            (Count::Items, StaticValue::Known(_)) => Some((1, 1)),
            (Count::Properties, StaticValue::Known(Node::Object(object))) => {
                if object.keys().any(|key| key.starts_with("Fn::")) {
                    return None;
                }
                let of = |node| StaticValue::of(Some(node), self.scenario).presence();
                let certain = object.iter().filter(|(_, node)| of(*node) == Presence::Always).count() as u64;
                let possible = object.iter().filter(|(_, node)| of(*node) != Presence::Never).count() as u64;
                Some((certain, possible))
            }
            (Count::Length, actual) => actual.text().map(|text| {
                let length = text.chars().count() as u64;
                (length, length)
            }),
            _ => None,
        }
    }

    pub(super) fn pattern(&mut self, pattern: &str, actual: StaticValue<'_>) -> Option<bool> {
        match actual {
            StaticValue::Known(_) => match actual.text() {
                Some(text) => self.patterns.matches(pattern, &text),
                None => Some(true),
            },
            StaticValue::Computed(node) => {
                let samples = samples(node, &self.checker.symbols, self.checker.facts.arns())?;
                let verdicts: Option<Vec<bool>> =
                    samples.texts.iter().map(|text| self.patterns.matches(pattern, text)).collect();
                let verdicts = verdicts?;
                if verdicts.iter().all(|matches| *matches) {
                    return Some(true);
                }
                (samples.complete && verdicts.iter().all(|matches| !matches)).then_some(false)
            }
            _ => None,
        }
    }

    pub(super) fn equals(&self, actual: StaticValue<'_>, operand: &Operand) -> Option<bool> {
        match operand {
            Operand::Scalar(scalar) => actual.equals(scalar),
            Operand::At { .. } => match self.value_of(operand)? {
                StaticValue::Absent => None,
                other => match (actual, other) {
                    (StaticValue::Computed(Node::Ref(one)), StaticValue::Computed(Node::Ref(two))) => {
                        let resource = |id: &str| self.checker.symbols.resource(id).is_some();
                        let differ = one != two && resource(&one.id) && resource(&two.id);
                        if differ { Some(false) } else { actual.same(other) }
                    }
                    _ => actual.same(other),
                },
            },
        }
    }

    pub(super) fn value_of<'o>(&'o self, operand: &'o Operand) -> Option<StaticValue<'o>>
    where
        'e: 'o,
    {
        match operand {
            Operand::Scalar(_) => None,
            Operand::At { from_resource, path } => {
                let mut actual = StaticValue::Known(if *from_resource { self.resource } else { self.root });
                for step in path {
                    actual = actual.entry(step, self.scenario);
                }
                Some(actual)
            }
        }
    }

    /// A description of an operand.
    pub(super) fn shown(&self, operand: &Operand) -> String {
        match operand {
            Operand::Scalar(scalar) => message::scalar(scalar),
            Operand::At { path, .. } => {
                let name = path.iter().skip(usize::from(path.len() > 1)).cloned().collect::<Vec<_>>().join(".");
                match self.value_of(operand).and_then(StaticValue::text) {
                    Some(value) => format!("{value}, which is `{name}`"),
                    None => format!("`{name}`"),
                }
            }
        }
    }
}
