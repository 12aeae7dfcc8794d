//! What a stack is written as.

use models::{
    Condition, CreationPolicy, CustomResource, DeletionPolicy, Interface, Mapping, Number, Parameter, ParameterGroup,
    RawResource, ResourceAttributes, RollingUpdate, Rule, RuleExpression, Stack, Transform, UpdatePolicy,
    UpdateReplacePolicy, id, json,
};
use serde_json::json as plain;

fn bucket() -> RawResource {
    RawResource::new("Acme::Storage::Bucket")
}

#[test]
fn sections_and_entries_keep_their_order_and_empty_ones_are_left_out() {
    let mut stack = Stack::new();
    stack.description("An archive");
    let prefix = stack.parameter(id!("Prefix"), Parameter::string().default("acme"));
    let first = stack.add(id!("Zulu"), bucket().retain_except_on_create());
    stack.add(id!("Alpha"), bucket().property("Owner", prefix.reference()).depends_on(&first));
    stack.output(id!("Bucket"), first.reference()).description("The bucket").export_name("Zulu");
    assert_eq!(
        stack.synth_unchecked().to_json_compact(),
        concat!(
            r#"{"AWSTemplateFormatVersion":"2010-09-09","Description":"An archive","#,
            r#""Parameters":{"Prefix":{"Type":"String","Default":"acme"}},"Resources":{"#,
            r#""Zulu":{"Type":"Acme::Storage::Bucket","DeletionPolicy":"RetainExceptOnCreate","UpdateReplacePolicy":"Retain"},"#,
            r#""Alpha":{"Type":"Acme::Storage::Bucket","DependsOn":"Zulu","Properties":{"Owner":{"Ref":"Prefix"}}}},"#,
            r#""Outputs":{"Bucket":{"Value":{"Ref":"Zulu"},"Description":"The bucket","Export":{"Name":"Zulu"}}}}"#,
        )
    );
}

#[test]
fn a_template_without_format_version_is_the_empty_one_plus_resources() {
    let mut stack = Stack::new();
    stack.without_format_version();
    assert_eq!(stack.synth_unchecked().to_value(), plain!({ "Resources": {} }));
}

#[test]
fn parameters_of_every_type() {
    let mut stack = Stack::new();
    stack.parameter(
        id!("Text"),
        Parameter::string().min_length(1).max_length(Number::text("9")).allowed_pattern("[a-z]+").no_echo(),
    );
    stack.parameter(id!("Size"), Parameter::number().default(5).min_value(1).max_value(9.5).allowed_values([1, 5]));
    stack.parameter(id!("Flag"), Parameter::boolean().default(true).description("on or off"));
    stack.parameter(id!("Ports"), Parameter::number_list().default("80,443"));
    stack.parameter(id!("Names"), Parameter::comma_delimited_list().default(["a", "b"]));
    stack.parameter(id!("Vpc"), Parameter::vpc_id().constraint_description("an existing VPC"));
    stack.parameter(id!("Subnets"), Parameter::subnet_ids());
    stack.parameter(id!("Image"), Parameter::image_id().stored_in_ssm().default("/images/newest"));
    stack.parameter(id!("Stored"), Parameter::string_list_in_ssm());
    assert_eq!(
        stack.synth_unchecked().to_value()["Parameters"],
        plain!({
            "Text": { "Type": "String", "MinLength": 1, "MaxLength": "9", "AllowedPattern": "[a-z]+", "NoEcho": true },
            "Size": { "Type": "Number", "Default": 5, "MinValue": 1, "MaxValue": 9.5, "AllowedValues": [1, 5] },
            "Flag": { "Type": "String", "AllowedValues": ["true", "false"], "Default": "true", "Description": "on or off" },
            "Ports": { "Type": "List<Number>", "Default": "80,443" },
            "Names": { "Type": "CommaDelimitedList", "Default": "a,b" },
            "Vpc": { "Type": "AWS::EC2::VPC::Id", "ConstraintDescription": "an existing VPC" },
            "Subnets": { "Type": "List<AWS::EC2::Subnet::Id>" },
            "Image": { "Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": "/images/newest" },
            "Stored": { "Type": "AWS::SSM::Parameter::Value<List<String>>" },
        })
    );
}

