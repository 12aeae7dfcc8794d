//! What holds of every value, not only of the examples that somebody thought of.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

use std::sync::LazyLock;

use cfn_spec::constraint::{Constraints, Scalar};
use cfn_spec::snapshot;
use cfn_spec::spec::{Primitive, Spec, Type};
use models::intrinsic::{NoValue, base64, if_, join, pseudo, select, split};
use models::node::Node;
use models::{
    Condition, IntoJson, IntoValue, Json, List, Number, Parameter, RawResource, Stack, Value, check, id, json, sub,
};
use proptest::prelude::*;
use serde_json::Value as Plain;

/// Any JSON value, keys that look like intrinsic functions included.
fn plain() -> impl Strategy<Value = Plain> {
    let leaf = prop_oneof![
        Just(Plain::Null),
        any::<bool>().prop_map(Plain::from),
        any::<i64>().prop_map(Plain::from),
        (-1.0e12..1.0e12).prop_map(Plain::from),
        text().prop_map(Plain::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key =
            prop_oneof![text(), Just("Ref".to_owned()), Just("Fn::Sub".to_owned()), Just("Fn::GetAtt".to_owned())];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Plain::from),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

/// Text with what means something in JSON, in YAML or in `Fn::Sub`.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        "[ \\t\\n\"'\\\\:#&*!|>%@`{}\\[\\],?~$.-]{0,8}",
        "(yes|no|on|null|~|0x1F|017|1e3|1_000|2012-10-17|12:30:45|=|<<|\\.inf|-|---)",
        "[a-z]{0,4}(\\$\\{[A-Za-z:.!]{0,9}\\}|\\$\\{|\\$)[a-z]{0,4}",
        // Separators that YAML 1.1 takes for the end of a line, and characters beyond 16 bits.
        "[\\u{85}\\u{2028}\\u{feff}\\u{1f600}é]{0,3}",
    ]
}

