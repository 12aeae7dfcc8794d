//! Creating an archive.

use archive_simulator::{Config, SERVER};
use serde_json::json;

use crate::aws::{Aws, HOME, field};
use crate::templates::{bucket, primary, without};

const REPLICAS: [&str; 2] = ["eu-west-1", "eu-north-1"];

#[tokio::test]
async fn the_created_archive_can_be_read_with_every_service() {
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "acme-archive", &primary(&REPLICAS)).await, "CREATE_COMPLETE");

    let stack = aws.cfn("DescribeStacks", &[("StackName", "acme-archive")]).await;
    let outputs = stack.items("Outputs");
    assert_eq!(field(&outputs[0], "OutputValue"), "acme-archive");
    assert_eq!(field(&outputs[1], "OutputValue"), "eu-west-1,eu-north-1");

    let replication = aws.s3(HOME, "GET", "/acme-archive?replication", "").await;
    assert_eq!(replication.all("ID"), REPLICAS);
    assert_eq!(replication.all("Priority"), ["0", "1"]);
    assert_eq!(replication.all("ReplicaKmsKeyID")[0], "arn:aws:kms:eu-west-1:123456789012:alias/acme/replication");
    let encryption = aws.s3(HOME, "GET", "/acme-archive?encryption", "").await;
    assert_eq!(encryption.get("SSEAlgorithm"), "aws:kms");
    assert_eq!(encryption.get("BucketKeyEnabled"), "true");
    assert_eq!(aws.s3(HOME, "GET", "/acme-archive?location", "").await.get("LocationConstraint"), HOME);

    for region in REPLICAS {
        let versioning = aws.s3(region, "GET", &format!("/acme-replica-{region}?versioning"), "").await;
        assert_eq!(versioning.get("Status"), "Enabled");
        let aliases = aws.kms(region, "ListAliases", &json!({})).await.json();
        assert_eq!(aliases["Aliases"][0]["AliasName"], "alias/acme/replication");
        let id = aliases["Aliases"][0]["TargetKeyId"].as_str().expect("an alias has a key").to_owned();
        let rotation = aws.kms(region, "GetKeyRotationStatus", &json!({"KeyId": id})).await.json();
        assert_eq!(rotation["KeyRotationEnabled"], true);
        let key = aws.kms(region, "DescribeKey", &json!({"KeyId": "alias/acme/replication"})).await.json();
        assert_eq!(key["KeyMetadata"]["Arn"], format!("arn:aws:kms:{region}:123456789012:key/{id}"));
    }

    let instances = aws.cfn("ListStackInstances", &[("StackSetName", "acme-replication")]).await;
    let instances = instances.items("Summaries");
    assert_eq!(instances.len(), 2);
    for instance in &instances {
        assert_eq!(field(instance, "Status"), "CURRENT");
        let (stack, region) = (field(instance, "StackId"), field(instance, "Region"));
        assert!(stack.contains(&format!(":{region}:123456789012:stack/StackSet-acme-replication-")), "{stack}");
        let events = aws.events(region, stack).await;
        assert_eq!(events.first().map(String::as_str), Some(&*format!("{} CREATE_IN_PROGRESS", name_of(stack))));
        assert!(events.contains(&"Bucket CREATE_COMPLETE".to_owned()), "{events:?}");
    }

    let role = aws.iam("GetRole", &[("RoleName", "acme-replication")]).await;
    assert_eq!(role.get("Arn"), "arn:aws:iam::123456789012:role/acme-replication");
    let policies = aws.iam("ListRolePolicies", &[("RoleName", "acme-replication")]).await;
    assert_eq!(policies.all("member"), ["replication"]);
    aws.stop().await;
}

fn name_of(arn: &str) -> &str {
    arn.split('/').nth(1).expect("a stack's ARN has its name")
}

#[tokio::test]
async fn resources_are_created_in_the_order_of_their_dependencies() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&REPLICAS)).await;
    let events = aws.events(HOME, "acme-archive").await;
    let at = |event: &str| events.iter().position(|other| other == event).unwrap_or_else(|| panic!("{event}"));
    assert!(at("Role CREATE_COMPLETE") < at("Policy CREATE_IN_PROGRESS"));
    assert!(at("StackSet CREATE_COMPLETE") < at("Bucket CREATE_IN_PROGRESS"));
    assert!(at("Bucket CREATE_COMPLETE") < at("acme-archive CREATE_COMPLETE"));
    // Resources without dependencies on each other are created concurrently.
    assert!(at("StackSet CREATE_IN_PROGRESS") < at("Policy CREATE_COMPLETE"));
}