#[test]
fn conditions_mappings_rules_and_transforms() {
    let mut stack = Stack::new();
    stack.transform(Transform::LanguageExtensions);
    let stage = stack.parameter(id!("Stage"), Parameter::string());
    let production = stack.condition(id!("Production"), Condition::equals(stage.reference(), "prod"));
    let test = stack.condition(id!("Test"), Condition::not(&production));
    stack.condition(
        id!("Both"),
        Condition::and([production.holds(), Condition::or([test.holds(), production.holds()])]),
    );
    let sizes = stack.mapping(id!("Sizes"), Mapping::numbers().row("prod", [("Large", 9)]).row("test", [("Large", 1)]));
    stack.rule(
        id!("Stages"),
        Rule::new()
            .when(RuleExpression::equals(stage.reference(), "prod"))
            .assert(RuleExpression::contains(["prod", "test"], stage.reference()), "prod or test"),
    );
    stack.add(
        id!("Bucket"),
        bucket()
            .property("Size", sizes.find(stage.reference(), "Large"))
            .property("Other", sizes.find_or(stage.reference(), "Small", 3))
            .only_if(&production),
    );
    let template = stack.synth_unchecked().to_value();
    assert_eq!(template["Transform"], plain!("AWS::LanguageExtensions"));
    assert_eq!(
        template["Conditions"],
        plain!({
            "Production": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
            "Test": { "Fn::Not": [{ "Condition": "Production" }] },
            "Both": { "Fn::And": [
                { "Condition": "Production" },
                { "Fn::Or": [{ "Condition": "Test" }, { "Condition": "Production" }] },
            ] },
        })
    );
    assert_eq!(template["Mappings"], plain!({ "Sizes": { "prod": { "Large": 9 }, "test": { "Large": 1 } } }));
    assert_eq!(
        template["Rules"]["Stages"],
        plain!({
            "RuleCondition": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] },
            "Assertions": [{
                "Assert": { "Fn::Contains": [["prod", "test"], { "Ref": "Stage" }] },
                "AssertDescription": "prod or test",
            }],
        })
    );
    assert_eq!(
        template["Resources"]["Bucket"],
        plain!({
            "Type": "Acme::Storage::Bucket",
            "Condition": "Production",
            "Properties": {
                "Size": { "Fn::FindInMap": ["Sizes", { "Ref": "Stage" }, "Large"] },
                "Other": { "Fn::FindInMap": ["Sizes", { "Ref": "Stage" }, "Small", { "DefaultValue": 3 }] },
            },
        })
    );
}

#[test]
fn resource_attributes() {
    let mut stack = Stack::new();
    let one = stack.add(id!("One"), bucket());
    let two = stack.add(id!("Two"), bucket());
    stack.add(
        id!("Group"),
        bucket()
            .property("Name", "x")
            .depends_on(&one)
            .depends_on(&two)
            .deletion_policy(DeletionPolicy::Snapshot)
            .update_replace_policy(UpdateReplacePolicy::Delete)
            .resource_metadata("Owner", plain!("me"))
            .on_creation(CreationPolicy::resource_signal(2, "PT5M").min_successful_instances_percent(50))
            .on_update(
                UpdatePolicy::new()
                    .rolling_update(RollingUpdate::new().max_batch_size(2).suspend_processes(["AlarmNotification"]))
                    .ignore_unmodified_group_sizes(true),
            ),
    );
    assert_eq!(
        stack.synth_unchecked().to_value()["Resources"]["Group"],
        plain!({
            "Type": "Acme::Storage::Bucket",
            "DependsOn": ["One", "Two"],
            "DeletionPolicy": "Snapshot",
            "UpdateReplacePolicy": "Delete",
            "Metadata": { "Owner": "me" },
            "CreationPolicy": {
                "ResourceSignal": { "Count": 2, "Timeout": "PT5M" },
                "AutoScalingCreationPolicy": { "MinSuccessfulInstancesPercent": 50 },
            },
            "UpdatePolicy": {
                "AutoScalingRollingUpdate": { "MaxBatchSize": 2, "SuspendProcesses": ["AlarmNotification"] },
                "AutoScalingScheduledAction": { "IgnoreUnmodifiedGroupSizeProperties": true },
            },
            "Properties": { "Name": "x" },
        })
    );
}

#[test]
fn metadata_and_interface() {
    let mut stack = Stack::new();
    let vpc = stack.parameter(id!("Vpc"), Parameter::vpc_id());
    let subnets = stack.parameter(id!("Subnets"), Parameter::subnet_ids());
    stack.metadata("Licence", plain!("MIT")).interface(
        Interface::new()
            .group(ParameterGroup::labelled("Network").parameter(&vpc).parameter(&subnets))
            .label(&vpc, "Which VPC?"),
    );
    assert_eq!(
        stack.synth_unchecked().to_value()["Metadata"],
        plain!({
            "Licence": "MIT",
            "AWS::CloudFormation::Interface": {
                "ParameterGroups": [{ "Label": { "default": "Network" }, "Parameters": ["Vpc", "Subnets"] }],
                "ParameterLabels": { "Vpc": { "default": "Which VPC?" } },
            },
        })
    );
}

