//! `Fn::ForEach` is checked as what CloudFormation makes of it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

use models::check::{self, Enabled};
use serde_json::{Value, json};

/// What is found in a template with these resources, a line each.
fn found(resources: Value) -> String {
    found_with(resources, json!({}))
}

/// With further sections.
fn found_with(resources: Value, sections: Value) -> String {
    let mut template = json!({ "Transform": "AWS::LanguageExtensions", "Resources": resources });
    template.as_object_mut().unwrap().extend(sections.as_object().unwrap().clone());
    let findings = check::template(&template.into(), &Enabled);
    findings.iter().map(|f| format!("{}: {}: {}", f.rule, f.path, f.message)).collect::<Vec<_>>().join("\n")
}

fn queues(items: Value, properties: Value) -> Value {
    json!({ "Fn::ForEach::Queues": ["Name", items, { "Queue${Name}": { "Type": "AWS::SQS::Queue", "Properties": properties } }] })
}

#[test]
fn copies_can_be_referred_to_and_what_is_no_copy_cannot() {
    let mut resources = queues(json!(["Orders", "Returns"]), json!({ "QueueName": { "Fn::Sub": "acme-${Name}" } }));
    resources["Reader"] = json!({ "Type": "AWS::SQS::Queue", "Properties": {
        "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["QueueReturns", "Arn"] }, "maxReceiveCount": 5 },
    }});
    assert_eq!(found(resources.clone()), "");
    resources["Reader"]["DependsOn"] = json!("QueueRefunds");
    assert_eq!(found(resources), "unknown-reference: Reader.DependsOn: the template has no resource `QueueRefunds`");
}

#[test]
fn a_mistake_is_told_once_at_its_place_in_the_loop() {
    let resources = queues(json!(["Orders", "Returns"]), json!({ "DelaySeconds": 901 }));
    assert_eq!(
        found(resources),
        "range: Fn::ForEach::Queues[2].Queue${Name}.Properties.DelaySeconds: 901 is out of range (where `Name` is `Orders`)"
    );
}

#[test]
fn a_mistake_of_one_item_names_the_item() {
    let resources = queues(json!(["5", "1000"]), json!({ "DelaySeconds": { "Ref": "Name" } }));
    assert!(found(resources).contains("1000 is out of range (where `Name` is `1000`)"));
}

#[test]
fn loops_in_loops_and_in_properties_are_written_out() {
    let tags = |key: &str| {
        json!({ "Fn::ForEach::Rows": ["Row", ["a", "b"], {
            "Fn::ForEach::Columns": ["Column", ["x", "y"], {
                "Queue${Row}${Column}": { "Type": "AWS::SQS::Queue", "Properties": {
                    "RedriveAllowPolicy": { "Fn::ForEach::Policy": ["Part", ["redrivePermission"], { "${Part}": "allowAll" }] },
                    key: 5,
                }},
            }],
        }]})
    };
    assert_eq!(found(tags("DelaySeconds")), "");
    assert_eq!(
        found(tags("DelaySecond")),
        "unknown-property: Fn::ForEach::Rows[2].Fn::ForEach::Columns[2].Queue${Row}${Column}.Properties.DelaySecond: \
         AWS::SQS::Queue has no property `DelaySecond` (where `Row` is `a` and `Column` is `x`)"
    );
}

#[test]
fn items_come_from_the_default_of_a_parameter_and_from_mappings() {
    let parameters =
        |default: &str| json!({ "Parameters": { "Names": { "Type": "CommaDelimitedList", "Default": default } } });
    let from_parameter = || queues(json!({ "Ref": "Names" }), json!({}));
    assert_eq!(found_with(from_parameter(), parameters("Orders, Returns")), "");
    assert!(found_with(from_parameter(), parameters("a,a")).contains("duplicate-id"));
    let mappings = json!({ "Mappings": { "Names": { "of": { "queues": ["new-orders"] } } } });
    let from_mapping = queues(json!({ "Fn::FindInMap": ["Names", "of", "queues"] }), json!({}));
    assert!(found_with(from_mapping, mappings).contains("`Queuenew-orders` is not a logical id"));
}

#[test]
fn items_are_evaluated_as_the_deployment_does() {
    let parameters = |kind: &str| json!({ "Parameters": { "Names": { "Type": kind, "Default": "Orders,Returns" } } });
    let mut resources = queues(json!({ "Fn::Split": [",", { "Ref": "Names" }] }), json!({}));
    resources["Reader"] = json!({ "Type": "AWS::SQS::Queue", "DependsOn": "QueueReturns" });
    assert_eq!(found_with(resources.clone(), parameters("String")), "");
    resources["Reader"]["DependsOn"] = json!("QueueRefunds");
    assert_eq!(
        found_with(resources, parameters("String")),
        "unknown-reference: Reader.DependsOn: the template has no resource `QueueRefunds`"
    );
    // The default of a parameter that Systems Manager keeps names where it is kept, so its items are not known.
    let stored = parameters("AWS::SSM::Parameter::Value<List<String>>");
    let mut resources = queues(json!({ "Ref": "Names" }), json!({}));
    resources["Reader"] = json!({ "Type": "AWS::SQS::Queue", "DependsOn": "QueueRefunds" });
    assert_eq!(found_with(resources, stored), "");
}

#[test]
fn ampersands_drop_what_no_logical_id_can_hold() {
    let queue = json!({ "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "orders-&{Region}" } });
    let resources = json!({ "Fn::ForEach::Queues": ["Region", ["eu-west-1"], { "Queue&{Region}": queue }] });
    let outputs = json!({ "Outputs": { "Url": { "Value": { "Ref": "Queueeuwest1" } } } });
    assert_eq!(found_with(resources, outputs), "");
}

#[test]
fn items_that_only_the_deployment_knows_leave_open_what_there_is() {
    let parameters = json!({ "Parameters": { "Names": { "Type": "CommaDelimitedList" } } });
    let mut resources = queues(json!({ "Ref": "Names" }), json!({ "DelaySeconds": 901 }));
    resources["Reader"] = json!({ "Type": "AWS::SQS::Queue", "DependsOn": "QueueOrders" });
    assert!(found_with(resources, parameters).contains("901 is out of range"));
}

#[test]
fn the_limits_are_those_of_what_the_loops_make() {
    let items: Vec<String> = (0..501).map(|index| format!("n{index}")).collect();
    assert!(found(queues(json!(items), json!({}))).contains("the template has 501 Resources"));
}

#[test]
fn loops_that_multiply_without_end_are_not_written_out() {
    let items: Vec<String> = (0..100).map(|index| format!("n{index}")).collect();
    let mut body = json!({ "Q${A}${B}${C}${D}": { "Type": "AWS::SQS::Queue" } });
    for identifier in ["A", "B", "C", "D"] {
        body = json!({ format!("Fn::ForEach::Loop{identifier}"): [identifier, items, body] });
    }
    // A hundred million queues: it is enough that this ends.
    let _ = found(body);
}
