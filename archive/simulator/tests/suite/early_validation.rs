//! Early validation reports all errors at once, before anything is created.

use serde_json::json;

use crate::aws::{Aws, field};
use crate::templates::bucket;

#[tokio::test]
async fn every_error_is_listed_by_describe_events() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "first", &bucket("acme-taken")).await;
    let template = json!({"Resources": {
        "Misspelt": {"Type": "AWS::S3::Bucket", "Properties": {"BucketNam": "acme"}},
        "Nested": {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"State": "Enabled"}}},
        "Incomplete": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/a"}},
        "Taken": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "acme-taken"}},
    }});
    let set = aws.change_set("CREATE", "second", &template, &[]).await;
    assert_eq!(set.get("Status"), "FAILED");
    assert_eq!(
        set.get("StatusReason"),
        "The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation, AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information."
    );
    let fields = [("ChangeSetName", &*set.get("ChangeSetId")), ("Filters.FailedEvents", "true")];
    let events = aws.cfn("DescribeEvents", &fields).await;
    let mut found: Vec<String> = events
        .items("OperationEvents")
        .iter()
        .map(|event| format!("{} {}", field(event, "ValidationPath"), field(event, "ValidationStatusReason")))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "/Resources/Incomplete/Properties required key [TargetKeyId] not found",
            "/Resources/Misspelt/Properties/BucketNam extraneous key [BucketNam] is not permitted",
            "/Resources/Nested/Properties/VersioningConfiguration required key [Status] not found",
            "/Resources/Nested/Properties/VersioningConfiguration/State extraneous key [State] is not permitted",
            "/Resources/Taken/Properties Resource of type 'AWS::S3::Bucket' with identifier 'acme-taken' already exists.",
        ]
    );
    assert!(events.all("EventType").iter().all(|kind| kind == "VALIDATION_ERROR"));
}

#[tokio::test]
async fn a_stack_without_a_change_set_fails_at_the_resource() {
    let aws = Aws::instant().await;
    let body = json!({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketNam": "acme"}}}});
    aws.cfn("CreateStack", &[("StackName", "stack"), ("TemplateBody", &body.to_string())]).await;
    assert_eq!(aws.settled("stack").await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Bucket", "CREATE_FAILED").await;
    assert!(reason.contains("#/BucketNam: extraneous key [BucketNam] is not permitted"), "{reason}");
}

#[tokio::test]
async fn property_names_are_validated_at_any_depth() {
    let aws = Aws::instant().await;
    let replica = json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}).to_string();
    let template = json!({"Resources": {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"Tags": [{"Key": "a", "Valu": "b"}]}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {
            "AssumeRolePolicyDocument": {}, "Policies": [{"Name": "a", "PolicyDocument": {}}],
        }},
        "Set": {"Type": "AWS::CloudFormation::StackSet", "Properties": {
            "StackSetName": "set", "PermissionModel": "SELF_MANAGED", "TemplateBody": replica,
            "OperationPreferences": {"RegionConcurrency": "PARALLEL"},
            "StackInstancesGroup": [
                {"DeploymentTargets": {"Accounts": ["123456789012"]}, "Regions": ["eu-west-1"]},
                {"DeploymentTargets": {"Account": ["123456789012"]}, "Regions": ["eu-north-1"]},
            ],
        }},
    }});
    let set = aws.change_set("CREATE", "stack", &template, &[("Capabilities.member.1", "CAPABILITY_IAM")]).await;
    let fields = [("ChangeSetName", &*set.get("ChangeSetId")), ("Filters.FailedEvents", "true")];
    let mut found = aws.cfn("DescribeEvents", &fields).await.all("ValidationPath");
    found.sort();
    assert_eq!(
        found,
        [
            "/Resources/Key/Properties/Tags/0",
            "/Resources/Key/Properties/Tags/0/Valu",
            "/Resources/Role/Properties/Policies/0",
            "/Resources/Role/Properties/Policies/0/Name",
            "/Resources/Set/Properties/OperationPreferences/RegionConcurrency",
            "/Resources/Set/Properties/StackInstancesGroup/1/DeploymentTargets/Account",
        ]
    );
}