#[test]
fn custom_resources_take_any_json_and_return_any_attribute() {
    let mut stack = Stack::new();
    let maker = stack.add(id!("Maker"), bucket());
    let thing = stack.add(
        id!("Thing"),
        CustomResource::new("Thing", maker.raw_attribute::<String>("Arn"))
            .service_timeout(60)
            .property("Nested", json!({ "List": [1, maker.reference(), null], "On": true })),
    );
    stack.output(id!("Id"), thing.raw_attribute::<String>("Id"));
    let template = stack.synth_unchecked().to_value();
    assert_eq!(
        template["Resources"]["Thing"],
        plain!({
            "Type": "Custom::Thing",
            "Properties": {
                "ServiceToken": { "Fn::GetAtt": ["Maker", "Arn"] },
                "ServiceTimeout": 60,
                "Nested": { "List": [1, { "Ref": "Maker" }, null], "On": true },
            },
        })
    );
    assert_eq!(template["Outputs"]["Id"]["Value"], plain!({ "Fn::GetAtt": ["Thing", "Id"] }));
}

#[test]
fn a_template_may_stand_where_text_is_wanted() {
    let mut inner = Stack::new();
    inner.add(id!("Bucket"), bucket());
    let mut outer = Stack::new();
    outer.output(id!("Body"), inner.synth_unchecked());
    let body = outer.synth_unchecked().to_value()["Outputs"]["Body"]["Value"].as_str().unwrap().to_owned();
    assert_eq!(body, inner.synth_unchecked().to_json_compact());
}

#[test]
fn loops_repeat_resources_and_outputs() {
    let mut stack = Stack::new();
    stack.transform(Transform::LanguageExtensions);
    stack.for_each(id!("Topics"), id!("Name"), ["Success", "Failure"], |each| {
        let name = each.item();
        let topic = each.add(id!("Topic"), RawResource::new("AWS::SNS::Topic").property("TopicName", name));
        each.add(
            id!("Subscription"),
            RawResource::new("AWS::SNS::Subscription")
                .property("TopicArn", topic.reference())
                .property("Protocol", "sms"),
        );
    });
    stack.for_each_output(id!("TopicNames"), id!("Name"), ["Success", "Failure"], |each| {
        let name = each.item();
        each.add(id!("Name"), name, |output| {
            output.description("the topic's name");
        });
    });
    let template = stack.synth().unwrap().to_value();
    assert_eq!(
        template["Resources"],
        plain!({ "Fn::ForEach::Topics": ["Name", ["Success", "Failure"], {
            "Topic${Name}": { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": { "Ref": "Name" } } },
            "Subscription${Name}": { "Type": "AWS::SNS::Subscription", "Properties": { "TopicArn": { "Ref": "Topic${Name}" }, "Protocol": "sms" } },
        }] })
    );
    assert_eq!(
        template["Outputs"],
        plain!({ "Fn::ForEach::TopicNames": ["Name", ["Success", "Failure"], {
            "Name${Name}": { "Value": { "Ref": "Name" }, "Description": "the topic's name" },
        }] })
    );
}

#[test]
fn outputs_of_nested_stacks_are_attributes() {
    let mut stack = Stack::new();
    let url = "https://acme.s3.amazonaws.com/network.json";
    let network = stack.add(id!("Network"), models::cloudformation::Stack::new(url));
    stack.output(id!("Vpc"), network.output(&id!("VpcId")));
    let template = stack.synth().unwrap().to_value();
    assert_eq!(template["Outputs"]["Vpc"]["Value"], plain!({ "Fn::GetAtt": ["Network", "Outputs.VpcId"] }));
}

#[test]
fn properties_may_be_left_out_and_ids_made() {
    use models::OptionalProperties;
    let mut stack = Stack::new();
    for (az, delay) in [Some(3_usize), None].into_iter().enumerate() {
        let queue = models::sqs::Queue::new().with(delay, models::sqs::Queue::delay_seconds);
        stack.add(id!("Queue").join("Az").join(az), queue);
    }
    let template = stack.synth().unwrap().to_value();
    assert_eq!(template["Resources"]["QueueAz0"]["Properties"]["DelaySeconds"], 3);
    assert!(template["Resources"]["QueueAz1"].get("Properties").is_none());
    stack.add(id!("Queue").join("-"), models::sqs::Queue::new());
    let findings = stack.check().to_string();
    assert!(findings.contains("Queue-") && findings.contains("tests/suite/template.rs"), "{findings}");
}
