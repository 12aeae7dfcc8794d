//! Drift detection.

use archive_simulator::Config;
use serde_json::json;

use crate::aws::{Aws, HOME, field};
use crate::templates::primary;

const SUSPENDED: &str = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";

async fn detect(aws: &Aws, stack: &str) -> String {
    let id = aws.cfn("DetectStackDrift", &[("StackName", stack)]).await.get("StackDriftDetectionId");
    let status = aws.cfn("DescribeStackDriftDetectionStatus", &[("StackDriftDetectionId", &id)]).await;
    assert_eq!(status.get("DetectionStatus"), "DETECTION_COMPLETE");
    status.get("StackDriftStatus")
}

#[tokio::test]
async fn an_unchanged_stack_is_in_sync() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    assert_eq!(detect(&aws, "acme-archive").await, "IN_SYNC");
    let drifts = aws.cfn("DescribeStackResourceDrifts", &[("StackName", "acme-archive")]).await;
    assert!(drifts.all("StackResourceDriftStatus").iter().all(|status| status == "IN_SYNC"));
}

#[tokio::test]
async fn drift_of_changed_and_deleted_resources_is_reported_with_paths() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    aws.s3(HOME, "DELETE", "/acme-archive?replication", "").await;
    aws.s3(HOME, "PUT", "/acme-archive?versioning", SUSPENDED).await;
    assert_eq!(detect(&aws, "acme-archive").await, "DRIFTED");
    let filters = [
        ("StackName", "acme-archive"),
        ("StackResourceDriftStatusFilters.member.1", "MODIFIED"),
        ("StackResourceDriftStatusFilters.member.2", "DELETED"),
    ];
    let drifts = aws.cfn("DescribeStackResourceDrifts", &filters).await;
    assert_eq!(drifts.all("LogicalResourceId"), ["Bucket"]);
    let differences = drifts.items("PropertyDifferences");
    let told: Vec<(&str, &str, &str)> = differences
        .iter()
        .map(|item| (field(item, "PropertyPath"), field(item, "ActualValue"), field(item, "DifferenceType")))
        .collect();
    assert!(told.contains(&("/VersioningConfiguration/Status", "Suspended", "NOT_EQUAL")), "{told:?}");
    assert!(told.contains(&("/ReplicationConfiguration", "", "REMOVE")), "{told:?}");

    aws.s3(HOME, "DELETE", "/acme-archive", "").await;
    assert_eq!(detect(&aws, "acme-archive").await, "DRIFTED");
    let drifts = aws.cfn("DescribeStackResourceDrifts", &filters).await;
    assert_eq!(drifts.get("StackResourceDriftStatus"), "DELETED");
}

#[tokio::test]
async fn a_stack_set_reports_which_instance_drifted() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1", "eu-north-1"])).await;
    let keys = aws.kms("eu-west-1", "ListKeys", &json!({})).await.json();
    aws.kms("eu-west-1", "DisableKeyRotation", &json!({"KeyId": keys["Keys"][0]["KeyId"]})).await;
    aws.cfn("DetectStackSetDrift", &[("StackSetName", "acme-replication")]).await;
    let instances = aws.cfn("ListStackInstances", &[("StackSetName", "acme-replication")]).await;
    let told: Vec<String> = instances
        .items("Summaries")
        .iter()
        .map(|item| format!("{} {}", field(item, "Region"), field(item, "DriftStatus")))
        .collect();
    assert_eq!(told, ["eu-west-1 DRIFTED", "eu-north-1 IN_SYNC"]);
    let set = aws.cfn("DescribeStackSet", &[("StackSetName", "acme-replication")]).await;
    assert_eq!((set.get("DriftStatus"), set.get("DriftedStackInstancesCount")), ("DRIFTED".into(), "1".into()));
}

#[tokio::test]
async fn a_caller_needs_the_permissions_to_read_each_resource() {
    let policy = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": ["cloudformation:*", "sns:*"], "Resource": "*",
    }});
    let config = Config {
        resource_delay: std::time::Duration::ZERO,
        callers: [("READER".to_owned(), policy)].into(),
        ..Config::in_memory()
    };
    let mut aws = Aws::start(config).await;
    let template = json!({ "Resources": {
        "Bucket": { "Type": "AWS::S3::Bucket" }, "Topic": { "Type": "AWS::SNS::Topic" },
    }});
    aws.deploy("CREATE", "stack", &template).await;
    aws.access_key = "READER".into();
    let id = aws.cfn("DetectStackDrift", &[("StackName", "stack")]).await.get("StackDriftDetectionId");
    let status = aws.cfn("DescribeStackDriftDetectionStatus", &[("StackDriftDetectionId", &id)]).await;
    assert_eq!(status.get("DetectionStatus"), "DETECTION_FAILED");
    let why = status.get("DetectionStatusReason");
    assert!(
        why.contains("[Bucket]")
            && why.contains("role/READER") | why.contains("assumed-role/READER")
            && why.contains("s3:Get"),
        "{why}"
    );
    let drifts = aws.cfn("DescribeStackResourceDrifts", &[("StackName", "stack")]).await;
    let told: Vec<_> =
        drifts.all("LogicalResourceId").into_iter().zip(drifts.all("StackResourceDriftStatus")).collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(id, status)| (id.as_str(), status.as_str())).collect();
    assert_eq!(told, [("Bucket", "UNKNOWN"), ("Topic", "IN_SYNC")]);
    let fields = [("StackName", "stack"), ("LogicalResourceId", "Bucket")];
    assert!(aws.refused("DetectStackResourceDrift", &fields).await.1.contains("is not authorized to perform: s3:"));
    aws.access_key = "AKIDTEST".into();
    assert_eq!(detect(&aws, "stack").await, "IN_SYNC");
}
