//! What holds of every expression, drawn at random.

use cfn_evaluate::{Error, Evaluator, Outcome};
use cfn_template::{Format, Options, Tree, Value, read, write_yaml};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::common::World;

/// Texts, among them what looks like a placeholder or completes one.
fn literal() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,3}",
        1 => proptest::sample::select(vec!["$", "{N0}", "${N0}", "${!N0}", "}", "a,b", "1", "k0", "k1", "true"]).prop_map(str::to_owned),
    ]
}

const NAMES: [&str; 3] = ["N0", "N1", "N2"];
const CONDITIONS: [&str; 3] = ["C0", "C1", "C2"];

fn name() -> impl Strategy<Value = String> {
    proptest::sample::select(&NAMES[..]).prop_map(str::to_owned)
}

fn condition_name() -> impl Strategy<Value = String> {
    proptest::sample::select(&CONDITIONS[..]).prop_map(str::to_owned)
}

/// One piece of the text of `Fn::Sub`.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec![
            "a", "-", "$", "{", "}", "${N0}", "${N1}", "${N2}", "${R.A}", "${V}", "${!x}", "${ N1 }"
        ])
        .prop_map(str::to_owned),
    ]
}

fn text() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        3 => literal().prop_map(Json::from),
        2 => name().prop_map(|name| json!({ "Ref": name })),
        1 => Just(json!({ "Fn::GetAtt": ["R", "A"] })),
        1 => Just(json!({ "Fn::ImportValue": "export" })),
        1 => (0..9_i64).prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 4, |text| {
        let list = list(text.clone());
        prop_oneof![
            2 => (proptest::collection::vec(piece(), 0..6), text.clone())
                .prop_map(|(pieces, v)| json!({ "Fn::Sub": [pieces.concat(), { "V": v, "W": "w" }] })),
            1 => (literal(), list.clone()).prop_map(|(with, list)| json!({ "Fn::Join": [with, list] })),
            1 => (0..3_u8, list.clone()).prop_map(|(at, list)| json!({ "Fn::Select": [at, list] })),
            1 => (condition_name(), text.clone(), text.clone()).prop_map(|(c, yes, no)| json!({ "Fn::If": [c, yes, no] })),
            1 => text.clone().prop_map(|text| json!({ "Fn::Base64": text })),
            1 => (text.clone(), text.clone(), text.clone())
                .prop_map(|(a, b, or)| json!({ "Fn::FindInMap": ["M", a, b, { "DefaultValue": or }] })),
            1 => list.clone().prop_map(|list| json!({ "Fn::ToJsonString": list })),
            1 => list.prop_map(|list| json!({ "Fn::Length": list })),
        ]
    })
    .boxed()
}

fn list(text: impl Strategy<Value = Json> + Clone + 'static) -> BoxedStrategy<Json> {
    let item = prop_oneof![
        3 => text.clone(),
        1 => Just(json!({ "Ref": "AWS::NoValue" })),
        1 => (condition_name(), text.clone()).prop_map(|(c, text)| json!({ "Fn::If": [c, text, { "Ref": "AWS::NoValue" }] })),
    ];
    let items = proptest::collection::vec(item, 0..4).prop_map(Json::from);
    prop_oneof![
        4 => items.clone(),
        1 => Just(json!({ "Ref": "L" })),
        1 => Just(json!({ "Fn::GetAZs": "" })),
        1 => text.prop_map(|text| json!({ "Fn::Split": [",", text] })),
        1 => (condition_name(), items).prop_map(|(c, items)| json!({ "Fn::If": [c, items, { "Ref": "L" }] })),
        1 => (1..4_u8).prop_map(|count| json!({ "Fn::Cidr": ["10.0.0.0/16", count, 8] })),
    ]
    .boxed()
}

fn condition() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        condition_name().prop_map(|name| json!({ "Condition": name })),
        (text(), text()).prop_map(|(one, other)| json!({ "Fn::Equals": [one, other] })),
    ];
    leaf.prop_recursive(3, 12, 3, |condition| {
        let several = proptest::collection::vec(condition.clone(), 2..4);
        prop_oneof![
            condition.prop_map(|one| json!({ "Fn::Not": [one] })),
            several.clone().prop_map(|all| json!({ "Fn::And": all })),
            several.prop_map(|all| json!({ "Fn::Or": all })),
        ]
    })
    .boxed()
}

