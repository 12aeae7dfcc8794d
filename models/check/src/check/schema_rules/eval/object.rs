//! Keywords about the properties of an object: which there are, and what each is.

use cfn_spec::rules::{Keyword, Schema};

use super::super::message;
use super::super::static_value::StaticValue;
use super::Verdict::{self, Maybe, No, Yes};
use super::{Eval, Instance};
use crate::node::{Node, Object};

impl Eval<'_, '_> {
    pub(super) fn required(&mut self, names: &[String], place: Instance<'_>) -> Verdict {
        let each = names.iter().map(|name| {
            let holds = self.has(place.actual, name);
            self.report(holds, place, || message::lacks(name))
        });
        each.fold(Yes, Verdict::and)
    }

    pub(super) fn required_or(&mut self, names: &[String], place: Instance<'_>) -> Verdict {
        let (given, possible) = self.given(place.actual, names);
        let holds = if !given.is_empty() { Some(true) } else { (possible == 0).then_some(false) };
        self.report(holds, place, || message::lacks_one(names))
    }

    pub(super) fn required_xor(&mut self, names: &[String], place: Instance<'_>) -> Verdict {
        let (given, possible) = self.given(place.actual, names);
        let holds = match (given.len(), possible) {
            (0, 0) => Some(false),
            (1, 0) => Some(true),
            (0 | 1, _) => None,
            _ => Some(false),
        };
        if holds == Some(false)
            && self.wanted
            && let [others @ .., last] = given.as_slice()
            && !others.is_empty()
        {
            let own = place.at.key(last);
            self.record(Instance { at: &own, ..place }, message::excluded(&others.join("`, `")));
            return No;
        }
        self.report(holds, place, || message::lacks_exactly_one(names))
    }

    pub(super) fn dependent_required(&mut self, first: &str, names: &[String], place: Instance<'_>) -> Verdict {
        match self.has(place.actual, first) {
            Some(true) => {}
            Some(false) => return Yes,
            None => return Maybe,
        }
        let each = names.iter().map(|name| {
            let holds = self.has(place.actual, name);
            self.report(holds, place, || message::lacks_with(name, first))
        });
        each.fold(Yes, Verdict::and)
    }

    pub(super) fn dependent_excluded(&mut self, first: &str, names: &[String], place: Instance<'_>) -> Verdict {
        let first_given = self.has(place.actual, first);
        let each = names.iter().map(|name| {
            let holds = match (first_given, self.has(place.actual, name)) {
                (Some(false), _) | (_, Some(false)) => Some(true),
                (Some(true), Some(true)) => Some(false),
                _ => None,
            };
            let own = place.at.key(name);
            self.report(holds, Instance { at: &own, ..place }, || message::excluded(first))
        });
        each.fold(Yes, Verdict::and)
    }

    /// Evaluates a property, through the `Fn::If` that contains its value.
    pub(super) fn property(&mut self, name: &str, inner: &Schema, place: Instance<'_>) -> Verdict {
        let object = match place.actual {
            StaticValue::Known(Node::Object(object)) => object,
            StaticValue::Known(_) => return Yes,
            _ => return Maybe,
        };
        let value = place.actual.entry(name, self.scenario);
        let own = place.at.key(name);
        if self.wanted
            && let Some(Node::Function("Fn::If", argument)) = object.get(name)
            && let (Some([_, then, _]), StaticValue::Known(node) | StaticValue::Computed(node)) =
                (argument.as_list(), value)
        {
            let index = if std::ptr::eq(then, node) { 1 } else { 2 };
            let inside = own.key("Fn::If");
            return self.schema(inner, Instance { actual: value, at: &inside.index(index), ..place });
        }
        self.schema(inner, Instance { actual: value, at: &own, ..place })
    }

    pub(super) fn pattern_property(&mut self, pattern: &str, inner: &Schema, place: Instance<'_>) -> Verdict {
        let StaticValue::Known(Node::Object(object)) = place.actual else { return self.open(place.actual) };
        let mut verdict = Yes;
        for (name, node) in object.iter() {
            if self.patterns.matches(pattern, name) == Some(true) {
                verdict = verdict.and(self.member(name, node, inner, place));
            }
        }
        verdict
    }

    /// The properties that no other keyword of `schema` names.
    pub(super) fn additional(&mut self, schema: &Schema, inner: &Schema, place: Instance<'_>) -> Verdict {
        let StaticValue::Known(Node::Object(object)) = place.actual else { return self.open(place.actual) };
        let mut verdict = Yes;
        for (name, node) in properties(object) {
            let named = schema.keywords.iter().any(|keyword| match keyword {
                Keyword::Property(known, _) => known == name,
                Keyword::PatternProperty(pattern, _) => self.patterns.matches(pattern, name) != Some(false),
                _ => false,
            });
            if !named {
                verdict = verdict.and(self.member(name, node, inner, place));
            }
        }
        verdict
    }

    pub(super) fn names(&mut self, inner: &Schema, place: Instance<'_>) -> Verdict {
        let StaticValue::Known(Node::Object(object)) = place.actual else { return self.open(place.actual) };
        let mut verdict = Yes;
        for (name, node) in properties(object) {
            if matches!(StaticValue::of(Some(node), self.scenario), StaticValue::Absent) {
                continue;
            }
            let name_node = Node::text(name.to_owned());
            let own = Instance { actual: StaticValue::Known(&name_node), at: &place.at.key(name), ..place };
            verdict = verdict.and(self.schema(inner, own));
        }
        verdict
    }

    fn member(&mut self, name: &str, node: &Node, inner: &Schema, place: Instance<'_>) -> Verdict {
        let actual = StaticValue::of(Some(node), self.scenario);
        self.schema(inner, Instance { actual, at: &place.at.key(name), ..place })
    }
}

/// The entries of an object that are not functions.
fn properties(object: &Object) -> impl Iterator<Item = (&str, &Node)> {
    object.iter().filter(|(name, _)| !name.starts_with("Fn::"))
}
