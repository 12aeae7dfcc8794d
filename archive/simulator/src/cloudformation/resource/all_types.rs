//! Creates and reads a resource of every type of the snapshot, with its minimal valid properties.

use std::collections::BTreeMap;

use cfn_spec::constraint::{Constraints, Rule, Scalar};
use cfn_spec::name::PropertyName;
use cfn_spec::spec::{Primitive, Property, Shape, Type, UpdateType};
use serde_json::{Value, json};

use crate::arn;
use crate::cloudformation::facts::pattern::matches;
use crate::cloudformation::facts::{Facts, all, overlay};
use crate::cloudformation::resource::generic::Generic;
use crate::cloudformation::resource::pattern_example::example;
use crate::cloudformation::resource::properties::tags;
use crate::cloudformation::resource::provider::{Context, Provider};
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// Values that many properties take, tried before one is made of the pattern: what a pattern with look-around or an anchor of another
/// engine wants is among them.
const USUAL: &[&str] = &[
    "a",
    "arn:aws:iam::123456789012:role/a",
    "a1b2c3d4",
    "https://example.com/a",
    "10.0.0.0/16",
    "1",
    "a@example.com",
    "example.com",
    "123456789012",
    "+49 30 1234567",
    "11111111-2222-3333-4444-555555555555",
    "subnet-0123456789abcdef0",
    "sg-0123456789abcdef0",
    "vpc-0123456789abcdef0",
    "arn:aws:kafka:eu-central-1:123456789012:cluster/a/11111111-2222-3333-4444-555555555555-1",
    "arn:aws:quicksight:eu-central-1:123456789012:datasource",
    "geo-maps:GetTile",
    "Example::Example::Example",
    "arn:aws:geo-maps:eu-central-1::provider/default",
];

fn context() -> Context {
    let scope = Scope::new("123456789012", "eu-central-1");
    Context {
        stack_name: "stack".into(),
        stack_id: arn::STACK.arn(&scope, "stack/1"),
        scope,
        logical_id: "Resource".into(),
        kind: String::new(),
        capabilities: Vec::new(),
        stack_tags: vec![("of".into(), "stack".into())],
        role_arn: None,
        service_role: None,
        restoring: false,
        root: None,
    }
}

/// Generates the minimal valid properties of a type.
struct MinimalProperties<'f> {
    facts: &'f Facts,
    seed: u32,
    depth: u32,
    /// Which item of a list is made: those of some lists have to differ.
    item: usize,
}

