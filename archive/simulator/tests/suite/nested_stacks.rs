//! Nested stacks.

use serde_json::{Value, json};

use crate::aws::{Aws, HOME};

const LOCATION: &str =
    "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";

async fn put(aws: &Aws, template: &Value) {
    let put = aws.s3(HOME, "PUT", "/templates/child.json", &template.to_string()).await;
    assert_eq!(put.status, 200, "{}", put.text());
}

async fn world(template: &Value) -> Aws {
    let aws = Aws::instant().await;
    assert_eq!(aws.s3(HOME, "PUT", "/templates", LOCATION).await.status, 200);
    put(&aws, template).await;
    aws
}

fn child(bucket: &str) -> Value {
    json!({
        "Parameters": { "Name": { "Type": "String" } },
        "Resources": {
            "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": bucket } },
            "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": { "Ref": "Name" } } },
        },
        "Outputs": { "Name": { "Value": { "Fn::Sub": "${Name}-${Bucket}" } } },
    })
}

fn parent(name: &str) -> Value {
    json!({ "Resources": {
        "Child": { "Type": "AWS::CloudFormation::Stack", "Properties": {
            "TemplateURL": "https://templates.s3.eu-central-1.amazonaws.com/child.json",
            "Parameters": { "Name": name },
        } },
        "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": { "Fn::GetAtt": ["Child", "Outputs.Name"] } } },
    } })
}

/// The name of the parent's topic.
async fn topic(aws: &Aws) -> String {
    let events = aws.cfn("DescribeStackEvents", &[("StackName", "parent")]).await;
    let properties = events.all("ResourceProperties");
    properties.into_iter().find(|properties| properties.contains("DisplayName")).expect("an event of the topic")
}

#[tokio::test]
async fn a_nested_stack_is_created_and_deleted_with_its_parent() {
    let aws = world(&child("acme-one")).await;
    assert_eq!(aws.deploy("CREATE", "parent", &parent("a")).await, "CREATE_COMPLETE");
    assert_eq!(topic(&aws).await, r#"{"DisplayName":"a-acme-one"}"#);
    let resources = aws.cfn("ListStackResources", &[("StackName", "parent")]).await;
    let id = resources.all("PhysicalResourceId")[0].clone();
    assert!(id.contains(":stack/parent-Child-"), "{id}");
    let nested = aws.cfn("DescribeStacks", &[("StackName", &id)]).await;
    assert!(nested.get("ParentId").contains(":stack/parent/") && nested.get("RootId") == nested.get("ParentId"));

    // A changed parameter of the parent updates the nested stack and the resources that use its outputs.
    assert_eq!(aws.deploy("UPDATE", "parent", &parent("b")).await, "UPDATE_COMPLETE");
    assert_eq!(topic(&aws).await, r#"{"DisplayName":"b-acme-one"}"#);
    assert_eq!(aws.cfn("DescribeStacks", &[("StackName", &id)]).await.get("StackStatus"), "UPDATE_COMPLETE");

    aws.cfn("DeleteStack", &[("StackName", "parent")]).await;
    assert_eq!(aws.cfn("DescribeStacks", &[("StackName", &id)]).await.get("StackStatus"), "DELETE_COMPLETE");
    assert_eq!(aws.s3(HOME, "GET", "/", "").await.all("Name"), ["templates"]);
}

#[tokio::test]
async fn a_failure_in_a_nested_stack_rolls_back_both_stacks() {
    let aws = world(&child("templates")).await;
    assert_eq!(aws.deploy("CREATE", "parent", &parent("a")).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("parent", "Child", "CREATE_FAILED").await;
    assert!(reason.starts_with("Embedded stack arn:aws:cloudformation:eu-central-1:"), "{reason}");
    assert!(
        reason.contains("was not successfully created: The following resource(s) failed to create: [Bucket"),
        "{reason}"
    );

    put(&aws, &child("acme-one")).await;
    aws.cfn("DeleteStack", &[("StackName", "parent")]).await;
    assert_eq!(aws.deploy("CREATE", "parent", &parent("a")).await, "CREATE_COMPLETE");
    put(&aws, &child("templates")).await;
    assert_eq!(aws.deploy("UPDATE", "parent", &parent("b")).await, "UPDATE_ROLLBACK_COMPLETE");
    let reason = aws.reason("parent", "Child", "UPDATE_FAILED").await;
    assert!(reason.contains("was not successfully updated"), "{reason}");
    assert_eq!(aws.s3(HOME, "GET", "/", "").await.all("Name"), ["acme-one", "templates"]);
}

#[tokio::test]
async fn a_nested_stack_needs_an_existing_template_and_its_capabilities() {
    let role = json!({ "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": {
        "RoleName": "named",
        "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [] },
    } } } });
    let aws = world(&role).await;
    let mut missing = parent("a");
    missing["Resources"]["Child"]["Properties"]["TemplateURL"] =
        "https://templates.s3.eu-central-1.amazonaws.com/none.json".into();
    assert_eq!(aws.deploy("CREATE", "missing", &missing).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("missing", "Child", "CREATE_FAILED").await;
    assert!(reason.starts_with("S3 error: Access Denied"), "{reason}");

    let only = json!({ "Resources": { "Child": { "Type": "AWS::CloudFormation::Stack", "Properties": {
        "TemplateURL": "https://templates.s3.eu-central-1.amazonaws.com/child.json" } } } });
    let body = only.to_string();
    aws.cfn("CreateStack", &[("StackName", "unacknowledged"), ("TemplateBody", &body)]).await;
    assert_eq!(aws.settled("unacknowledged").await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("unacknowledged", "Child", "CREATE_FAILED").await;
    assert_eq!(reason, "Requires capabilities : [CAPABILITY_NAMED_IAM]");
    assert_eq!(aws.deploy("CREATE", "acknowledged", &only).await, "CREATE_COMPLETE");
}
