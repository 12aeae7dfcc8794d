//! Evaluation of a schema for a value.

mod combined;
mod list;
mod measure;
mod object;
mod scalar;

use cfn_spec::pattern::Patterns;
use cfn_spec::rules::{Keyword, Schema};

use super::message::{self, IfCondition};
use super::scenario::Scenario;
use super::static_value::StaticValue;
use crate::check::Checker;
use crate::check::fix::Fix;
use crate::check::path::{Location, Path, Segment};
use crate::check::presence::Presence;
use crate::node::Node;

/// The result of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    No,
    /// Depends on values that only CloudFormation knows.
    Maybe,
}

use Verdict::{Maybe, No, Yes};

impl Verdict {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (No, _) | (_, No) => No,
            (Maybe, _) | (_, Maybe) => Maybe,
            _ => Yes,
        }
    }

    fn not(self) -> Self {
        match self {
            Yes => No,
            No => Yes,
            Maybe => Maybe,
        }
    }

    fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Yes,
            Some(false) => No,
            None => Maybe,
        }
    }
}

/// A violation of a schema.
#[derive(Clone, Debug)]
pub(super) struct Violation {
    /// Its path, relative to the place of the schema.
    pub(super) path: Path,
    pub(super) message: String,
    pub(super) allowed: Option<String>,
    pub(super) suggestion: Option<String>,
    pub(super) fix: Option<Fix>,
}

impl Violation {
    /// Inserts the name of a value of another resource, whose place is not that of the finding.
    pub(super) fn named(mut self) -> Self {
        if let [_, .., Segment::Key(name)] = self.path.segments() {
            let name = format!("`{name}`");
            let fill = |text: &mut String| *text = text.replace("{}", &name);
            fill(&mut self.message);
            self.allowed.iter_mut().chain(&mut self.suggestion).for_each(fill);
        }
        self
    }
}

/// A value, its place, and the conditions under which a schema is about it.
#[derive(Clone, Copy)]
struct Instance<'p> {
    actual: StaticValue<'p>,
    at: &'p Location<'p>,
    enclosing_if: Option<&'p IfCondition<'p>>,
}

/// The evaluation of one schema over one value.
pub(super) struct Eval<'e, 'n> {
    checker: &'e Checker<'n>,
    patterns: &'e mut Patterns,
    scenario: &'e Scenario<'n>,
    /// The resource's properties.
    resource: &'e Node,
    /// The value that the schema applies to.
    root: &'e Node,
    /// The violations, if they are recorded.
    found: Vec<Violation>,
    wanted: bool,
    /// Whether case is ignored, for lists whose rules only warn.
    lenient: bool,
}

impl<'e, 'n> Eval<'e, 'n> {
    pub(super) fn new(
        checker: &'e Checker<'n>,
        patterns: &'e mut Patterns,
        scenario: &'e Scenario<'n>,
        resource: &'e Node,
        root: &'e Node,
        lenient: bool,
    ) -> Self {
        Self { checker, patterns, scenario, resource, root, found: Vec::new(), wanted: false, lenient }
    }

    /// The violations of the schema.
    pub(super) fn run(&mut self, schema: &Schema) -> Vec<Violation> {
        let place = Instance {
            actual: StaticValue::of(Some(self.root), self.scenario),
            at: &Location::ROOT,
            enclosing_if: None,
        };
        // Most schemas are valid; violations are recorded in a second pass.
        if self.schema(schema, place) == No {
            self.wanted = true;
            self.schema(schema, place);
            self.wanted = false;
        }
        std::mem::take(&mut self.found)
    }

    fn schema(&mut self, schema: &Schema, place: Instance<'_>) -> Verdict {
        let mut verdict = Yes;
        for keyword in &schema.keywords {
            verdict = verdict.and(self.keyword(keyword, schema, place));
            if verdict == No && !self.wanted {
                break;
            }
        }
        verdict
    }

    /// As [`schema`](Self::schema), without recording violations.
    fn quietly(&mut self, schema: &Schema, place: Instance<'_>) -> Verdict {
        let wanted = std::mem::replace(&mut self.wanted, false);
        let verdict = self.schema(schema, Instance { enclosing_if: None, ..place });
        self.wanted = wanted;
        verdict
    }

    fn record(&mut self, place: Instance<'_>, what: message::Message) {
        if self.wanted {
            self.found.push(what.broken(place.at.path(), place.enclosing_if));
        }
    }

    /// The result; records violations.
    fn report(&mut self, holds: Option<bool>, place: Instance<'_>, what: impl FnOnce() -> message::Message) -> Verdict {
        if holds == Some(false) && self.wanted {
            self.record(place, what());
        }
        Verdict::of(holds)
    }

    fn keyword(&mut self, keyword: &Keyword, schema: &Schema, place: Instance<'_>) -> Verdict {
        let actual = place.actual;
        // An absent value violates only what requires it.
        if matches!(actual, StaticValue::Absent) && !matches!(keyword, Keyword::Resource(_)) {
            return Yes;
        }
        match keyword {
            Keyword::Never => {
                let holds = match actual.presence() {
                    Presence::Never => Some(true),
                    Presence::Always => Some(false),
                    Presence::Sometimes => None,
                };
                self.report(holds, place, message::never)
            }
            Keyword::Type(kinds) => self.report(actual.is(kinds), place, || message::kinds(kinds)),
            Keyword::Enum(operands) => self.one_of_values(operands, place),
            Keyword::Table(table) => self.table(table, place),
            Keyword::Bound(bound, operand) => self.bound(*bound, operand, place),
            Keyword::MultipleOf(step) => {
                let holds = actual.number().map(|number| (number / step).fract().abs() < 1e-9);
                self.report(holds, place, || message::multiple(actual, *step))
            }
            Keyword::Count(what, min, max) => self.counted(*what, *min, *max, place),
            Keyword::Pattern(pattern) => {
                let holds = self.pattern(pattern, actual);
                self.report(holds, place, || message::pattern(actual, pattern))
            }
            Keyword::Format(format) => self.format(format, place),
            Keyword::Required(names) => self.required(names, place),
            Keyword::RequiredOr(names) => self.required_or(names, place),
            Keyword::RequiredXor(names) => self.required_xor(names, place),
            Keyword::DependentRequired(first, names) => self.dependent_required(first, names, place),
            Keyword::DependentExcluded(first, names) => self.dependent_excluded(first, names, place),
            Keyword::Property(name, inner) => self.property(name, inner, place),
            Keyword::PatternProperty(pattern, inner) => self.pattern_property(pattern, inner, place),
            Keyword::Additional(inner) => self.additional(schema, inner, place),
            Keyword::Names(inner) => self.names(inner, place),
            Keyword::Items(inner) => self.items(inner, place),
            Keyword::Contains(inner) => self.contains(inner, place),
            Keyword::UniqueKeys(keys) => self.unique_keys(keys, place),
            Keyword::UniqueItems => self.unique_items(place),
            Keyword::AllOf(cases) => self.all_of(cases, place),
            Keyword::AnyOf(cases) => self.any_of(cases, place),
            Keyword::OneOf(cases) => self.one_of(cases, place),
            Keyword::Not(inner) => self.not(inner, place),
            Keyword::If(condition, then, otherwise) => {
                self.conditional(condition, then.as_ref(), otherwise.as_ref(), place)
            }
            Keyword::Resource(inner) => {
                self.schema(inner, Instance { actual: StaticValue::Known(self.resource), ..place })
            }
        }
    }
}
