//! JSON as text: what `Fn::Sub` writes is the JSON that was meant.

use models::intrinsic::{NoValue, if_, join, pseudo, split, to_json_string, unchecked};
use models::{Condition, IntoJson, IntoValue, Json, Parameter, RawResource, Stack, Value, id, json, list, sub};
use serde_json::json as plain;

fn text(json: impl IntoJson) -> serde_json::Value {
    json.into_json().stringify().unwrap().node().to_json()
}

fn refusal(json: impl IntoJson) -> String {
    json.into_json().stringify().unwrap_err().to_string()
}

#[test]
fn references_keep_their_types() {
    let mut stack = Stack::new();
    let seconds = stack.parameter(id!("Seconds"), Parameter::number());
    let enabled = stack.parameter(id!("Enabled"), Parameter::boolean());
    let name = stack.parameter(id!("Name"), Parameter::string());
    let queue = stack.add(id!("Queue"), models::sqs::Queue::new());
    let resource = stack.add(id!("Resource"), RawResource::new("Acme::A::B"));
    assert_eq!(
        text(json!({
            "Seconds": seconds.reference(),
            "Enabled": &enabled.reference(),
            "Name": name.reference(),
            "Arn": queue.arn(),
            "Count": resource.raw_attribute::<i64>("Count"),
            "All": [seconds.reference(), 3],
            "Literal": [1.5, true, null],
        })),
        plain!({ "Fn::Sub": concat!(
            r#"{"Seconds":${Seconds},"Enabled":${Enabled},"Name":"${Name}","Arn":"${Queue.Arn}","Count":${Resource.Count},"#,
            r#""All":[${Seconds},3],"Literal":[1.5,true,null]}"#
        ) })
    );
}

#[test]
fn literal_text_is_escaped_in_functions_too() {
    let mut stack = Stack::new();
    let name = stack.parameter(id!("Name"), Parameter::string());
    assert_eq!(text(json!({ "a": "x\"${y}" })), plain!(r#"{"a":"x\"${y}"}"#));
    assert_eq!(
        text(json!({ "a": sub!("say \"${name}\"", name = name.reference()) })),
        plain!({ "Fn::Sub": r#"{"a":"say \"${Name}\""}"# })
    );
    assert_eq!(
        text(json!({ "a": join("\n", list!["\"", name.reference()]) })),
        plain!({ "Fn::Sub": [r#"{"a":"${Value}"}"#, { "Value": { "Fn::Join": ["\\n", ["\\\"", { "Ref": "Name" }]] } }] })
    );
}

#[test]
fn an_if_chooses_between_texts() {
    let mut stack = Stack::new();
    let name = stack.parameter(id!("Name"), Parameter::string());
    let production = stack.condition(id!("Production"), Condition::equals(name.reference(), "prod"));
    assert_eq!(
        text(
            json!({ "a": if_(&production, 5, "five"), "b": if_(&production, json!({ "c": name.reference() }), json!([])) })
        ),
        plain!({ "Fn::Sub": [r#"{"a":${Value},"b":${Value2}}"#, {
            "Value": { "Fn::If": ["Production", "5", "\"five\""] },
            "Value2": { "Fn::If": ["Production", { "Fn::Sub": r#"{"c":"${Name}"}"# }, "[]"] },
        }] })
    );
    let error = refusal(json!({ "a": [if_(&production, 5, NoValue)] }));
    assert!(error.starts_with("a.0: `NoValue`"), "{error}");
}

#[test]
fn what_cannot_be_written_is_refused_with_its_place_and_the_remedy() {
    for (json, place) in [
        (json!({ "a": { "b": split(",", "x,y") } }), "a.b"),
        (json!({ "a": [pseudo::notification_arns()] }), "a.0"),
        (json!(unchecked::reference("X")), "the JSON itself"),
        (json!({ "a": to_json_string(json!({})) }), "a"),
        (json!({ "a": plain!({ "b": { "Ref": "X" } }) }), "a.b"),
    ] {
        let error = refusal(json);
        assert!(error.starts_with(&format!("{place}: ")) && error.contains("to_json_string"), "{error}");
    }
    let known: Value<String> = Value::<Json>::assume(unchecked::reference("X").into_value());
    assert_eq!(text(known), plain!({ "Fn::Sub": r#""${X}""# }));
}

#[test]
fn a_parameter_whose_values_would_break_the_json_is_found() {
    let mut stack = Stack::new();
    let name = stack.parameter(id!("Name"), Parameter::string().allowed_values(["plain", "a\"b"]).default("plain"));
    stack.output(id!("Text"), json!({ "a": name.reference() }).stringify().unwrap());
    let findings = stack.check().to_string();
    assert!(findings.contains("sub-json") && findings.contains("`Name`"), "{findings}");
    let mut stack = Stack::new();
    let name = stack.parameter(id!("Name"), Parameter::string().allowed_values(["plain", "a\"b"]));
    stack.output(id!("Text"), sub!("{${name}}", name = name.reference()));
    assert!(!stack.check().to_string().contains("sub-json"), "no string of JSON");
}
