//! Importing existing resources into a stack.

use archive_simulator::{Config, Faults, ResourceFault};
use serde_json::{Value, json};

use crate::aws::{Aws, HOME};
use crate::templates::bucket;

fn adopting(name: &str) -> Value {
    let mut template = bucket(name);
    template["Resources"]["Bucket"]["DeletionPolicy"] = json!("Retain");
    template
}

const IMPORT: [(&str, &str); 3] = [
    ("ResourcesToImport.member.1.ResourceType", "AWS::S3::Bucket"),
    ("ResourcesToImport.member.1.LogicalResourceId", "Bucket"),
    ("ResourcesToImport.member.1.ResourceIdentifier.entry.1.key", "BucketName"),
];

async fn import(aws: &Aws, stack: &str, template: &Value, name: &str) -> crate::aws::Reply {
    let mut fields = IMPORT.to_vec();
    fields.push(("ResourcesToImport.member.1.ResourceIdentifier.entry.1.value", name));
    aws.change_set("IMPORT", stack, template, &fields).await
}

#[tokio::test]
async fn a_retained_bucket_can_be_imported_with_its_data() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "old", &adopting("acme")).await;
    aws.s3(HOME, "PUT", "/acme/photo", "content").await;
    aws.cfn("DeleteStack", &[("StackName", "old")]).await;

    let set = import(&aws, "new", &adopting("acme"), "acme").await;
    assert_eq!((set.get("Status"), set.get("Action")), ("CREATE_COMPLETE".into(), "Import".into()));
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(aws.settled("new").await, "IMPORT_COMPLETE");
    let resources = aws.cfn("ListStackResources", &[("StackName", "new")]).await;
    assert_eq!(resources.get("PhysicalResourceId"), "acme");
    assert_eq!(resources.get("ResourceStatus"), "IMPORT_COMPLETE");

    // After the import it is a resource like any other.
    let mut template = adopting("acme");
    template["Resources"]["Bucket"]["Properties"]["VersioningConfiguration"] = json!({"Status": "Enabled"});
    assert_eq!(aws.deploy("UPDATE", "new", &template).await, "UPDATE_COMPLETE");
    assert_eq!(aws.s3(HOME, "GET", "/acme?versioning", "").await.get("Status"), "Enabled");
    assert_eq!(aws.s3(HOME, "GET", "/acme/photo", "").await.text(), "content");
}

#[tokio::test]
async fn a_failed_import_releases_resources_without_deleting_them() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "other", &json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})).await;
    let set = import(&aws, "new", &adopting("acme-not-there"), "acme-not-there").await;
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(aws.settled("new").await, "IMPORT_ROLLBACK_COMPLETE");
    assert!(aws.cfn("ListStackResources", &[("StackName", "new")]).await.items("StackResourceSummaries").is_empty());
}

#[tokio::test]
async fn an_import_rollback_has_events_for_each_resource_and_can_fail() {
    for (fails, end) in [(false, "IMPORT_ROLLBACK_COMPLETE"), (true, "IMPORT_ROLLBACK_FAILED")] {
        let strike = |logical_id: &str, status: &str| ResourceFault {
            logical_id: Some(logical_id.into()),
            status: Some(status.into()),
            times: 1,
            reason: "a bad day".into(),
            ..ResourceFault::default()
        };
        let mut faults = vec![strike("Late", "IMPORT_IN_PROGRESS")];
        faults.extend(fails.then(|| strike("Bucket", "IMPORT_ROLLBACK_IN_PROGRESS")));
        let faults = Faults { resources: faults, ..Faults::default() };
        let aws = Aws::start(Config { resource_delay: std::time::Duration::ZERO, faults, ..Config::in_memory() }).await;
        let mut template = adopting("acme");
        template["Resources"]["Late"] = adopting("acme-late")["Resources"]["Bucket"].clone();
        aws.deploy("CREATE", "old", &template).await;
        aws.cfn("DeleteStack", &[("StackName", "old")]).await;

        template["Resources"]["Late"]["DependsOn"] = json!("Bucket");
        let mut fields = IMPORT.to_vec();
        fields.extend([
            ("ResourcesToImport.member.1.ResourceIdentifier.entry.1.value", "acme"),
            ("ResourcesToImport.member.2.ResourceType", "AWS::S3::Bucket"),
            ("ResourcesToImport.member.2.LogicalResourceId", "Late"),
            ("ResourcesToImport.member.2.ResourceIdentifier.entry.1.key", "BucketName"),
            ("ResourcesToImport.member.2.ResourceIdentifier.entry.1.value", "acme-late"),
        ]);
        let set = aws.change_set("IMPORT", "new", &template, &fields).await;
        aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
        assert_eq!(aws.settled("new").await, end);
        assert_eq!(aws.reason("new", "Late", "IMPORT_FAILED").await, "a bad day");
        let events = aws.events(HOME, "new").await;
        assert!(events.iter().any(|event| event.contains("Bucket") && event.contains(end)), "{events:#?}");
        // After a failed import the bucket still exists, and deleting the stack does not delete it.
        aws.cfn("DeleteStack", &[("StackName", "new")]).await;
        assert_eq!(aws.s3(HOME, "HEAD", "/acme", "").await.status, 200);
    }
}

#[tokio::test]
async fn an_import_needs_a_deletion_policy_and_no_other_changes() {
    let aws = Aws::instant().await;
    let set = import(&aws, "one", &bucket("acme"), "acme").await;
    assert_eq!(set.get("Status"), "FAILED");
    assert!(set.get("StatusReason").contains("must have a DeletionPolicy attribute"), "{}", set.get("StatusReason"));
    let mut more = adopting("acme");
    more["Resources"]["Topic"] = json!({"Type": "AWS::SNS::Topic"});
    let set = import(&aws, "two", &more, "acme").await;
    assert_eq!(set.get("Status"), "FAILED");
    assert!(set.get("StatusReason").starts_with("As part of the import operation"), "{}", set.get("StatusReason"));
}
