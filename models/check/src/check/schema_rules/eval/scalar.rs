//! Keywords about a single value: what it is one of, how large it is, and what it looks like.

use cfn_spec::rules::{Bound, Count, Operand, Scalar};

use super::super::message;
use super::super::static_value::StaticValue;
use super::Verdict::{self, Maybe};
use super::{Eval, Instance};
use crate::check::text::parsed;

impl Eval<'_, '_> {
    pub(super) fn one_of_values(&mut self, operands: &[Operand], place: Instance<'_>) -> Verdict {
        let mut holds = Some(false);
        for operand in operands {
            let equals = match (self.lenient, operand, place.actual.text()) {
                (true, Operand::Scalar(Scalar::Text(wanted)), Some(text)) => Some(text.eq_ignore_ascii_case(wanted)),
                _ => self.equals(place.actual, operand),
            };
            holds = match (holds, equals) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                (Some(false), Some(false)) => Some(false),
            };
        }
        let shown: Vec<String> =
            if self.wanted { operands.iter().map(|operand| self.shown(operand)).collect() } else { Vec::new() };
        self.report(holds, place, || message::none_of(place.actual, shown))
    }

    pub(super) fn bound(&mut self, bound: Bound, operand: &Operand, place: Instance<'_>) -> Verdict {
        let limit = match operand {
            Operand::Scalar(scalar) => parsed(&message::scalar(scalar)),
            Operand::At { .. } => self.value_of(operand).and_then(StaticValue::number),
        };
        let holds = match (place.actual.number(), limit) {
            (Some(number), Some(limit)) => Some(match bound {
                Bound::Minimum => number >= limit,
                Bound::Maximum => number <= limit,
                Bound::ExclusiveMinimum => number > limit,
                Bound::ExclusiveMaximum => number < limit,
            }),
            _ => None,
        };
        let shown = self.shown(operand);
        self.report(holds, place, || message::bound(place.actual, bound, &shown))
    }

    pub(super) fn counted(&mut self, what: Count, min: Option<u64>, max: Option<u64>, place: Instance<'_>) -> Verdict {
        let Some((certain, possible)) = self.count(what, place.actual) else { return Maybe };
        let broken = min.is_some_and(|min| possible < min) || max.is_some_and(|max| certain > max);
        let open = min.is_some_and(|min| certain < min) || max.is_some_and(|max| possible > max);
        let holds = if broken { Some(false) } else { (!open).then_some(true) };
        self.report(holds, place, || message::count(what, possible, min, max))
    }

    pub(super) fn format(&mut self, format: &str, place: Instance<'_>) -> Verdict {
        let holds = match place.actual {
            StaticValue::Known(node) | StaticValue::Computed(node) => self.checker.has_format(node, format),
            _ => None,
        };
        self.report(holds, place, || message::format(place.actual, format))
    }

    pub(super) fn table(&mut self, table: &str, place: Instance<'_>) -> Verdict {
        if let Some((table, of)) = table.split_once(" in @") {
            return self.table_of_version(table, of, place);
        }
        let (table, prefix) = table.split_once(" @").map_or((table, None), |(table, of)| (table, Some(of)));
        let (Some(text), Some(table)) = (place.actual.text(), self.checker.facts.table(table)) else {
            return Maybe;
        };
        let by = prefix.and_then(|of| StaticValue::Known(self.root).entry(of, self.scenario).text());
        let key = match &by {
            Some(by) => format!("{}:{text}", by.to_ascii_lowercase()),
            None => text.clone(),
        };
        let known = table.has(&key);
        let regions = self.checker.facts.regions().iter().filter(|region| table.covers(region));
        let lacking: Vec<&str> =
            regions.filter(|region| !table.regions(&key).any(|of| of == *region)).map(String::as_str).collect();
        if known && !lacking.is_empty() {
            return self.report(Some(false), place, || message::not_in_regions(&text, &lacking));
        }
        // An engine that the table does not have is not checked.
        if !known
            && let Some(by) = &by
            && !table.values().any(|value| value.starts_with(&format!("{}:", by.to_ascii_lowercase())))
        {
            return Maybe;
        }
        let near = (self.wanted && !known).then(|| {
            let prefix = key.strip_suffix(text.as_str()).unwrap_or("");
            let values = table.values().filter_map(|value| value.strip_prefix(prefix)).filter(|v| !v.contains(':'));
            crate::check::suggest::did_you_mean(&text, values)
        });
        let by = by.map(|by| (prefix.unwrap_or("").to_owned(), by));
        self.report(Some(known), place, || message::not_in_table(&text, by, near.flatten()))
    }

    /// A table whose sets are versions: the value is in the set of the version that the entry `of` says. A version that no value has is ignored.
    fn table_of_version(&mut self, table: &str, of: &str, place: Instance<'_>) -> Verdict {
        let version = StaticValue::Known(self.root).entry(of, self.scenario).text();
        let (Some(text), Some(version), Some(table)) = (place.actual.text(), version, self.checker.facts.table(table))
        else {
            return Maybe;
        };
        let mut versions: Vec<&str> = table.regions(&text).collect();
        let is_of =
            |known: &str| version.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let known = versions.iter().any(|known| is_of(known));
        if !known && !table.sets().flat_map(str::split_whitespace).any(is_of) {
            return Maybe;
        }
        versions.sort_unstable();
        self.report(Some(known), place, || message::not_of_version(&text, of, &version, &versions))
    }
}
