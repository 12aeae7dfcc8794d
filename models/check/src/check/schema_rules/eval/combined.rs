//! Keywords that combine schemas of the same value: all, any, one, none, and one if another holds.

use cfn_spec::rules::Schema;

use super::super::message::{self, IfCondition};
use super::Verdict::{self, Maybe, No, Yes};
use super::{Eval, Instance, Violation};

impl Eval<'_, '_> {
    pub(super) fn all_of(&mut self, cases: &[Schema], place: Instance<'_>) -> Verdict {
        cases.iter().map(|case| self.schema(case, place)).fold(Yes, Verdict::and)
    }

    pub(super) fn any_of(&mut self, cases: &[Schema], place: Instance<'_>) -> Verdict {
        let mut open = false;
        for case in cases {
            match self.quietly(case, place) {
                Yes => return Yes,
                Maybe => open = true,
                No => {}
            }
        }
        if open {
            return Maybe;
        }
        if self.wanted {
            self.tell_nearest(cases, place);
        }
        No
    }

    /// Report the violations of the case that is nearest to valid.
    fn tell_nearest(&mut self, cases: &[Schema], place: Instance<'_>) {
        let before = std::mem::take(&mut self.found);
        let mut nearest: Option<Vec<Violation>> = None;
        for case in cases {
            self.schema(case, place);
            let broken = std::mem::take(&mut self.found);
            if nearest.as_ref().is_none_or(|nearest| broken.len() < nearest.len()) {
                nearest = Some(broken);
            }
        }
        self.found = before;
        let names: Option<Vec<&str>> = cases.iter().map(message::required_only).collect();
        match (names, nearest) {
            (Some(names), _) => {
                let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
                self.record(place, message::lacks_one(&names));
            }
            (None, Some(nearest)) if !nearest.is_empty() => self.found.extend(nearest),
            (None, _) => self.record(place, message::none_fits()),
        }
    }

    pub(super) fn one_of(&mut self, cases: &[Schema], place: Instance<'_>) -> Verdict {
        let verdicts: Vec<Verdict> = cases.iter().map(|case| self.quietly(case, place)).collect();
        let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
        match (count(Yes), count(Maybe)) {
            (0, 0) => self.any_of(cases, place),
            (1, 0) => Yes,
            (0 | 1, _) => Maybe,
            _ => {
                self.record(place, message::more_than_one());
                No
            }
        }
    }

    pub(super) fn not(&mut self, inner: &Schema, place: Instance<'_>) -> Verdict {
        let verdict = self.quietly(inner, place).not();
        if verdict == No && self.wanted {
            let (path, what) = message::not(inner, place.actual);
            let at = path.into_iter().fold(place.at.path(), |at, name| at.key(name));
            self.found.push(what.broken(at, place.enclosing_if));
        }
        verdict
    }

    pub(super) fn conditional(
        &mut self,
        condition: &Schema,
        then: Option<&Schema>,
        otherwise: Option<&Schema>,
        place: Instance<'_>,
    ) -> Verdict {
        let (schema, met) = match self.quietly(condition, place) {
            Yes => (then, true),
            No => (otherwise, false),
            Maybe => {
                let mut of = |schema: Option<&Schema>| schema.map_or(Yes, |schema| self.quietly(schema, place));
                return if (of(then), of(otherwise)) == (Yes, Yes) { Yes } else { Maybe };
            }
        };
        let Some(schema) = schema else { return Yes };
        let enclosing_if = IfCondition { condition, met, outer: place.enclosing_if };
        self.schema(schema, Instance { enclosing_if: Some(&enclosing_if), ..place })
    }
}
