//! A schema over a value.

mod measure;

use cfn_spec::rules::{Bound, Keyword, Operand, Scalar, Schema};

use super::seen::Seen;
use super::words::{self, Because};
use super::world::World;
use crate::check::Checker;
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
        let seen = Seen::of(Some(self.root), self.world);
        // Most rules hold; why one does not is asked when it does not.
        if self.schema(schema, seen, &At::ROOT, None) == No {
            self.wanted = true;
            self.schema(schema, seen, &At::ROOT, None);
            self.wanted = false;
        }
        std::mem::take(&mut self.found)
    }

    fn schema(&mut self, schema: &Schema, seen: Seen<'_>, at: &At<'_>, because: Option<&Because<'_>>) -> Verdict {
        let mut verdict = Yes;
        for keyword in &schema.keywords {
            verdict = verdict.and(self.keyword(keyword, schema, seen, at, because));
            if verdict == No && !self.wanted {
                break;
            }
        }
        verdict
    }

    /// As [`schema`](Self::schema), without a record of what breaks it.
    fn quietly(&mut self, schema: &Schema, seen: Seen<'_>, at: &At<'_>) -> Verdict {
        let wanted = std::mem::replace(&mut self.wanted, false);
        let verdict = self.schema(schema, seen, at, None);
        self.wanted = wanted;
        verdict
    }

    fn record(&mut self, at: &At<'_>, what: words::What, because: Option<&Because<'_>>) {
        if self.wanted {
            self.found.push(what.broken(at.path(), because));
        }
    }

    /// The verdict, with a record of what breaks it.
    fn judge(
        &mut self,
        holds: Option<bool>,
        at: &At<'_>,
        because: Option<&Because<'_>>,
        what: impl FnOnce() -> words::What,
    ) -> Verdict {
        if holds == Some(false) && self.wanted {
            self.record(at, what(), because);
        }
        Verdict::of(holds)
    }

    fn keyword(
        &mut self,
        keyword: &Keyword,
        schema: &Schema,
        seen: Seen<'_>,
        at: &At<'_>,
        because: Option<&Because<'_>>,
    ) -> Verdict {
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
                self.judge(holds, at, because, words::never)
            }
            Keyword::Type(kinds) => self.judge(seen.is(kinds), at, because, || words::kinds(kinds)),
            Keyword::Enum(operands) => {
                let mut holds = Some(false);
                for operand in operands {
                    let equals = match (self.lenient, operand, seen.text()) {
                        (true, Operand::Scalar(Scalar::Text(wanted)), Some(text)) => {
                            Some(text.eq_ignore_ascii_case(wanted))
                        }
                        _ => self.equals(seen, operand),
                    };
                    holds = match (holds, equals) {
                        (Some(true), _) | (_, Some(true)) => Some(true),
                        (None, _) | (_, None) => None,
                        (Some(false), Some(false)) => Some(false),
                    };
                }
                let shown: Vec<String> =
                    if self.wanted { operands.iter().map(|o| self.shown(o)).collect() } else { Vec::new() };
                self.judge(holds, at, because, || words::none_of(seen, shown))
            }
            Keyword::Table(table) => self.table(table, seen, at, because),
            Keyword::Bound(bound, operand) => {
                let limit = match operand {
                    Operand::Scalar(scalar) => words::scalar(scalar).parse().ok(),
                    Operand::At { .. } => self.value_of(operand).and_then(Seen::number),
                };
                let holds = match (seen.number(), limit) {
                    (Some(number), Some(limit)) => Some(match bound {
                        Bound::Minimum => number >= limit,
                        Bound::Maximum => number <= limit,
                        Bound::ExclusiveMinimum => number > limit,
                        Bound::ExclusiveMaximum => number < limit,
                    }),
                    _ => None,
                };
                let shown = self.shown(operand);
                self.judge(holds, at, because, || words::bound(seen, *bound, &shown))
            }
            Keyword::MultipleOf(step) => {
                let holds = seen.number().map(|number| (number / step).fract().abs() < 1e-9);
                self.judge(holds, at, because, || words::multiple(seen, *step))
            }
            Keyword::Count(what, min, max) => {
                let (certain, possible) = match self.count(*what, seen) {
                    Some(counts) => counts,
                    None => return Maybe,
                };
                let broken = min.is_some_and(|min| possible < min) || max.is_some_and(|max| certain > max);
                let open = min.is_some_and(|min| certain < min) || max.is_some_and(|max| possible > max);
                let holds = if broken { Some(false) } else { (!open).then_some(true) };
                self.judge(holds, at, because, || words::count(*what, possible, *min, *max))
            }
            Keyword::Pattern(pattern) => {
                let holds = self.pattern(pattern, seen);
                self.judge(holds, at, because, || words::pattern(seen, pattern))
            }
            Keyword::Format(format) => {
                let holds = match seen {
                    Seen::Known(node) | Seen::Computed(node) => self.checker.has_format(node, format),
                    _ => None,
                };
                self.judge(holds, at, because, || words::format(seen, format))
            }
            Keyword::Required(names) => {
                let mut verdict = Yes;
                for name in names {
                    let holds = self.has(seen, name);
                    let one = self.judge(holds, at, because, || words::lacks(name));
                    verdict = verdict.and(one);
                }
                verdict
            }
            Keyword::RequiredOr(names) => {
                let (given, possible) = self.given(seen, names);
                let holds = if !given.is_empty() { Some(true) } else { (possible == 0).then_some(false) };
                self.judge(holds, at, because, || words::lacks_one(names))
            }
            Keyword::RequiredXor(names) => {
                let (given, possible) = self.given(seen, names);
                let holds = match (given.len(), possible) {
                    (0, 0) => Some(false),
                    (1, 0) => Some(true),
                    (0 | 1, _) => None,
                    _ => Some(false),
                };
                if holds == Some(false) && given.len() > 1 && self.wanted {
                    let last = given.last().copied().unwrap_or_default();
                    let others = given[..given.len() - 1].join("`, `");
                    let own = at.key(last);
                    self.record(&own, words::excluded(&others), because);
                    return No;
                }
                self.judge(holds, at, because, || words::lacks_exactly_one(names))
            }
            Keyword::DependentRequired(first, names) => {
                if self.has(seen, first) != Some(true) {
                    return if self.has(seen, first).is_none() { Maybe } else { Yes };
                }
                let mut verdict = Yes;
                for name in names {
                    let holds = self.has(seen, name);
                    verdict = verdict.and(self.judge(holds, at, because, || words::lacks_with(name, first)));
                }
                verdict
            }
            Keyword::DependentExcluded(first, names) => {
                let first_given = self.has(seen, first);
                let mut verdict = Yes;
                for name in names {
                    let holds = match (first_given, self.has(seen, name)) {
                        (Some(false), _) | (_, Some(false)) => Some(true),
                        (Some(true), Some(true)) => Some(false),
                        _ => None,
                    };
                    let own = at.key(name);
                    verdict = verdict.and(self.judge(holds, &own, because, || words::excluded(first)));
                }
                verdict
            }
            Keyword::Property(name, inner) => match seen {
                Seen::Known(Node::Object(_)) => {
                    let value = seen.entry(name, self.world);
                    self.through(seen, name, value, inner, at, because)
                }
                Seen::Known(_) => Yes,
                _ => Maybe,
            },
            Keyword::PatternProperty(pattern, inner) => {
                let Seen::Known(Node::Object(object)) = seen else { return self.open(seen) };
                let mut verdict = Yes;
                for (name, node) in object.iter() {
                    if self.patterns.matches(pattern, name) == Some(true) {
                        let value = Seen::of(Some(node), self.world);
                        verdict = verdict.and(self.schema(inner, value, &at.key(name), because));
                    }
                }
                verdict
            }
            Keyword::Additional(inner) => {
                let Seen::Known(Node::Object(object)) = seen else { return self.open(seen) };
                let mut verdict = Yes;
                for (name, node) in object.iter().filter(|(name, _)| !name.starts_with("Fn::")) {
                    let named = schema.keywords.iter().any(|keyword| match keyword {
                        Keyword::Property(known, _) => known == name,
                        Keyword::PatternProperty(pattern, _) => self.patterns.matches(pattern, name) != Some(false),
                        _ => false,
                    });
                    if !named {
                        let value = Seen::of(Some(node), self.world);
                        verdict = verdict.and(self.schema(inner, value, &at.key(name), because));
                    }
                }
                verdict
            }
            Keyword::Names(inner) => {
                let Seen::Known(Node::Object(object)) = seen else { return self.open(seen) };
                let mut verdict = Yes;
                for (name, node) in object.iter().filter(|(name, _)| !name.starts_with("Fn::")) {
                    if matches!(Seen::of(Some(node), self.world), Seen::Absent) {
                        continue;
                    }
                    let name_node = Node::text(name.to_owned());
                    verdict = verdict.and(self.schema(inner, Seen::Known(&name_node), &at.key(name), because));
                }
                verdict
            }
            Keyword::Items(inner) => {
                let Seen::Known(Node::List(items)) = seen else { return self.open(seen) };
                let mut verdict = Yes;
                for (index, node) in items.iter().enumerate() {
                    let value = Seen::of(Some(node), self.world);
                    verdict = verdict.and(self.schema(inner, value, &at.index(index), because));
                }
                verdict
            }
            Keyword::Contains(inner) => {
                let Seen::Known(Node::List(items)) = seen else { return Maybe };
                let mut holds = Some(false);
                for (index, node) in items.iter().enumerate() {
                    let value = Seen::of(Some(node), self.world);
                    if matches!(value, Seen::Absent) {
                        continue;
                    }
                    match self.quietly(inner, value, &at.index(index)) {
                        Yes => holds = Some(true),
                        Maybe if holds == Some(false) => holds = None,
                        _ => {}
                    }
                    if holds == Some(true) {
                        break;
                    }
                }
                self.judge(holds, at, because, || words::contains(inner))
            }
            Keyword::UniqueKeys(keys) => {
                let Seen::Known(Node::List(items)) = seen else { return self.open(seen) };
                let of = |item: &Node, world: &World<'_>| {
                    let item = Seen::of(Some(item), world);
                    keys.iter().map(|key| item.entry(key, world).text()).collect::<Option<Vec<_>>>()
                };
                let ids: Vec<_> = items.iter().map(|item| of(item, self.world)).collect();
                let mut verdict = Yes;
                for (index, id) in ids.iter().enumerate() {
                    let Some(id) = id else { continue };
                    if let Some(first) = ids[..index].iter().position(|other| other.as_ref() == Some(id)) {
                        let item = at.index(index);
                        let own = keys.first().map_or(item, |key| item.key(key));
                        self.record(&own, words::same(keys, id, first), because);
                        verdict = No;
                    }
                }
                verdict
            }
            Keyword::UniqueItems => {
                let Seen::Known(Node::List(items)) = seen else { return self.open(seen) };
                let mut verdict = Yes;
                for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_intrinsic()) {
                    if items[..index].contains(item) {
                        self.record(&at.index(index), words::same_item(), because);
                        verdict = No;
                    }
                }
                verdict
            }
            Keyword::AllOf(cases) => {
                let mut verdict = Yes;
                for case in cases {
                    verdict = verdict.and(self.schema(case, seen, at, because));
                }
                verdict
            }
            Keyword::AnyOf(cases) => self.any_of(cases, seen, at, because),
            Keyword::OneOf(cases) => {
                let verdicts: Vec<Verdict> = cases.iter().map(|case| self.quietly(case, seen, at)).collect();
                let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
                match (count(Yes), count(Maybe)) {
                    (0, 0) => self.any_of(cases, seen, at, because),
                    (1, 0) => Yes,
                    (0 | 1, _) => Maybe,
                    _ => {
                        self.record(at, words::more_than_one(), because);
                        No
                    }
                }
            }
            Keyword::Not(inner) => {
                let verdict = self.quietly(inner, seen, at).not();
                if verdict == No && self.wanted {
                    let (path, what) = words::not(inner, seen);
                    let at = at.path();
                    let at = path.into_iter().fold(at, |at, name| at.key(name));
                    self.found.push(what.broken(at, because));
                }
                verdict
            }
            Keyword::If(condition, then, otherwise) => {
                let (then, otherwise) = (then.as_ref(), otherwise.as_ref());
                match self.quietly(condition, seen, at) {
                    Yes => self.branch(then, condition, true, seen, at, because),
                    No => self.branch(otherwise, condition, false, seen, at, because),
                    Maybe => {
                        let mut of = |schema: Option<&Schema>| schema.map_or(Yes, |s| self.quietly(s, seen, at));
                        if (of(then), of(otherwise)) == (Yes, Yes) { Yes } else { Maybe }
                    }
                }
            }
            Keyword::Resource(inner) => {
                let seen = Seen::Known(self.resource);
                self.schema(inner, seen, at, because)
            }
        }
    }

    fn branch(
        &mut self,
        schema: Option<&Schema>,
        condition: &Schema,
        met: bool,
        seen: Seen<'_>,
        at: &At<'_>,
        because: Option<&Because<'_>>,
    ) -> Verdict {
        let Some(schema) = schema else { return Yes };
        let because = Because { condition, met, outer: because };
        self.schema(schema, seen, at, Some(&because))
    }

    /// Follows a property, through the `Fn::If` in which its value is.
    fn through(
        &mut self,
        object: Seen<'_>,
        name: &str,
        value: Seen<'_>,
        inner: &Schema,
        at: &At<'_>,
        because: Option<&Because<'_>>,
    ) -> Verdict {
        let own = at.key(name);
        if self.wanted
            && let Seen::Known(Node::Object(object)) = object
            && let Some(Node::Function("Fn::If", argument)) = object.get(name)
            && let (Some([_, then, _]), Seen::Known(node) | Seen::Computed(node)) = (argument.as_list(), value)
        {
            let index = if std::ptr::eq(then, node) { 1 } else { 2 };
            let inside = own.key("Fn::If");
            return self.schema(inner, value, &inside.index(index), because);
        }
        self.schema(inner, value, &own, because)
    }

    fn any_of(&mut self, cases: &[Schema], seen: Seen<'_>, at: &At<'_>, because: Option<&Because<'_>>) -> Verdict {
        let mut open = false;
        for case in cases {
            match self.quietly(case, seen, at) {
                Yes => return Yes,
                Maybe => open = true,
                No => {}
            }
        }
        if open {
            return Maybe;
        }
        if self.wanted {
            // What the nearest of the cases lacks is what the author wants to know.
            let before = std::mem::take(&mut self.found);
            let mut nearest: Option<Vec<Broken>> = None;
            for case in cases {
                self.schema(case, seen, at, because);
                let broken = std::mem::take(&mut self.found);
                if nearest.as_ref().is_none_or(|nearest| broken.len() < nearest.len()) {
                    nearest = Some(broken);
                }
            }
            self.found = before;
            let nearest = nearest.unwrap_or_default();
            let names: Option<Vec<&str>> = cases.iter().map(words::required_only).collect();
            match names {
                Some(names) => {
                    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
                    self.record(at, words::lacks_one(&names), because);
                }
                None if nearest.is_empty() => self.record(at, words::none_fits(), because),
                None => self.found.extend(nearest),
            }
        }
        No
    }

    fn table(&mut self, table: &str, seen: Seen<'_>, at: &At<'_>, because: Option<&Because<'_>>) -> Verdict {
        let (table, prefix) = table.split_once(" @").map_or((table, None), |(table, of)| (table, Some(of)));
        let (Some(text), Some(table)) = (seen.text(), self.checker.facts.table(table)) else { return Maybe };
        let by = prefix.and_then(|of| Seen::Known(self.root).entry(of, self.world).text());
        let key = match &by {
            Some(by) => format!("{}:{text}", by.to_ascii_lowercase()),
            None => text.clone(),
        };
        let known = table.has(&key);
        let regions = self.checker.facts.regions().iter().filter(|region| table.covers(region));
        let lacking: Vec<&str> =
            regions.filter(|region| !table.regions(&key).any(|of| of == *region)).map(String::as_str).collect();
        if known && !lacking.is_empty() {
            return self.judge(Some(false), at, because, || words::not_in_regions(&text, &lacking));
        }
        // An engine that the table does not have says nothing.
        if !known
            && let Some(by) = &by
            && !table.values().any(|value| value.starts_with(&format!("{}:", by.to_ascii_lowercase())))
        {
            return Maybe;
        }
        let near = (self.wanted && !known).then(|| {
            let prefix = key.strip_suffix(text.as_str()).unwrap_or_default();
            let values = table.values().filter_map(|value| value.strip_prefix(prefix)).filter(|v| !v.contains(':'));
            crate::check::suggest::did_you_mean(&text, values)
        });
        let by = by.map(|by| (prefix.unwrap_or_default().to_owned(), by));
        self.judge(Some(known), at, because, || words::not_in_table(&text, by, near.flatten()))
    }
}
