//! The type and the constraints of a value.

use std::collections::{BTreeMap, BTreeSet};

use super::constraints;
use crate::constraint::Constraints;
use crate::documents::json::Json;
use crate::error::Problem;
use crate::name::{ResourceName, TypeName};
use crate::spec::{Primitive, PropertyType, Type};
use crate::widen::{narrow, says_something, widen};

/// The maximum nesting of values, including references, to limit stack usage; AWS's schemas are far below it.
const MAX_DEPTH: usize = 64;

/// A schema and its path.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) node: &'a Json,
    pub(super) at: String,
    /// The definition, if it is one.
    pub(super) definition: Option<&'a str>,
}

/// The name of an object without a definition.
#[derive(Clone, Debug)]
pub(super) struct Hint {
    /// The property type that has the property; `None` for the resource.
    pub(super) owner: Option<String>,
    /// The property, with `Item` or `Value` for its parts.
    pub(super) property: String,
}

impl Hint {
    fn part(&self, suffix: &str) -> Self {
        Self { owner: self.owner.clone(), property: format!("{}{suffix}", self.property) }
    }
}

/// Parses the schema of a resource type.
pub(super) struct Reader<'a> {
    pub(super) resource: &'a ResourceName,
    pub(super) root: &'a Json,
    /// Objects by the path of their definition.
    pub(super) names: BTreeMap<String, TypeName>,
    /// Simple names that are taken: all definitions, and the objects named so far.
    pub(super) taken: BTreeSet<String>,
    pub(super) types: BTreeMap<TypeName, PropertyType>,
    /// Paths of definitions of scalars, lists and maps that are being inlined.
    pub(super) open: Vec<String>,
    /// The current nesting of values.
    pub(super) depth: usize,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn problem(&mut self, at: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(at, message));
    }

    /// The schemas that apply to `node`: itself, the target of its `$ref`, the items of `allOf`.
    pub(super) fn parts(&mut self, node: &'a Json, at: &str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        self.collect_parts(Part { node, at: at.to_owned(), definition: None }, &mut parts);
        parts
    }

    fn collect_parts(&mut self, part: Part<'a>, parts: &mut Vec<Part<'a>>) {
        // Circular or very long chains of references end here.
        if parts.len() == MAX_DEPTH || parts.iter().any(|other| other.at == part.at) {
            return;
        }
        let (node, at) = (part.node, part.at.clone());
        parts.push(part);
        if let Some(reference) = node.get("$ref") {
            match reference.as_str().and_then(|reference| self.resolve(reference)) {
                Some(target) => self.collect_parts(target, parts),
                None => self.problem(&format!("{at}/$ref"), "is an unresolved reference"),
            }
        }
        for (index, sub) in node.get("allOf").map_or(&[][..], Json::items).iter().enumerate() {
            self.collect_parts(Part { node: sub, at: format!("{at}/allOf/{index}"), definition: None }, parts);
        }
    }

    /// `#/definitions/Rule`, `#/properties/Arn`.
    fn resolve(&self, reference: &str) -> Option<Part<'a>> {
        let pointer = reference.strip_prefix("#/")?;
        let mut node = self.root;
        for key in pointer.split('/') {
            node = node.get(key)?;
        }
        let at = format!("{}/{pointer}", self.resource);
        let definition = pointer.strip_prefix("definitions/").filter(|name| !name.contains('/'));
        let definition = definition.and_then(|name| self.definition(name));
        Some(Part { node, at, definition })
    }

    /// The key of a definition, borrowed from the document.
    fn definition(&self, name: &str) -> Option<&'a str> {
        let definitions = self.root.get("definitions")?.entries();
        definitions.iter().find(|(key, _)| key == name).map(|(key, _)| key.as_str())
    }

    /// The branches of `oneOf` and `anyOf` in `parts`, one list per keyword.
    pub(super) fn alternatives(&mut self, parts: &[Part<'a>]) -> Vec<Vec<Vec<Part<'a>>>> {
        let mut alternatives = Vec::new();
        for part in parts {
            for key in ["oneOf", "anyOf"] {
                let branches = part.node.get(key).map_or(&[][..], Json::items);
                if !branches.is_empty() {
                    let branches = branches.iter().enumerate();
                    alternatives
                        .push(branches.map(|(i, node)| self.parts(node, &format!("{}/{key}/{i}", part.at))).collect());
                }
            }
        }
        alternatives
    }

    /// The type and the constraints of the value at `at`.
    pub(super) fn value(&mut self, node: &'a Json, at: &str, hint: &Hint) -> (Type, Constraints) {
        let parts = self.parts(node, at);
        self.value_of(&parts, hint)
    }

    pub(super) fn value_of(&mut self, parts: &[Part<'a>], hint: &Hint) -> (Type, Constraints) {
        if self.depth == MAX_DEPTH {
            let at = parts.first().map_or_else(String::new, |part| part.at.clone());
            self.problem(&at, format!("is nested deeper than the limit of {MAX_DEPTH}"));
            return (Type::Primitive(Primitive::Json), Constraints::default());
        }
        self.depth += 1;
        let value = self.value_at_depth(parts, hint);
        self.depth -= 1;
        value
    }

    fn value_at_depth(&mut self, parts: &[Part<'a>], hint: &Hint) -> (Type, Constraints) {
        if let Some(name) = self.object(parts, hint) {
            return (Type::Named(name), Constraints::default());
        }
        // A recursive list has no type in the model.
        let definitions: Vec<String> = parts.iter().filter(|p| p.definition.is_some()).map(|p| p.at.clone()).collect();
        if definitions.iter().any(|at| self.open.contains(at)) {
            return (Type::Primitive(Primitive::Json), Constraints::default());
        }
        let depth = self.open.len();
        self.open.extend(definitions);
        let value = self.plain_value(parts, hint);
        self.open.truncate(depth);
        value
    }

    /// A scalar, a list or a map.
    fn plain_value(&mut self, parts: &[Part<'a>], hint: &Hint) -> (Type, Constraints) {
        let mut facts = Constraints::default();
        for part in parts {
            let of_part = constraints::read(part.node, &part.at, &mut self.problems);
            facts = narrow(facts, of_part);
        }
        let mut of_branches = Vec::new();
        for branches in self.alternatives(parts) {
            let mut widest: Option<Constraints> = None;
            for branch in branches {
                let (ty, constraints) = self.value_of(&branch, hint);
                of_branches.push(ty);
                widest = Some(match widest {
                    Some(widest) => widen(widest, &constraints),
                    None => constraints,
                });
            }
            if let Some(widest) = widest {
                facts = narrow(facts, widest);
            }
        }

        let mut kinds: BTreeSet<&str> = BTreeSet::new();
        for part in parts.iter().filter(|part| part.node.get("$ref").is_none()) {
            match part.node.get("type") {
                Some(Json::String(kind)) => drop(kinds.insert(kind)),
                Some(Json::Array(all)) => kinds.extend(all.iter().filter_map(Json::as_str)),
                _ => {}
            }
        }
        kinds.remove("null");
        if kinds.is_empty() {
            kinds.extend(implied(parts));
        }
        let ty = match kinds.iter().copied().collect::<Vec<_>>()[..] {
            [] => common(&of_branches, &facts),
            ["array"] => self.list(parts, hint, &mut facts),
            ["object"] => self.map(parts, hint, &mut facts),
            ["boolean"] => Type::Primitive(Primitive::Boolean),
            ["integer"] => Type::Primitive(if is_small(&facts) { Primitive::Integer } else { Primitive::Long }),
            ["number"] | ["integer", "number"] => Type::Primitive(Primitive::Double),
            // CloudFormation converts numbers and booleans to strings.
            ["string"] | ["boolean" | "integer" | "number", "string"] => Type::Primitive(Primitive::String),
            _ => Type::Primitive(Primitive::Json),
        };
        (ty, facts)
    }

    fn list(&mut self, parts: &[Part<'a>], hint: &Hint, facts: &mut Constraints) -> Type {
        let items = parts.iter().find_map(|part| Some((part.node.get("items")?, format!("{}/items", part.at))));
        let item = match items {
            Some((node, at)) => {
                let (item, each) = self.value(node, &at, &hint.part("Item"));
                facts.each = says_something(each);
                item
            }
            None => Type::Primitive(Primitive::Json),
        };
        Type::List { item: Box::new(item), duplicates_allowed: None }
    }

    /// A map if all keys have one type of value, otherwise JSON.
    fn map(&mut self, parts: &[Part<'a>], hint: &Hint, facts: &mut Constraints) -> Type {
        let mut values = Vec::new();
        for part in parts {
            for (pattern, node) in part.node.get("patternProperties").map_or(&[][..], Json::entries) {
                let at = format!("{}/patternProperties/{pattern}", part.at);
                values.push((pattern, self.value(node, &at, &hint.part("Value"))));
            }
        }
        let mut values = values.into_iter();
        let Some((pattern, (item, mut each))) = values.next() else {
            return Type::Primitive(Primitive::Json);
        };
        facts.key_pattern = Some(pattern.clone());
        for (_, (other, constraints)) in values {
            if other != item {
                return Type::Primitive(Primitive::Json);
            }
            facts.key_pattern = None;
            each = widen(each, &constraints);
        }
        facts.each = says_something(each);
        Type::Map { item: Box::new(item), duplicates_allowed: None }
    }
}

/// The type that is implied by keywords if there is no `type`.
fn implied(parts: &[Part<'_>]) -> Option<&'static str> {
    let has = |keys: &[&str]| parts.iter().any(|part| keys.iter().any(|key| part.node.get(key).is_some()));
    let texts = |key: &str| {
        let mut values = parts.iter().filter_map(|part| part.node.get(key)).flat_map(Json::items).peekable();
        values.peek().is_some() && values.all(|value| value.as_str().is_some())
    };
    if has(&["items"]) {
        Some("array")
    } else if has(&["patternProperties"]) {
        Some("object")
    } else if has(&["pattern", "minLength", "maxLength"]) || texts("enum") || texts("enumCaseInsensitive") {
        Some("string")
    } else {
        None
    }
}

/// The type of all branches; a string if they are different scalars.
fn common(branches: &[Type], facts: &Constraints) -> Type {
    let scalar = |ty: &Type| matches!(ty, Type::Primitive(primitive) if *primitive != Primitive::Json);
    match branches {
        [first, rest @ ..] if rest.iter().all(|ty| ty == first) => first.clone(),
        [_, ..] if branches.iter().all(scalar) => Type::Primitive(Primitive::String),
        [] if !facts.formats.is_empty() || !facts.relationships.is_empty() => Type::Primitive(Primitive::String),
        _ => Type::Primitive(Primitive::Json),
    }
}

/// Whether the constraints limit an integer to 32 bits.
fn is_small(facts: &Constraints) -> bool {
    facts.range.max.or(facts.exclusive_range.max).is_some_and(|max| max <= f64::from(i32::MAX))
        && facts.range.min.or(facts.exclusive_range.min).is_none_or(|min| min >= f64::from(i32::MIN))
}