/// Anything that a property may be.
fn expression() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![4 => text(), 2 => list(text()), 1 => Just(json!(null)), 1 => condition()];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            2 => proptest::collection::btree_map("[a-z]{1,2}", inner.clone(), 0..4).prop_map(|map| json!(map)),
            1 => proptest::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            1 => (condition_name(), inner.clone()).prop_map(|(c, yes)| json!({ "Fn::If": [c, yes, { "Ref": "AWS::NoValue" }] })),
            1 => (list(text()), inner).prop_map(|(items, inner)| json!({
                "Fn::ForEach::Loop": ["I", items, { "k${I}": { "x": inner, "y": { "Fn::Sub": "${I}-${N0}" }, "z": { "Ref": "I" } } }]
            })),
        ]
    })
    .boxed()
}

/// A scope that knows everything, and the same scope without what `hidden` says.
fn worlds() -> impl Strategy<Value = (World, World)> {
    let truths = proptest::array::uniform3(any::<bool>());
    let names = proptest::array::uniform3(literal());
    (names, truths, proptest::collection::vec(any::<bool>(), 11)).prop_map(|(names, truths, hidden)| {
        let mapping = Value::from(&json!({ "k0": { "k0": "m00", "k1": "m01" }, "k1": { "k0": "${N0}", "a": "" } }));
        let full = World {
            names: NAMES
                .iter()
                .zip(names)
                .map(|(name, text)| ((*name).to_owned(), Json::from(text)))
                .chain([("L".to_owned(), json!(["x", "y"])), ("AWS::Region".to_owned(), json!("r"))])
                .collect(),
            attributes: [("R.A".to_owned(), json!("arn"))].into(),
            conditions: CONDITIONS.iter().zip(truths).map(|(name, holds)| ((*name).to_owned(), Some(holds))).collect(),
            mappings: [("M".to_owned(), Some(mapping))].into(),
            exports: [("export".to_owned(), json!("exported"))].into(),
            zones: [("r".to_owned(), json!(["ra", "rb"]))].into(),
            ..World::default()
        };
        let mut partial = full.clone();
        let mut hide = hidden.into_iter();
        let mut hidden = || hide.next().unwrap_or_default();
        let answers = partial.names.values_mut().chain(partial.attributes.values_mut());
        answers.chain(partial.exports.values_mut()).chain(partial.zones.values_mut()).for_each(|answer| {
            if hidden() {
                *answer = Json::Null;
            }
        });
        partial.conditions.values_mut().for_each(|holds| *holds = holds.filter(|_| !hidden()));
        partial.mappings.values_mut().for_each(|mapping| *mapping = mapping.take().filter(|_| !hidden()));
        (full, partial)
    })
}

fn value(world: &World, value: &Value) -> Result<Outcome, Error> {
    Evaluator::new(world).value(value)
}

/// Outcomes as JSON, without places.
fn plain(outcome: &Outcome) -> (u8, Json) {
    match outcome {
        Outcome::Known(value) => (0, value.to_json()),
        Outcome::NoValue => (1, Json::Null),
        Outcome::Residual(value) => (2, value.to_json()),
    }
}