/// A typed text: a literal, or a function that returns one.
fn typed_text() -> impl Strategy<Value = Value<String>> {
    let leaf = prop_oneof![
        text().prop_map(IntoValue::<String>::into_value),
        Just(pseudo::region()),
        any::<i32>().prop_map(|number| IntoValue::<String>::into_value(Number::from(number))),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            list.clone().prop_map(|items| join("-", items)),
            (0..3u8, list).prop_map(|(index, items)| select(index, items.into_iter().collect::<List<String>>())),
            (0..3u8, inner.clone()).prop_map(|(index, text)| select(index, split(",", text))),
            inner.clone().prop_map(base64),
            (inner.clone(), inner).prop_map(|(a, b)| sub!("${a}/${AWS::Region}/${b}", a, b)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_is_written_as_it_was_read(value in plain()) {
        let node = Json::from(value.clone()).into_value().into_node();
        prop_assert_eq!(&node.to_json(), &value);
        let text = serde_json::to_string(&node).unwrap();
        prop_assert_eq!(serde_json::from_str::<Plain>(&text).unwrap(), value);
    }

    #[test]
    fn what_the_types_build_is_read_back_alike(texts in prop::collection::vec(typed_text(), 1..4), extra in plain()) {
        let mut stack = Stack::new();
        let stage = stack.parameter(id!("Stage"), Parameter::string());
        let production = stack.condition(id!("Production"), Condition::equals(stage.reference(), "prod"));
        let list = texts.into_iter().collect::<List<String>>();
        stack.add(
            id!("Thing"),
            RawResource::new("Acme::Test::Thing")
                .property("Texts", list.clone())
                .property("Either", if_(&production, list, NoValue))
                .property("Nested", json!({ "Extra": extra, "Stage": [stage.reference()] })),
        );
        let template = stack.synth_unchecked();
        let value = template.to_value();
        prop_assert_eq!(&serde_json::from_str::<Plain>(&template.to_json()).unwrap(), &value);
        prop_assert_eq!(&serde_json::from_str::<Plain>(&template.to_json_compact()).unwrap(), &value);
        prop_assert_eq!(&serde_json::to_value(&template).unwrap(), &value);
    }

    #[test]
    fn yaml_is_read_back_alike(texts in prop::collection::vec(typed_text(), 1..4)) {
        let mut stack = Stack::new();
        let list = texts.into_iter().collect::<List<String>>();
        stack.add(id!("Thing"), RawResource::new("Acme::Test::Thing").property("Texts", list));
        let template = stack.synth_unchecked();
        let yaml = template.to_yaml();
        let read = cfn_template::read(&yaml, &cfn_template::Options::default());
        let read = read.map_err(|errors| TestCaseError::fail(format!("{errors}\n{yaml}")))?;
        prop_assert_eq!(read.root.to_json(), template.to_value(), "{}", yaml);
    }

    #[test]
    fn a_literal_that_violates_a_constraint_is_found(site in 0..usize::MAX, seed in any::<u32>(), random in ".{0,40}") {
        let site = &SITES[site % SITES.len()];
        let Some(literal) = site.violation(seed, &random) else { return Ok(()) };
        let template = serde_json::json!({
            "Resources": { "It": { "Type": site.resource, "Properties": { site.property: literal.clone() } } },
        });
        let findings = check::template(&Node::from(template), &*SPEC);
        let place = format!("It.{}", site.property);
        prop_assert!(
            findings.iter().any(|finding| finding.path.to_string() == place),
            "{} {} takes {literal}, whose constraints are {:?}",
            site.resource,
            site.property,
            site.constraints
        );
    }
}

static SPEC: LazyLock<Spec> = LazyLock::new(|| cfn_spec::load_all(snapshot::directory()).unwrap());

/// Every property of a resource type that holds a scalar and has a constraint.
static SITES: LazyLock<Vec<Site>> = LazyLock::new(|| {
    let mut sites = Vec::new();
    for (resource, entry) in &SPEC.resources {
        for (property, fact) in &entry.properties {
            if let Type::Primitive(primitive) = fact.ty {
                sites.push(Site {
                    resource: resource.as_str(),
                    property: property.as_str(),
                    primitive,
                    constraints: &fact.constraints,
                });
            }
        }
    }
    sites.retain(|site| (0..4).any(|seed| site.violation(seed, "\u{1}").is_some()));
    assert!(sites.len() > 4_000, "{} properties with constraints", sites.len());
    sites
});

struct Site {
    resource: &'static str,
    property: &'static str,
    primitive: Primitive,
    constraints: &'static Constraints,
}

impl Site {
    /// A literal of the right type that the constraints do not allow, if there is one of the kind that the seed picks.
    fn violation(&self, seed: u32, random: &str) -> Option<Plain> {
        let Constraints { allowed, length, range, pattern, .. } = self.constraints;
        let text = matches!(self.primitive, Primitive::String);
        let number = matches!(self.primitive, Primitive::Integer | Primitive::Long | Primitive::Double);
        match seed % 4 {
            0 if text && !allowed.is_empty() => {
                let known =
                    |scalar: &Scalar| matches!(scalar, Scalar::String(text) if text.eq_ignore_ascii_case(random));
                (!allowed.iter().any(known)).then(|| random.into())
            }
            1 if text => match (length.min, length.max) {
                (_, Some(max)) if max < 10_000 => Some("x".repeat(max as usize + 1).into()),
                (Some(min), _) if min > 0 => Some("x".repeat(min as usize - 1).into()),
                _ => None,
            },
            2 if number => match (range.min, range.max) {
                (Some(min), _) => Some((min as i64 - 1 - i64::from(seed % 100)).into()),
                (_, Some(max)) if max < 1e15 => Some((max as i64 + 1 + i64::from(seed % 100)).into()),
                _ => None,
            },
            3 if text => {
                // Only what every engine reads alike, so that this is a second opinion and not the same one.
                let pattern =
                    pattern.as_deref().filter(|pattern| pattern.starts_with('^') && pattern.ends_with("+$"))?;
                let class = pattern.strip_prefix("^[")?.strip_suffix("]+$")?;
                let plain = class.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                (plain && random.contains(['\u{1}', 'é'])).then(|| random.into())
            }
            _ => None,
        }
    }
}

#[test]
fn json_in_the_types_is_what_it_looks_like() {
    let value = json!({ "a": [1, true, null, "x"], "b": { "c": [] } }).into_json();
    assert_eq!(
        value.into_value().into_node().to_json(),
        serde_json::json!({ "a": [1, true, null, "x"], "b": { "c": [] } })
    );
}
