//! The real reason of a failure: the first failing resource, in the region where it failed, with what helps.

use archive::deploy::{DangerKind, Error};
use archive_simulator::ResourceFault;
use serde_json::json;

use crate::world::{Allow, REGION, World, bucket, fault, key, request, stack_set};

#[tokio::test]
async fn a_failed_creation_names_the_resource_and_can_be_tried_again() {
    let world = World::failing(vec![fault("Bucket", "CREATE_IN_PROGRESS", 1, "acme-five already exists")]).await;
    let consent = Allow(&[DangerKind::FailedStackDeletion]);
    let engine = world.engine(&consent);
    let wanted = request(json!({ "Bucket": bucket("acme-five"), "Key": key("one") }));
    let error = engine.deploy(&wanted).await.unwrap_err();
    assert!(error.to_string().contains("Bucket failed: acme-five already exists"), "{error}");
    assert!(error.remedy().unwrap().contains("archive adopt"));
    assert!(matches!(error, Error::RolledBack(_)));
    assert_eq!(world.status().await.as_deref(), Some("ROLLBACK_COMPLETE"));

    let retried = engine.deploy(&wanted).await.unwrap();
    assert_eq!(retried.status, "CREATE_COMPLETE");
    assert!(world.aws.bucket_exists(REGION, "acme-five").await.unwrap());
}

#[tokio::test]
async fn what_was_cancelled_is_not_called_a_cause() {
    let world = World::failing(vec![fault("Key", "CREATE_IN_PROGRESS", 1, "the cause")]).await;
    let consent = Allow(&[]);
    let wanted = request(json!({ "Bucket": bucket("acme-six"), "Key": key("one") }));
    world.engine(&consent).deploy(&wanted).await.unwrap_err();
    let report = world.kept.failure();
    assert_eq!(report.resources[0].event.logical_id, "Key");
    assert!(
        report.resources.iter().all(|resource| !resource
            .event
            .reason
            .as_deref()
            .unwrap_or_default()
            .contains("cancelled"))
    );
}

#[tokio::test]
async fn a_failed_update_is_rolled_back_and_explained() {
    let world = World::failing(vec![fault("Key", "UPDATE_IN_PROGRESS", 1, "Rate exceeded")]).await;
    let consent = Allow(&[]);
    let engine = world.engine(&consent);
    engine.deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    let error = engine.deploy(&request(json!({ "Key": key("two") }))).await.unwrap_err();
    assert!(matches!(error, Error::RolledBack(_)), "{error}");
    assert!(error.remedy().unwrap().contains("throttled"), "{:?}", error.remedy());
    assert_eq!(world.status().await.as_deref(), Some("UPDATE_ROLLBACK_COMPLETE"));
    assert_eq!(engine.deploy(&request(json!({ "Key": key("two") }))).await.unwrap().status, "UPDATE_COMPLETE");
}

#[tokio::test]
async fn a_region_that_fails_in_a_stack_set_is_named_with_its_own_resource_and_reason() {
    let in_north = ResourceFault {
        region: Some("eu-north-1".into()),
        ..fault("Replica", "CREATE_IN_PROGRESS", 1, "BucketAlreadyExists")
    };
    let world = World::failing(vec![in_north]).await;
    let consent = Allow(&[]);
    let wanted = request(json!({ "Set": stack_set(&["eu-west-1", "eu-north-1"]) }));
    let error = world.engine(&consent).deploy(&wanted).await.unwrap_err();
    let report = world.kept.failure();
    let failed: Vec<_> = report.instances.iter().map(|instance| instance.region.as_str()).collect();
    assert_eq!(failed, ["eu-north-1"], "{report:#?}");
    let resource = &report.instances[0].resources[0];
    assert_eq!((resource.event.logical_id.as_str(), resource.event.region.as_str()), ("Replica", "eu-north-1"));
    assert!(error.to_string().contains("in eu-north-1, Replica failed: BucketAlreadyExists"), "{error}");
    assert!(resource.explanation.unwrap().meaning.contains("taken"));
}

#[tokio::test]
async fn a_change_set_that_cloudformation_refuses_changes_nothing_and_says_why() {
    let world = World::new().await;
    let consent = Allow(&[]);
    let wrong = request(json!({ "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BuckettName": "x" } } }));
    let error = world.engine(&consent).deploy(&wrong).await.unwrap_err();
    assert!(error.to_string().contains("BuckettName"), "{error}");
    assert_eq!(world.status().await, None, "the placeholder of the change set is still there");
}
