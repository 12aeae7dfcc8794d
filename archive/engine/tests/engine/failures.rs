//! The real reason of a failure: the first failing resource, in the region where it failed, with what helps.

use std::time::Duration;

use archive_simulator::{Clock, ResourceFault, WireFault, WireFaultKind};
use cfn_deploy::{DangerKind, Error, Event};
use serde_json::json;

use crate::world::{Allow, REGION, World, bucket, fault, key, request, stack_set};

#[tokio::test]
async fn a_failed_creation_names_the_resource_and_can_be_tried_again() {
    let world = World::failing(vec![fault("Bucket", "CREATE_IN_PROGRESS", 1, "acme-five already exists")]).await;
    let approver = Allow(&[DangerKind::FailedStackDeletion]);
    let engine = world.engine(&approver);
    let wanted = request(json!({ "Bucket": bucket("acme-five"), "Key": key("one") }));
    let error = engine.deploy(&wanted).await.unwrap_err();
    assert!(error.to_string().contains("Bucket failed: acme-five already exists"), "{error}");
    assert!(error.help().unwrap().contains("import the resource into the stack"));
    assert!(matches!(error, Error::RolledBack(_)));
    assert_eq!(world.status().await.as_deref(), Some("ROLLBACK_COMPLETE"));

    let retried = engine.deploy(&wanted).await.unwrap();
    assert_eq!(retried.status, "CREATE_COMPLETE");
    assert!(world.aws.bucket_exists(REGION, "acme-five").await.unwrap());
}

#[tokio::test]
async fn what_was_cancelled_is_not_called_a_cause() {
    let world = World::failing(vec![fault("Key", "CREATE_IN_PROGRESS", 1, "the cause")]).await;
    let approver = Allow(&[]);
    let wanted = request(json!({ "Bucket": bucket("acme-six"), "Key": key("one") }));
    world.engine(&approver).deploy(&wanted).await.unwrap_err();
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
    let approver = Allow(&[]);
    let engine = world.engine(&approver);
    engine.deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    let error = engine.deploy(&request(json!({ "Key": key("two") }))).await.unwrap_err();
    assert!(matches!(error, Error::RolledBack(_)), "{error}");
    assert!(error.help().unwrap().contains("throttled"), "{:?}", error.help());
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
    let approver = Allow(&[]);
    let wanted = request(json!({ "Set": stack_set(&["eu-west-1", "eu-north-1"]) }));
    let error = world.engine(&approver).deploy(&wanted).await.unwrap_err();
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
    let approver = Allow(&[]);
    let wrong = request(json!({ "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BuckettName": "x" } } }));
    let error = world.engine(&approver).deploy(&wrong).await.unwrap_err();
    assert!(error.to_string().contains("BuckettName"), "{error}");
    assert_eq!(world.status().await, None, "the placeholder of the change set is still there");
}

/// A StackSet whose replicas are keys, in all regions at once. A key can be changed in place.
fn keys_in(regions: &[&str], description: &str) -> serde_json::Value {
    let mut set = stack_set(regions);
    set["Properties"]["TemplateBody"] = json!({ "Resources": { "Replica": key(description) } }).to_string().into();
    set["Properties"]["OperationPreferences"] =
        json!({ "RegionConcurrencyType": "PARALLEL", "FailureToleranceCount": 0 });
    json!({ "Set": set })
}

/// A fault that strikes the replica of one region.
fn in_region(region: &str, status: &str, reason: &str) -> ResourceFault {
    ResourceFault { region: Some(region.into()), ..fault("Replica", status, 1, reason) }
}

const BOTH: &[&str] = &["eu-west-1", "eu-north-1"];

/// Region, first failing resource, its reason, and the remedy, of each instance that failed.
fn instances(report: &cfn_deploy::FailureReport) -> Vec<(String, String, String, String)> {
    let mut failed: Vec<_> = report
        .instances
        .iter()
        .map(|instance| {
            let first = &instance.resources[0];
            let remedy = first.explanation.map(|explanation| explanation.remedies[0].to_string()).unwrap_or_default();
            let reason = first.event.reason.clone().unwrap_or_default();
            (instance.region.clone(), first.event.logical_id.clone(), reason, remedy)
        })
        .collect();
    failed.sort();
    failed
}

