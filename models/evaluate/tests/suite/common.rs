//! A scope that is written down in a test, and expressions in YAML.

use std::collections::BTreeMap;

use cfn_evaluate::{Answer, Condition, Error, Evaluator, Outcome, Scope};
use cfn_template::{Options, Value, read};
use serde_json::Value as Json;

/// What is known, as JSON. A name with the value null is there and not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) names: BTreeMap<String, Json>,
    pub(crate) attributes: BTreeMap<String, Json>,
    pub(crate) conditions: BTreeMap<String, Option<bool>>,
    pub(crate) definitions: BTreeMap<String, Value>,
    pub(crate) mappings: BTreeMap<String, Option<Value>>,
    pub(crate) exports: BTreeMap<String, Json>,
    pub(crate) zones: BTreeMap<String, Json>,
    pub(crate) outputs: BTreeMap<String, Json>,
}

fn answer(known: Option<&Json>) -> Answer<Value> {
    match known {
        None => Answer::Undefined,
        Some(Json::Null) => Answer::Unknown,
        Some(value) => Answer::Known(Value::from(value)),
    }
}

impl Scope for World {
    fn reference(&self, name: &str) -> Answer<Value> {
        answer(self.names.get(name))
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Answer<Value> {
        answer(self.attributes.get(&format!("{logical_id}.{attribute}")))
    }

    fn condition(&self, name: &str) -> Answer<Condition<'_>> {
        match (self.conditions.get(name), self.definitions.get(name)) {
            (Some(Some(holds)), _) => Answer::Known(Condition::Holds(*holds)),
            (Some(None), _) => Answer::Unknown,
            (None, Some(definition)) => Answer::Known(Condition::Defined(definition)),
            (None, None) => Answer::Undefined,
        }
    }

    fn mapping(&self, name: &str) -> Answer<&Value> {
        match self.mappings.get(name) {
            None => Answer::Undefined,
            Some(None) => Answer::Unknown,
            Some(Some(mapping)) => Answer::Known(mapping),
        }
    }

    fn export(&self, name: &str) -> Answer<Value> {
        answer(self.exports.get(name))
    }

    fn availability_zones(&self, region: &str) -> Answer<Value> {
        answer(self.zones.get(region))
    }

    fn stack_output(&self, argument: &Value) -> Answer<Value> {
        let text = |name| argument.get(name).and_then(Value::as_str).expect("it is text");
        answer(self.outputs.get(&format!("{}.{}", text("StackName"), text("OutputName"))))
    }
}

/// The value of a property `V` in a document.
pub(crate) fn parsed(source: &str) -> Value {
    let document = read(source, &Options::default()).unwrap_or_else(|errors| panic!("{source}: {errors}"));
    document.root.get("V").unwrap_or_else(|| panic!("{source}")).clone()
}

/// The expression in YAML.
pub(crate) fn yaml(expression: &str) -> Value {
    parsed(&format!("V: {expression}\n"))
}

/// A usual world: two known names, one unknown, and something of each other kind.
pub(crate) fn world() -> World {
    let json = |text: &str| serde_json::from_str::<Json>(text).expect("the test's JSON");
    World {
        names: [
            ("AWS::Region", "\"eu-west-1\""),
            ("Name", "\"data\""),
            ("Number", "7"),
            ("List", "[\"a\", \"b\", \"c\"]"),
            ("Odd", "\"${Name}\""),
            ("Open", "null"),
        ]
        .map(|(name, text)| (name.to_owned(), json(text)))
        .into(),
        attributes: [("Bucket.Arn", "\"arn:b\""), ("Bucket.Open", "null"), ("Stack.Outputs.X", "\"out\"")]
            .map(|(name, text)| (name.to_owned(), json(text)))
            .into(),
        conditions: [("Holds", Some(true)), ("Fails", Some(false)), ("Open", None)]
            .map(|(name, holds)| (name.to_owned(), holds))
            .into(),
        definitions: BTreeMap::new(),
        mappings: [("Sizes", Some(yaml("{eu-west-1: {small: 1, list: [x, y]}, 7: {seven: found}}"))), ("Open", None)]
            .map(|(name, mapping)| (name.to_owned(), mapping))
            .into(),
        exports: [("network-vpc".to_owned(), json("\"vpc-1\"")), ("open".to_owned(), Json::Null)].into(),
        zones: [("eu-west-1".to_owned(), json("[\"eu-west-1a\", \"eu-west-1b\"]")), ("open".to_owned(), Json::Null)]
            .into(),
        outputs: [("network.Vpc".to_owned(), json("\"vpc-2\"")), ("network.Open".to_owned(), Json::Null)].into(),
    }
}

pub(crate) fn evaluate(expression: &str, world: &World) -> Result<Outcome, Error> {
    Evaluator::new(world).value(&yaml(expression))
}

/// What an expression is worth: JSON, `no value`, or `open:` and JSON, or `error:` and its message.
pub(crate) fn worth(expression: &str, world: &World) -> String {
    shown(evaluate(expression, world))
}

pub(crate) fn shown(outcome: Result<Outcome, Error>) -> String {
    match outcome {
        Ok(Outcome::Known(value)) => value.to_json().to_string(),
        Ok(Outcome::NoValue) => "no value".to_owned(),
        Ok(Outcome::Residual(value)) => format!("open: {}", value.to_json()),
        Err(error) => format!("error: {error}"),
    }
}

/// Checks a table of expressions and what they are worth.
pub(crate) fn check(world: &World, table: &[(&str, &str)]) {
    for (expression, expected) in table {
        assert_eq!(worth(expression, world), *expected, "{expression}");
    }
}