impl MinimalProperties<'_> {
    fn of(facts: &Facts) -> Properties {
        let mut least = MinimalProperties { facts, seed: 0, depth: 0, item: 0 };
        let known: BTreeMap<&str, &Property> =
            facts.resource.properties.iter().map(|(name, property)| (name.as_str(), property)).collect();
        least.object(&known, &facts.resource.rules)
    }

    fn object(&mut self, known: &BTreeMap<&str, &Property>, rules: &[Rule]) -> Properties {
        let mut made = Properties::new();
        self.depth += 1;
        let add = |this: &mut Self, made: &mut Properties, name: &PropertyName| {
            if let Some(property) =
                known.get(name.as_str()).filter(|_| !made.contains_key(name.as_str()) && this.depth < 12)
            {
                let value = this.value(&property.ty, &property.constraints);
                made.insert(name.as_str().to_owned(), value);
            }
        };
        let required: Vec<PropertyName> = known
            .iter()
            .filter(|(_, property)| property.required)
            .map(|(name, _)| PropertyName::new(name).expect("the name of a property"))
            .collect();
        required.iter().for_each(|name| add(self, &mut made, name));
        for rule in rules {
            let has =
                |made: &Properties, names: &[PropertyName]| names.iter().any(|name| made.contains_key(name.as_str()));
            let whole = |made: &Properties, groups: &[Vec<PropertyName>]| {
                groups.iter().any(|group| group.iter().all(|name| made.contains_key(name.as_str())))
            };
            match rule {
                Rule::ExactlyOne(names) | Rule::AtLeastOne(names) if !has(&made, names) => {
                    names.iter().take(1).for_each(|name| add(self, &mut made, name));
                }
                Rule::OneGroup(groups) | Rule::AnyGroup(groups) if !whole(&made, groups) => {
                    groups.iter().take(1).flatten().for_each(|name| add(self, &mut made, name));
                }
                Rule::Requires(name, others) if made.contains_key(name.as_str()) => {
                    others.iter().for_each(|name| add(self, &mut made, name));
                }
                _ => {}
            }
        }
        self.depth -= 1;
        made
    }

    fn value(&mut self, ty: &Type, constraints: &Constraints) -> Value {
        let each = constraints.each.as_deref().map_or_else(Constraints::default, Constraints::clone);
        match ty {
            Type::Named(_) => match self.facts.shape(ty) {
                Some(Shape::Struct { properties, rules }) => {
                    let known = properties.iter().map(|(name, property)| (name.as_str(), property)).collect();
                    Value::Object(self.object(&known, rules))
                }
                Some(Shape::Alias(ty, constraints)) => self.value(ty, constraints),
                None => json!({}),
            },
            Type::List { item, .. } => {
                let count = constraints.items.min.unwrap_or(0);
                let outer = self.item;
                let mut items: Vec<Value> = Vec::new();
                for at in 0..count {
                    self.item = outer + at as usize;
                    let mut made = self.value(item, &each);
                    // Items without required members differ by one that is optional.
                    if items.contains(&made)
                        && let (Some(Shape::Struct { properties, .. }), Some(members)) =
                            (self.facts.shape(item), made.as_object_mut())
                        && let Some((name, property)) =
                            properties.iter().find(|(name, _)| !members.contains_key(name.as_str()))
                    {
                        let value = self.value(&property.ty, &property.constraints);
                        members.insert(name.as_str().to_owned(), value);
                    }
                    items.push(made);
                }
                self.item = outer;
                items.into()
            }
            Type::Map { .. } => json!({}),
            Type::Primitive(primitive) => self.scalar(*primitive, constraints),
        }
    }

    fn scalar(&mut self, primitive: Primitive, constraints: &Constraints) -> Value {
        self.seed += 1;
        match constraints.allowed.iter().cycle().nth(self.item) {
            Some(Scalar::String(text)) => return text.clone().into(),
            Some(Scalar::Number(text)) => return text.parse::<f64>().map_or(Value::Null, Value::from),
            Some(Scalar::Bool(value)) => return (*value).into(),
            None => {}
        }
        let least = constraints.range.min.or(constraints.exclusive_range.min.map(|min| min + 1.0)).unwrap_or(1.0);
        let least = constraints.range.max.map_or(least, |max| least.min(max));
        match primitive {
            Primitive::Boolean => json!(false),
            Primitive::Integer | Primitive::Long => json!(least.ceil() as i64),
            Primitive::Double => json!(least),
            Primitive::Json => json!({}),
            Primitive::Timestamp => json!("2026-01-01T00:00:00Z"),
            Primitive::String => self.text(constraints).into(),
        }
    }

    fn text(&self, constraints: &Constraints) -> String {
        let min = constraints.length.min.unwrap_or(1).max(1) as usize;
        let seed = format!("{:08x}", self.seed.wrapping_mul(2_654_435_761));
        let made = constraints.pattern.as_deref().and_then(|pattern| example(pattern, &seed));
        let differing = (self.item > 0).then(|| USUAL.iter().map(|text| format!("{text}{}", self.item)));
        let candidates = differing.into_iter().flatten().chain(USUAL.iter().map(|text| (*text).to_owned()));
        let candidates = candidates.chain(made.clone());
        let candidates = candidates.chain(std::iter::once("a".repeat(min))).chain(made.map(|text| text.repeat(min)));
        let fits = |text: &String| {
            let length = text.chars().count() as u64;
            let pattern = constraints.pattern.as_deref();
            pattern.is_none_or(|pattern| matches(pattern, text) != Some(false))
                && constraints.length.min.is_none_or(|min| length >= min)
                && constraints.length.max.is_none_or(|max| length <= max)
        };
        let mut candidates = candidates.filter(fits);
        candidates.next().unwrap_or_else(|| "a".to_owned())
    }
}

/// Whether the value of an attribute has the documented type and satisfies its constraints.
fn is_of_form(facts: &Facts, ty: &Type, constraints: &Constraints, value: &Value) -> bool {
    match (ty, value) {
        (Type::List { .. }, Value::Array(_)) | (Type::Map { .. } | Type::Named(_), Value::Object(_)) => true,
        (Type::Named(_), _) => matches!(facts.shape(ty), Some(Shape::Alias(..)) | None),
        (Type::Primitive(Primitive::Json), _) => true,
        (Type::Primitive(Primitive::Boolean), Value::Bool(_)) => true,
        (Type::Primitive(Primitive::Integer | Primitive::Long | Primitive::Double), Value::Number(_)) => true,
        (Type::Primitive(Primitive::String | Primitive::Timestamp), Value::String(text)) => {
            let is_allowed = constraints.allowed.is_empty()
                || constraints
                    .allowed
                    .iter()
                    .any(|allowed| matches!(allowed, Scalar::String(allowed) if allowed == text));
            let matched = constraints.pattern.as_deref().and_then(|pattern| matches(pattern, text)) != Some(false);
            // Patterns for which no string can be generated are tested by `example`.
            !text.is_empty() && is_allowed && (matched || example_fails(constraints))
        }
        _ => false,
    }
}

