//! A schema over a value.

mod combined;
mod list;
mod measure;
mod object;
mod scalar;

use cfn_spec::rules::{Keyword, Schema};

use super::seen::Seen;
use super::words::{self, Because};
use super::world::World;
use crate::check::Checker;
use crate::check::fix::Fix;
use crate::check::path::{At, Path, Segment};
use crate::check::pattern::Patterns;
use crate::check::presence::Presence;
use crate::node::Node;

/// Whether a schema holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    No,
    /// It depends on what CloudFormation computes.
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

/// What breaks a schema.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    /// Where, from the schema's place.
    pub(super) path: Path,
    pub(super) message: String,
    pub(super) allowed: Option<String>,
    pub(super) suggestion: Option<String>,
    pub(super) fix: Option<Fix>,
}

impl Broken {
    /// With the name of a value of another resource: its place there is not that of the finding.
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
struct Place<'p> {
    seen: Seen<'p>,
    at: &'p At<'p>,
    because: Option<&'p Because<'p>>,
}

/// The evaluation of one schema over one value.
pub(super) struct Eval<'e, 'n> {
    checker: &'e Checker<'n>,
    patterns: &'e mut Patterns,
    world: &'e World<'n>,
    /// The resource's properties.
    resource: &'e Node,
    /// The value that the schema is about.
    root: &'e Node,
    /// What was found, while it is wanted.
    found: Vec<Broken>,
    wanted: bool,
    /// Capital letters do not matter: of lists that only warn.
    lenient: bool,
}

impl<'e, 'n> Eval<'e, 'n> {
    pub(super) fn new(
        checker: &'e Checker<'n>,
        patterns: &'e mut Patterns,
        world: &'e World<'n>,
        resource: &'e Node,
        root: &'e Node,
        lenient: bool,
    ) -> Self {
        Self { checker, patterns, world, resource, root, found: Vec::new(), wanted: false, lenient }
    }

    /// What breaks the schema.
    pub(super) fn run(&mut self, schema: &Schema) -> Vec<Broken> {
        let place = Place { seen: Seen::of(Some(self.root), self.world), at: &At::ROOT, because: None };
        // Most rules hold; why one does not is asked when it does not.
        if self.schema(schema, place) == No {
            self.wanted = true;
            self.schema(schema, place);
            self.wanted = false;
        }
        std::mem::take(&mut self.found)
    }

    fn schema(&mut self, schema: &Schema, place: Place<'_>) -> Verdict {
        let mut verdict = Yes;
        for keyword in &schema.keywords {
            verdict = verdict.and(self.keyword(keyword, schema, place));
            if verdict == No && !self.wanted {
                break;
            }
        }
        verdict
    }

    /// As [`schema`](Self::schema), without a record of what breaks it.
    fn quietly(&mut self, schema: &Schema, place: Place<'_>) -> Verdict {
        let wanted = std::mem::replace(&mut self.wanted, false);
        let verdict = self.schema(schema, Place { because: None, ..place });
        self.wanted = wanted;
        verdict
    }

    fn record(&mut self, place: Place<'_>, what: words::What) {
        if self.wanted {
            self.found.push(what.broken(place.at.path(), place.because));
        }
    }

    /// The verdict, with a record of what breaks it.
    fn judge(&mut self, holds: Option<bool>, place: Place<'_>, what: impl FnOnce() -> words::What) -> Verdict {
        if holds == Some(false) && self.wanted {
            self.record(place, what());
        }
        Verdict::of(holds)
    }

    fn keyword(&mut self, keyword: &Keyword, schema: &Schema, place: Place<'_>) -> Verdict {
        let seen = place.seen;
        // What is not there breaks nothing but what is required of it.
        if matches!(seen, Seen::Absent) && !matches!(keyword, Keyword::Resource(_)) {
            return Yes;
        }
        match keyword {
            Keyword::Never => {
                let holds = match seen.presence() {
                    Presence::Never => Some(true),
                    Presence::Always => Some(false),
                    Presence::Sometimes => None,
                };
                self.judge(holds, place, words::never)
            }
            Keyword::Type(kinds) => self.judge(seen.is(kinds), place, || words::kinds(kinds)),
            Keyword::Enum(operands) => self.one_of_values(operands, place),
            Keyword::Table(table) => self.table(table, place),
            Keyword::Bound(bound, operand) => self.bound(*bound, operand, place),
            Keyword::MultipleOf(step) => {
                let holds = seen.number().map(|number| (number / step).fract().abs() < 1e-9);
                self.judge(holds, place, || words::multiple(seen, *step))
            }
            Keyword::Count(what, min, max) => self.counted(*what, *min, *max, place),
            Keyword::Pattern(pattern) => {
                let holds = self.pattern(pattern, seen);
                self.judge(holds, place, || words::pattern(seen, pattern))
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
            Keyword::Resource(inner) => self.schema(inner, Place { seen: Seen::Known(self.resource), ..place }),
        }
    }
}
