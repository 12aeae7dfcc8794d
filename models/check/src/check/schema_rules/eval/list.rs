//! Keywords about the items of a list.

use cfn_spec::rules::Schema;

use super::super::message;
use super::super::static_value::StaticValue;
use super::Verdict::{self, Maybe, No, Yes};
use super::{Eval, Instance};
use crate::node::Node;

impl Eval<'_, '_> {
    pub(super) fn items(&mut self, inner: &Schema, place: Instance<'_>) -> Verdict {
        let StaticValue::Known(Node::List(items)) = place.actual else { return self.open(place.actual) };
        let mut verdict = Yes;
        for (index, node) in items.iter().enumerate() {
            let actual = StaticValue::of(Some(node), self.scenario);
            verdict = verdict.and(self.schema(inner, Instance { actual, at: &place.at.index(index), ..place }));
        }
        verdict
    }

    pub(super) fn contains(&mut self, inner: &Schema, place: Instance<'_>) -> Verdict {
        let StaticValue::Known(Node::List(items)) = place.actual else { return Maybe };
        let mut holds = Some(false);
        for (index, node) in items.iter().enumerate() {
            let actual = StaticValue::of(Some(node), self.scenario);
            if matches!(actual, StaticValue::Absent) {
                continue;
            }
            match self.quietly(inner, Instance { actual, at: &place.at.index(index), ..place }) {
                Yes => {
                    holds = Some(true);
                    break;
                }
                Maybe => holds = None,
                No => {}
            }
        }
        self.report(holds, place, || message::contains(inner))
    }

    /// No two items have the same values of these keys.
    pub(super) fn unique_keys(&mut self, keys: &[String], place: Instance<'_>) -> Verdict {
        let StaticValue::Known(Node::List(items)) = place.actual else { return self.open(place.actual) };
        let of = |item: &Node| {
            let item = StaticValue::of(Some(item), self.scenario);
            keys.iter().map(|key| item.entry(key, self.scenario).text()).collect::<Option<Vec<_>>>()
        };
        let ids: Vec<_> = items.iter().map(of).collect();
        let mut verdict = Yes;
        for (index, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            if let Some(first) = ids[..index].iter().position(|other| other.as_ref() == Some(id)) {
                let item = place.at.index(index);
                let own = keys.first().map_or(item, |key| item.key(key));
                self.record(Instance { at: &own, ..place }, message::same(keys, id, first));
                verdict = No;
            }
        }
        verdict
    }

    pub(super) fn unique_items(&mut self, place: Instance<'_>) -> Verdict {
        let StaticValue::Known(Node::List(items)) = place.actual else { return self.open(place.actual) };
        let mut verdict = Yes;
        for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_intrinsic()) {
            if items[..index].contains(item) {
                self.record(Instance { at: &place.at.index(index), ..place }, message::same_item());
                verdict = No;
            }
        }
        verdict
    }
}
