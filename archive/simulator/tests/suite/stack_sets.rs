//! StackSets, called directly.

use archive_simulator::{Config, Faults, ResourceFault};
use serde_json::json;

use crate::aws::{Aws, field};
use crate::templates::replica;

async fn make(aws: &Aws, regions: &[&str]) -> String {
    let body = replica().to_string();
    aws.cfn(
        "CreateStackSet",
        &[
            ("StackSetName", "set"),
            ("TemplateBody", &body),
            ("Parameters.member.1.ParameterKey", "Prefix"),
            ("Parameters.member.1.ParameterValue", "acme"),
        ],
    )
    .await;
    instances(aws, "CreateStackInstances", regions, &[]).await
}

async fn instances(aws: &Aws, action: &str, regions: &[&str], more: &[(&str, &str)]) -> String {
    let names: Vec<String> = (1..=regions.len()).map(|number| format!("Regions.member.{number}")).collect();
    let mut fields = vec![("StackSetName", "set"), ("Accounts.member.1", "123456789012")];
    fields.extend(names.iter().map(String::as_str).zip(regions.iter().copied()));
    fields.extend_from_slice(more);
    aws.cfn(action, &fields).await.get("OperationId")
}

async fn results(aws: &Aws, operation: &str) -> Vec<String> {
    let fields = [("StackSetName", "set"), ("OperationId", operation)];
    let reply = aws.cfn("ListStackSetOperationResults", &fields).await;
    let text = |item: &Vec<(String, String)>| format!("{} {}", field(item, "Region"), field(item, "Status"));
    reply.items("Summaries").iter().map(text).collect()
}

#[tokio::test]
async fn instances_are_created_listed_and_deleted() {
    let aws = Aws::instant().await;
    let operation = make(&aws, &["eu-west-1", "eu-north-1"]).await;
    assert_eq!(results(&aws, &operation).await, ["eu-west-1 SUCCEEDED", "eu-north-1 SUCCEEDED"]);
    let described = aws.cfn("DescribeStackSetOperation", &[("StackSetName", "set"), ("OperationId", &operation)]).await;
    assert_eq!((described.get("Action"), described.get("Status")), ("CREATE".into(), "SUCCEEDED".into()));
    let (code, _) = aws.refused("DeleteStackSet", &[("StackSetName", "set")]).await;
    assert_eq!(code, "StackSetNotEmptyException");

    instances(&aws, "DeleteStackInstances", &["eu-west-1"], &[("RetainStacks", "false")]).await;
    instances(&aws, "DeleteStackInstances", &["eu-north-1"], &[("RetainStacks", "true")]).await;
    assert!(aws.cfn("ListStackInstances", &[("StackSetName", "set")]).await.items("Summaries").is_empty());
    assert!(aws.cfn_in("eu-west-1", "DescribeStacks", &[]).await.items("Stacks").is_empty());
    assert_eq!(aws.cfn_in("eu-north-1", "DescribeStacks", &[]).await.items("Stacks").len(), 1);
    aws.cfn("DeleteStackSet", &[("StackSetName", "set")]).await;
    let (code, _) = aws.refused("DescribeStackSet", &[("StackSetName", "set")]).await;
    assert_eq!(code, "StackSetNotFoundException");
    // The bucket has the deletion policy Retain.
    assert_eq!(aws.s3("eu-west-1", "HEAD", "/acme-replica-eu-west-1", "").await.status, 200);
}

#[tokio::test]
async fn a_failure_in_one_region_cancels_the_others_with_the_reason() {
    let fault = ResourceFault {
        resource_type: Some("AWS::KMS::Key".into()),
        region: Some("eu-west-1".into()),
        times: 1,
        reason: "KMS is having a bad day".into(),
        ..ResourceFault::default()
    };
    let faults = Faults { resources: vec![fault], ..Faults::default() };
    let config = Config { resource_delay: std::time::Duration::ZERO, faults, ..Config::in_memory() };
    let aws = Aws::start(config).await;
    let operation = make(&aws, &["eu-west-1", "eu-north-1"]).await;
    assert_eq!(results(&aws, &operation).await, ["eu-west-1 FAILED", "eu-north-1 CANCELLED"]);
    let fields = [("StackSetName", "set"), ("OperationId", operation.as_str())];
    let reasons = aws.cfn("ListStackSetOperationResults", &fields).await.all("StatusReason");
    assert!(reasons[0].contains("ResourceLogicalId:Key"), "{reasons:?}");
    assert!(reasons[0].contains("KMS is having a bad day"), "{reasons:?}");
    let listed = aws.cfn("ListStackInstances", &[("StackSetName", "set")]).await;
    assert_eq!(listed.all("Status"), ["OUTDATED", "OUTDATED"]);

    // A retry deletes the failed stack first.
    let operation = instances(&aws, "CreateStackInstances", &["eu-west-1", "eu-north-1"], &[]).await;
    assert_eq!(results(&aws, &operation).await, ["eu-west-1 SUCCEEDED", "eu-north-1 SUCCEEDED"]);
    assert_eq!(aws.s3("eu-west-1", "HEAD", "/acme-replica-eu-west-1", "").await.status, 200);
}