#[tokio::test]
async fn two_regions_that_fail_for_different_reasons_are_both_named_with_theirs() {
    for status in ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"] {
        let (taken, denied) = ("BucketAlreadyExists", "User: x is not authorized to perform: kms:CreateKey");
        let world =
            World::failing(vec![in_region("eu-west-1", status, taken), in_region("eu-north-1", status, denied)]).await;
        let approver = Allow(&[]);
        let engine = world.engine(&approver);
        if status == "UPDATE_IN_PROGRESS" {
            engine.deploy(&request(keys_in(BOTH, "one"))).await.unwrap();
        }
        let error = engine.deploy(&request(keys_in(BOTH, "two"))).await.unwrap_err();
        assert!(matches!(error, Error::RolledBack(_)), "{error}");
        let failed = instances(&world.kept.failure());
        let wanted = [("eu-north-1", denied, "grant the action"), ("eu-west-1", taken, "another name")];
        assert_eq!(failed.len(), 2, "{status}: {failed:#?}");
        for ((region, resource, reason, remedy), (in_region, because, help)) in failed.iter().zip(wanted) {
            assert_eq!(
                (region.as_str(), resource.as_str(), reason.as_str()),
                (in_region, "Replica", because),
                "{status}"
            );
            assert!(remedy.contains(help), "{status} in {region}: {remedy}");
        }
        // One sentence says that there is more than one.
        assert!(error.to_string().contains("eu-west-1") && error.to_string().contains("eu-north-1"), "{error}");
        let remedy = error.help().unwrap();
        assert!(remedy.contains("grant the action") && remedy.contains("another name"), "{remedy}");
    }
}

#[tokio::test]
async fn a_region_that_was_only_cancelled_is_not_named_as_one_that_failed() {
    let world = World::failing(vec![in_region("eu-north-1", "CREATE_IN_PROGRESS", "the cause")]).await;
    let approver = Allow(&[]);
    // One after the other: what comes after the failure is cancelled.
    let mut wanted = keys_in(&["eu-north-1", "eu-west-1"], "one");
    wanted["Set"]["Properties"]["OperationPreferences"]["RegionConcurrencyType"] = "SEQUENTIAL".into();
    wanted["Set"]["Properties"]["OperationPreferences"]["RegionOrder"] = json!(["eu-north-1", "eu-west-1"]);
    world.engine(&approver).deploy(&request(wanted)).await.unwrap_err();
    let regions: Vec<_> = world.kept.failure().instances.into_iter().map(|instance| instance.region).collect();
    assert_eq!(regions, ["eu-north-1"]);
}

#[tokio::test]
async fn the_stack_set_roles_that_are_missing_are_named_with_the_command_that_makes_them() {
    let world = World::with(|config| config.stack_set_roles = false).await;
    let approver = Allow(&[]);
    let error = world.engine(&approver).deploy(&request(keys_in(BOTH, "one"))).await.unwrap_err();
    assert!(error.to_string().contains("AWSCloudFormationStackSet"), "{error}");
    let remedy = error.help().unwrap_or_default();
    assert!(remedy.contains("execution roles"), "{error} {remedy} {:#?}", world.kept.failure());
    let mut own_name = keys_in(BOTH, "one");
    own_name["Set"]["Properties"]["ExecutionRoleName"] = "OurExecution".into();
    let world = World::with(|config| config.stack_set_roles = false).await;
    let error = world.engine(&approver).deploy(&request(own_name)).await.unwrap_err();
    assert!(error.help().unwrap().contains("execution roles"), "{error} {:?}", error.help());
}

#[tokio::test]
async fn events_that_cannot_be_seen_until_the_end_are_reported_all_the_same() {
    // The events are read once on the way, and then as they were until the stack is complete.
    let world = World::with(|config| {
        config.clock = Clock::Requests(Duration::from_millis(60));
        config.resource_delay = Duration::from_millis(200);
        let operation = Some("DescribeStackEvents".to_owned());
        config.faults.wire = vec![WireFault { operation, after: 1, times: 6, kind: WireFaultKind::StaleRead }];
    })
    .await;
    let outcome = world.engine(&Allow(&[])).deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    assert_eq!(outcome.status, "CREATE_COMPLETE");
    let complete = |event: &Event| matches!(event, Event::Resource(event) if event.status == "CREATE_COMPLETE");
    assert_eq!(world.kept.all().iter().filter(|event| complete(event)).count(), 2, "{:#?}", world.kept.all());
}