fn has_functions(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(has_functions),
        Json::Object(map) => {
            map.iter().any(|(key, value)| key == "Ref" || key.starts_with("Fn::") || has_functions(value))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_complete_scope_leaves_no_function((full, _) in worlds(), expression in expression()) {
        match value(&full, &Value::from(&expression)) {
            Ok(Outcome::Known(known)) => prop_assert!(!has_functions(&known.to_json()), "{}", known.to_json()),
            Ok(Outcome::NoValue) | Err(_) => {}
            Ok(Outcome::Residual(rest)) => prop_assert!(false, "left: {}", rest.to_json()),
        }
    }

    #[test]
    fn evaluating_again_changes_nothing((_, partial) in worlds(), expression in expression()) {
        let Ok(Outcome::Known(once) | Outcome::Residual(once)) = value(&partial, &Value::from(&expression)) else {
            return Ok(());
        };
        let again = value(&partial, &once).map_err(|error| TestCaseError::fail(format!("{}: {error}", once.to_json())))?;
        prop_assert_eq!(again.value().map(|it| it.to_json()), Some(once.to_json()));
    }

    #[test]
    fn in_parts_is_as_at_once((full, partial) in worlds(), expression in expression()) {
        let expression = Value::from(&expression);
        // What a complete scope refuses may not be noticed before everything is known.
        let Ok(whole) = value(&full, &expression) else { return Ok(()) };
        let part = value(&partial, &expression).map_err(|error| TestCaseError::fail(format!("refused in part: {error}")))?;
        let rest = match &part {
            Outcome::NoValue => Outcome::NoValue,
            Outcome::Known(value) => Outcome::Known(value.clone()),
            Outcome::Residual(rest) => value(&full, rest)
                .map_err(|error| TestCaseError::fail(format!("{}: {error}", rest.to_json())))?,
        };
        prop_assert_eq!(plain(&whole), plain(&rest), "through {:?}", plain(&part));
    }

    #[test]
    fn conditions_in_parts_are_as_at_once((full, partial) in worlds(), condition in condition()) {
        use cfn_evaluate::Truth;
        let condition = Value::from(&condition);
        let Ok(whole) = Evaluator::new(&full).truth(&condition) else { return Ok(()) };
        let part = Evaluator::new(&partial).truth(&condition);
        let part = part.map_err(|error| TestCaseError::fail(format!("refused in part: {error}")))?;
        let rest = match part {
            Truth::Known(holds) => Truth::Known(holds),
            Truth::Residual(rest) => Evaluator::new(&full).truth(&rest)
                .map_err(|error| TestCaseError::fail(format!("{}: {error}", rest.to_json())))?,
        };
        prop_assert_eq!(whole, rest);
    }

    #[test]
    fn yaml_with_short_forms_is_as_json((_, partial) in worlds(), expression in expression()) {
        let json = json!({ "V": expression });
        let yaml = write_yaml(&Tree::from(&json));
        let options = |format| Options { format: Some(format), ..Options::default() };
        let of = |text: &str, format| {
            let document = read(text, &options(format)).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            Ok::<_, TestCaseError>(value(&partial, &document.root))
        };
        let (json, yaml) = (of(&json.to_string(), Format::Json)?, of(&yaml, Format::Yaml)?);
        match (json, yaml) {
            (Ok(json), Ok(yaml)) => prop_assert_eq!(plain(&json), plain(&yaml)),
            (Err(json), Err(yaml)) => {
                prop_assert_eq!((json.kind, &json.message), (yaml.kind, &yaml.message));
                prop_assert_eq!(json.path().collect::<Vec<_>>(), yaml.path().collect::<Vec<_>>());
            }
            (json, yaml) => prop_assert!(false, "{json:?} but {yaml:?}"),
        }
    }

    #[test]
    fn a_branch_that_is_not_taken_does_not_matter((full, _) in worlds(), yes in expression(), holds in any::<bool>()) {
        let mut world = full;
        world.conditions.insert("It".to_owned(), Some(holds));
        let refused = json!({ "Ref": "NoSuchName" });
        let branches = if holds { json!(["It", yes, refused]) } else { json!(["It", refused, yes]) };
        let chosen = value(&world, &Value::from(&json!({ "Fn::If": branches })));
        let alone = value(&world, &Value::from(&yes));
        match (chosen, alone) {
            (Ok(chosen), Ok(alone)) => prop_assert_eq!(plain(&chosen), plain(&alone)),
            (Err(chosen), Err(alone)) => prop_assert_eq!(chosen.message, alone.message),
            (chosen, alone) => prop_assert!(false, "{chosen:?} but {alone:?}"),
        }
    }

    #[test]
    fn an_error_is_at_a_place_of_the_expression((full, _) in worlds(), mut expression in expression()) {
        expression = json!({ "V": [expression, { "Fn::Join": ["", [{ "Fn::Sub": "${NoSuchName}" }]] }] });
        let text = expression.to_string();
        let document = read(&text, &Options::default()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let Err(error) = value(&full, &document.root) else { panic!("there is no such name") };
        prop_assert!(error.span.text(&text).is_some_and(|text| !text.is_empty()));
        // The steps lead to a value of the source, or into the copy that a loop made of one.
        prop_assert_eq!(error.path().next(), Some(&cfn_evaluate::Step::Key("V".to_owned())));
    }
}