#[tokio::test]
async fn one_operation_at_a_time() {
    let config = Config { resource_delay: std::time::Duration::from_secs(60), ..Config::in_memory() };
    let aws = Aws::start(config).await;
    let running = make(&aws, &["eu-west-1"]).await;
    let body = replica().to_string();
    let fields = [
        ("StackSetName", "set"),
        ("TemplateBody", body.as_str()),
        ("Parameters.member.1.ParameterKey", "Prefix"),
        ("Parameters.member.1.ParameterValue", "acme"),
    ];
    let (code, message) = aws.refused("UpdateStackSet", &fields).await;
    assert_eq!(code, "OperationInProgressException");
    assert!(message.ends_with(&running), "{message}");
}

#[tokio::test]
async fn an_update_is_applied_to_every_instance() {
    let aws = Aws::instant().await;
    make(&aws, &["eu-west-1", "eu-north-1"]).await;
    let mut template = replica();
    template["Resources"]["Topic"] = json!({"Type": "AWS::SNS::Topic"});
    let body = template.to_string();
    let fields = [
        ("StackSetName", "set"),
        ("TemplateBody", body.as_str()),
        ("Parameters.member.1.ParameterKey", "Prefix"),
        ("Parameters.member.1.UsePreviousValue", "true"),
    ];
    let operation = aws.cfn("UpdateStackSet", &fields).await.get("OperationId");
    assert_eq!(results(&aws, &operation).await, ["eu-west-1 SUCCEEDED", "eu-north-1 SUCCEEDED"]);
    for region in ["eu-west-1", "eu-north-1"] {
        let stack = aws.cfn_in(region, "DescribeStacks", &[]).await;
        assert_eq!(stack.get("StackStatus"), "UPDATE_COMPLETE");
        let resources = aws.cfn_in(region, "ListStackResources", &[("StackName", &stack.get("StackName"))]).await;
        assert_eq!(resources.items("StackResourceSummaries").len(), 4);
    }
}

#[tokio::test]
async fn opt_in_regions_have_to_be_enabled() {
    let aws = Aws::instant().await;
    let operation = make(&aws, &["eu-central-2"]).await;
    assert_eq!(results(&aws, &operation).await, ["eu-central-2 FAILED"]);
    let config = Config {
        resource_delay: std::time::Duration::ZERO,
        enabled_regions: vec!["eu-central-2".into()],
        ..Config::in_memory()
    };
    let aws = Aws::start(config).await;
    let operation = make(&aws, &["eu-central-2"]).await;
    assert_eq!(results(&aws, &operation).await, ["eu-central-2 SUCCEEDED"]);
    let (code, message) = aws
        .refused(
            "CreateStackInstances",
            &[("StackSetName", "set"), ("Accounts.member.1", "123456789012"), ("Regions.member.1", "eu-nowhere-9")],
        )
        .await;
    assert_eq!((code.as_str(), message.as_str()), ("ValidationError", "Region eu-nowhere-9 is not supported"));
}

#[tokio::test]
async fn deleting_a_missing_instance_has_no_effect_and_updating_it_is_an_error() {
    let aws = Aws::instant().await;
    make(&aws, &["eu-west-1"]).await;
    let operation = instances(&aws, "DeleteStackInstances", &["eu-north-1"], &[("RetainStacks", "false")]).await;
    assert_eq!(results(&aws, &operation).await, Vec::<String>::new());
    let described = aws.cfn("DescribeStackSetOperation", &[("StackSetName", "set"), ("OperationId", &operation)]).await;
    assert_eq!(described.get("Status"), "SUCCEEDED");
    let fields = [("StackSetName", "set"), ("Accounts.member.1", "123456789012"), ("Regions.member.1", "eu-north-1")];
    assert_eq!(aws.refused("UpdateStackInstances", &fields).await.0, "StackInstanceNotFoundException");
    assert_eq!(aws.cfn("ListStackInstances", &[("StackSetName", "set")]).await.all("Region"), ["eu-west-1"]);
}