/// The cold start of the reference: its bucket does not depend on the StackSet.
#[tokio::test]
async fn a_bucket_that_does_not_depend_on_its_replicas_fails_as_on_aws() {
    let aws = Aws::instant().await;
    let racing = without(primary(&REPLICAS), &["Resources", "Bucket", "DependsOn"]);
    assert_eq!(aws.deploy("CREATE", "acme-archive", &racing).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("acme-archive", "Bucket", "CREATE_FAILED").await;
    assert!(reason.starts_with("Destination bucket must exist."), "{reason}");
    let reason = aws.reason("acme-archive", "acme-archive", "ROLLBACK_IN_PROGRESS").await;
    assert!(reason.starts_with("The following resource(s) failed to create: [Bucket]."), "{reason}");
    // RetainExceptOnCreate deletes what the failed creation created, so that a retry succeeds.
    assert!(aws.s3(HOME, "GET", "/", "").await.all("Name").is_empty());
}

#[tokio::test]
async fn a_destination_without_versioning_is_rejected() {
    let aws = Aws::instant().await;
    for region in REPLICAS {
        let location = format!(
            "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
        );
        let made = aws.s3(region, "PUT", &format!("/acme-replica-{region}"), &location).await;
        assert_eq!(made.status, 200, "{}", made.text());
    }
    let alone = without(primary(&REPLICAS), &["Resources", "StackSet"]);
    let mut alone = without(alone, &["Resources", "Bucket", "DependsOn"]);
    alone["Resources"]["Bucket"]["DependsOn"] = json!("Policy");
    assert_eq!(aws.deploy("CREATE", "acme-archive", &alone).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("acme-archive", "Bucket", "CREATE_FAILED").await;
    assert!(reason.starts_with("Destination bucket must have versioning enabled."), "{reason}");
}

#[tokio::test]
async fn a_bucket_name_that_is_in_use_is_rejected() {
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "first", &bucket("acme-taken")).await, "CREATE_COMPLETE");
    let other = json!({"Resources": {
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "DependsOn": "Topic",
            "Properties": {"BucketName": {"Fn::Join": ["-", ["acme", {"Fn::Select": [0, ["taken"]]}]]}},
        },
    }});
    let set = aws.change_set("CREATE", "second", &other, &[]).await;
    assert_eq!(set.get("Status"), "FAILED", "{}", set.text());
    assert!(set.get("StatusReason").contains("AWS::EarlyValidation::ResourceExistenceCheck"), "{}", set.text());
}

#[tokio::test]
async fn stack_sets_need_their_roles() {
    let config = Config { resource_delay: std::time::Duration::ZERO, stack_set_roles: false, ..Config::in_memory() };
    let aws = Aws::start(config).await;
    assert_eq!(aws.deploy("CREATE", "acme-archive", &primary(&REPLICAS)).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("acme-archive", "StackSet", "CREATE_FAILED").await;
    assert!(reason.contains("AWSCloudFormationStackSetAdministrationRole"), "{reason}");
}

#[tokio::test]
async fn every_response_identifies_the_simulator() {
    let aws = Aws::instant().await;
    let replies = [
        aws.cfn("ListStacks", &[]).await,
        aws.query(("sts", HOME), "GetCallerIdentity", &[]).await,
        aws.s3(HOME, "GET", "/", "").await,
        aws.kms(HOME, "ListKeys", &json!({})).await,
        aws.iam("NoSuchAction", &[]).await,
    ];
    for reply in replies {
        assert_eq!(reply.header("server"), Some(SERVER));
        assert!(SERVER.contains("archive-simulator"));
    }
}

#[tokio::test]
async fn progress_can_be_watched() {
    let config = Config { resource_delay: std::time::Duration::from_millis(60), ..Config::in_memory() };
    let aws = Aws::start(config).await;
    let set = aws.change_set("CREATE", "acme-archive", &primary(&REPLICAS), &[]).await;
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId")), ("ClientRequestToken", "mine")]).await;
    let stack = aws.cfn("DescribeStacks", &[("StackName", "acme-archive")]).await;
    assert_eq!(stack.get("StackStatus"), "CREATE_IN_PROGRESS");
    let early = aws.events(HOME, "acme-archive").await.len();
    assert_eq!(aws.settled("acme-archive").await, "CREATE_COMPLETE");
    let reply = aws.cfn("DescribeStackEvents", &[("StackName", "acme-archive")]).await;
    let events = reply.items("StackEvents");
    assert!(early < events.len());
    let of_execution = |event: &&Vec<(String, String)>| field(event, "ResourceStatus") != "REVIEW_IN_PROGRESS";
    assert!(events.iter().filter(of_execution).all(|event| field(event, "ClientRequestToken") == "mine"));
    let times: Vec<&str> = events.iter().map(|event| field(event, "Timestamp")).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "the newest event comes first: {times:?}");
}