fn example_fails(constraints: &Constraints) -> bool {
    constraints
        .pattern
        .as_deref()
        .is_some_and(|pattern| example(pattern, "0").is_none_or(|text| matches(pattern, &text) != Some(true)))
}

#[test]
fn every_type_can_be_created_and_has_ref_and_every_attribute() {
    let (mut made, mut wrong) = (0, Vec::new());
    for facts in all() {
        let kind = facts.kind();
        let least = MinimalProperties::of(facts);
        let refused = facts.check(&least);
        if !refused.is_empty() {
            wrong.push(format!("{kind}: {refused:?}"));
            continue;
        }
        let (mut world, context, provider) = (World::new(1), context(), Generic(facts));
        let result = match provider.create(&mut world, &context, &least) {
            Ok(result) => result,
            Err(failure) => {
                wrong.push(format!("{kind}: {}", failure.reason));
                continue;
            }
        };
        made += 1;
        if result.physical_id.is_empty() {
            wrong.push(format!("{kind}: Ref gives nothing"));
        }
        for (name, attribute) in facts.attributes() {
            match result.attributes.get(name) {
                Some(value) if is_of_form(facts, &attribute.ty, &attribute.constraints, value) => {}
                value => wrong.push(format!("{kind}.{name}: {value:?}")),
            }
        }
        let other = provider.create(&mut World::new(2), &context, &least).map(|other| other.physical_id);
        if let Ok(other) = other {
            // Generated identifiers differ; those of the template do not.
            let given = facts.identifiers().iter().all(|part| least.contains_key(part.as_str()));
            if given && other != result.physical_id {
                wrong.push(format!("{kind}: {other} is not {}", result.physical_id));
            }
        }
        // What was created can be read, except write-only properties.
        let read = provider.read(&mut world, &context, &result.physical_id);
        if read.map(|(properties, _)| properties) != Some(facts.read_back(&least)) {
            wrong.push(format!("{kind}: is not read back"));
        }
    }
    let all = all().len();
    println!("{made} of {all} types were made");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(made, all);
}

#[test]
fn a_change_of_a_create_only_property_replaces_the_resource() {
    let mut replaced = 0;
    for facts in all() {
        let create_only = facts.resource.create_only.iter().filter(|path| !path.contains('/'));
        for name in create_only.filter(|name| overlay::fails_to_update(facts.kind(), name).is_none()) {
            let Some(property) = facts.property(name) else { continue };
            let mut least = MinimalProperties { facts, seed: 0, depth: 0, item: 0 };
            let before = MinimalProperties::of(facts);
            let mut after = before.clone();
            after.insert(name.clone(), least.value(&property.ty, &property.constraints));
            if after.get(name) == before.get(name) {
                after.remove(name);
            }
            assert!(facts.replaces(&before, &after), "{}.{name}", facts.kind());
            assert_eq!(facts.update(&format!("/{name}")), UpdateType::Immutable, "{}.{name}", facts.kind());
            replaced += 1;
        }
    }
    assert!(replaced > 1_500, "{replaced} properties");
}

#[test]
fn types_are_taggable_if_their_schema_says_so() {
    for facts in all() {
        let tagging = facts.tagging();
        let says_no = tagging.is_some_and(|tagging| !tagging.taggable);
        assert!(!(says_no && facts.tag_property().is_some()), "{}", facts.kind());
        if let Some(tagging) = tagging.filter(|tagging| tagging.taggable)
            && facts.property(&tagging.property).is_some()
        {
            assert_eq!(facts.tag_property(), Some(tagging.property.as_str()), "{}", facts.kind());
        }
    }
    let given = json!({ "Tags": [{ "Key": "own", "Value": "1" }, { "Key": "of", "Value": "resource" }] });
    let all = tags(&context(), given.as_object().expect("an object"));
    let told: Vec<(&str, &str)> = all.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert!(
        told.contains(&("own", "1")) && told.contains(&("of", "resource")),
        "the resource's own tag counts: {told:?}"
    );
    assert!(told.contains(&("aws:cloudformation:logical-id", "Resource")), "{told:?}");
}
