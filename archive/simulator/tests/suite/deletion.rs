//! Deleting stacks: deletion policies, and what prevents a deletion.

use serde_json::json;

use crate::aws::{Aws, HOME};
use crate::templates::{bucket, primary};

#[tokio::test]
async fn retained_data_remains_after_deleting_its_stacks() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    let id = aws.cfn("DescribeStacks", &[("StackName", "acme-archive")]).await.get("StackId");
    aws.s3(HOME, "PUT", "/acme-archive/photo", "content").await;
    aws.cfn("DeleteStack", &[("StackName", "acme-archive")]).await;
    let stack = aws.cfn("DescribeStacks", &[("StackName", &id)]).await;
    assert_eq!(stack.get("StackStatus"), "DELETE_COMPLETE");
    let (_, message) = aws.refused("DescribeStacks", &[("StackName", "acme-archive")]).await;
    assert_eq!(message, "Stack with id acme-archive does not exist");

    assert_eq!(aws.s3(HOME, "GET", "/acme-archive/photo", "").await.text(), "content");
    assert_eq!(aws.s3("eu-west-1", "HEAD", "/acme-replica-eu-west-1", "").await.status, 200);
    let keys = aws.kms("eu-west-1", "ListKeys", &json!({})).await.json();
    let key = aws.kms("eu-west-1", "DescribeKey", &json!({"KeyId": keys["Keys"][0]["KeyId"]})).await.json();
    assert_eq!(key["KeyMetadata"]["KeyState"], "Enabled", "retained data needs its key");
    let aliases = aws.kms("eu-west-1", "ListAliases", &json!({})).await.json();
    assert_eq!(aliases["Aliases"], json!([]));
    assert_eq!(aws.iam("GetRole", &[("RoleName", "acme-replication")]).await.status, 404);
    let (code, _) = aws.refused("DescribeStackSet", &[("StackSetName", "acme-replication")]).await;
    assert_eq!(code, "StackSetNotFoundException");
    let events = aws.events(HOME, &id).await;
    let at =
        |event: &str| events.iter().position(|other| other == event).unwrap_or_else(|| panic!("{event}: {events:?}"));
    assert!(at("Bucket DELETE_SKIPPED") < at("StackSet DELETE_IN_PROGRESS"), "what needs something goes first");
    let (_, status) = events.last().and_then(|event| event.split_once(' ')).expect("an event");
    assert_eq!(status, "DELETE_COMPLETE");
}

#[tokio::test]
async fn termination_protection_prevents_deletion() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &bucket("acme")).await;
    let protect = [("StackName", "stack"), ("EnableTerminationProtection", "true")];
    aws.cfn("UpdateTerminationProtection", &protect).await;
    let (code, message) = aws.refused("DeleteStack", &[("StackName", "stack")]).await;
    assert_eq!(code, "ValidationError");
    assert_eq!(message, "Stack [stack] cannot be deleted while TerminationProtection is enabled");
    assert_eq!(aws.s3(HOME, "HEAD", "/acme", "").await.status, 200);
}

#[tokio::test]
async fn a_bucket_with_objects_fails_the_deletion() {
    let aws = Aws::instant().await;
    let mut template = bucket("acme");
    template["Resources"]["Topic"] = json!({"Type": "AWS::SNS::Topic"});
    aws.deploy("CREATE", "stack", &template).await;
    let id = aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("StackId");
    aws.s3(HOME, "PUT", "/acme/photo", "content").await;
    let (_, message) =
        aws.refused("DeleteStack", &[("StackName", "stack"), ("RetainResources.member.1", "Bucket")]).await;
    assert!(message.contains("DELETE_FAILED"), "{message}");

    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    assert_eq!(aws.settled("stack").await, "DELETE_FAILED");
    let reason = aws.reason("stack", "stack", "DELETE_FAILED").await;
    assert_eq!(reason, "The following resource(s) failed to delete: [Bucket]. ");
    let reason = aws.reason("stack", "Bucket", "DELETE_FAILED").await;
    assert!(reason.starts_with("The bucket you tried to delete is not empty"), "{reason}");

    aws.cfn("DeleteStack", &[("StackName", "stack"), ("RetainResources.member.1", "Bucket")]).await;
    assert_eq!(aws.settled(&id).await, "DELETE_COMPLETE");
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "content");
}

#[tokio::test]
async fn forced_deletion_continues_after_failures() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &bucket("acme")).await;
    let id = aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("StackId");
    aws.s3(HOME, "PUT", "/acme/photo", "content").await;
    let force = [("StackName", "stack"), ("DeletionMode", "FORCE_DELETE_STACK")];
    let (_, message) = aws.refused("DeleteStack", &force).await;
    assert!(message.contains("DELETE_FAILED"), "{message}");
    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    aws.cfn("DeleteStack", &force).await;
    assert_eq!(aws.settled(&id).await, "DELETE_COMPLETE");
    assert_eq!(aws.s3(HOME, "HEAD", "/acme", "").await.status, 200);
}

#[tokio::test]
async fn stacks_in_review_and_deleted_stacks_can_be_deleted() {
    let aws = Aws::instant().await;
    aws.change_set("CREATE", "stack", &bucket("acme"), &[]).await;
    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    assert!(aws.cfn("DescribeStacks", &[]).await.items("Stacks").is_empty());
    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    aws.cfn("DeleteStack", &[("StackName", "never")]).await;
}
