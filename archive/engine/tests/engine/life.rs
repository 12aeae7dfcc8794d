//! The life of a stack without trouble.

use std::time::Duration;

use archive_simulator::Clock;
use cfn_deploy::{DangerKind, DestroyOptions, DriftReport, Event, Remedy};
use serde_json::json;

use crate::world::{Allow, REGION, STACK, World, bucket, key, request, stack_set};

#[tokio::test]
async fn a_stack_is_created_left_alone_updated_and_deleted() {
    let world = World::new().await;
    let approver = Allow(&[DangerKind::StackDeletion]);
    let engine = world.engine(&approver);
    let first = request(json!({ "Bucket": bucket("acme-one"), "Key": key("one") }));

    let created = engine.deploy(&first).await.unwrap();
    assert_eq!((created.unchanged, created.status.as_str()), (false, "CREATE_COMPLETE"));
    assert_eq!(created.outputs["Region"], REGION);

    let again = engine.deploy(&first).await.unwrap();
    assert!(again.unchanged);
    assert_eq!(again.outputs, created.outputs);

    let second = request(json!({ "Bucket": bucket("acme-one"), "Key": key("two") }));
    let updated = engine.deploy(&second).await.unwrap();
    assert_eq!((updated.unchanged, updated.status.as_str()), (false, "UPDATE_COMPLETE"));

    let destroyed = engine.destroy("acme-archive", &DestroyOptions::default()).await.unwrap();
    assert!(destroyed.existed && destroyed.outcomes.iter().all(|outcome| outcome.retained == Some(true)));
    assert!(world.status().await.is_none());
    assert!(world.aws.bucket_exists(REGION, "acme-one").await.unwrap(), "a retained bucket is gone");
    let nothing = engine.destroy("acme-archive", &DestroyOptions::default()).await.unwrap();
    assert!(!nothing.existed);
}

#[tokio::test]
async fn termination_protection_and_the_stack_policy_are_set_and_set_again() {
    let world = World::new().await;
    let approver = Allow(&[]);
    let engine = world.engine(&approver);
    let policy =
        json!({ "Statement": [{ "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" }] })
            .to_string();
    let mut wanted = request(json!({ "Key": key("one") }));
    wanted.stack_policy = Some(policy.clone());
    engine.deploy(&wanted).await.unwrap();

    let stack = engine.describe(&wanted.name).await.unwrap().unwrap();
    assert!(stack.termination_protection);
    let client = world.aws.cloudformation(REGION);
    client
        .update_termination_protection()
        .stack_name(&stack.id)
        .enable_termination_protection(false)
        .send()
        .await
        .unwrap();
    let other = json!({ "Statement": [{ "Effect": "Deny", "Action": "Update:*", "Principal": "*", "Resource": "*" }] });
    client.set_stack_policy().stack_name(&stack.id).stack_policy_body(other.to_string()).send().await.unwrap();

    assert!(engine.deploy(&wanted).await.unwrap().unchanged);
    assert!(engine.describe(&wanted.name).await.unwrap().unwrap().termination_protection);
    let set = client.get_stack_policy().stack_name(&stack.id).send().await.unwrap().stack_policy_body.unwrap();
    assert_eq!(set, policy);
}

#[tokio::test]
async fn each_instance_of_a_stack_set_is_told_and_reported() {
    let world = World::new().await;
    let approver = Allow(&[]);
    let engine = world.engine(&approver);
    engine.deploy(&request(json!({ "Set": stack_set(&["eu-west-1", "eu-north-1"]) }))).await.unwrap();
    let told: Vec<_> = world
        .kept
        .all()
        .into_iter()
        .filter_map(|event| match event {
            Event::Instance { region, status, .. } if status == "SUCCEEDED" => Some(region),
            _ => None,
        })
        .collect();
    assert!(
        told.contains(&"eu-west-1".to_owned()) && told.contains(&"eu-north-1".to_owned()),
        "{:#?}",
        world.kept.all()
    );

    let report = engine.status("acme-archive").await.unwrap().unwrap();
    let instances: Vec<_> =
        report.instances.iter().map(|instance| (instance.region.as_str(), instance.status.as_str())).collect();
    assert_eq!(instances.len(), 2);
    assert!(instances.iter().all(|(_, status)| *status == "CURRENT"), "{instances:?}");
}

#[tokio::test]
async fn events_are_told_once_and_in_order() {
    let world = World::new().await;
    let approver = Allow(&[]);
    world.engine(&approver).deploy(&request(json!({ "Key": key("one"), "Bucket": bucket("acme-two") }))).await.unwrap();
    let events: Vec<_> = world
        .kept
        .all()
        .into_iter()
        .filter_map(|event| if let Event::Resource(resource) = event { Some(resource) } else { None })
        .collect();
    let mut ids: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), events.len(), "an event was told twice");
    assert!(events.is_sorted_by_key(|event| event.time.as_nanos()));
    assert!(events.first().unwrap().is_stack && events.last().unwrap().is_end());
}

#[tokio::test]
async fn drift_is_found_where_it_is() {
    let world = World::new().await;
    let approver = Allow(&[]);
    let engine = world.engine(&approver);
    engine.deploy(&request(json!({ "Bucket": bucket("acme-three"), "Set": stack_set(&["eu-west-1"]) }))).await.unwrap();
    assert_eq!(engine.drift("acme-archive").await.unwrap(), DriftReport::default());
}

#[tokio::test]
async fn a_detection_waits_for_one_that_somebody_else_began() {
    // Time moves on with requests alone, so that theirs is in progress when ours is begun, on however busy a machine.
    let world = World::with(|config| {
        config.clock = Clock::Requests(Duration::from_millis(1));
        config.resource_delay = Duration::from_millis(8);
    })
    .await;
    let approver = Allow(&[]);
    let engine = world.engine(&approver);
    engine.deploy(&request(json!({ "Bucket": bucket("acme-six") }))).await.unwrap();
    world.aws.cloudformation(REGION).detect_stack_drift().stack_name(STACK).send().await.unwrap();
    assert_eq!(engine.drift(STACK).await.unwrap(), DriftReport::default());
    let waited =
        |event: &Event| matches!(event, Event::Progress { message } if message.contains("another drift detection"));
    assert_eq!(world.kept.all().iter().filter(|event| waited(event)).count(), 1);
}

#[tokio::test]
async fn the_drift_of_another_accounts_stack_is_called_unknown_and_hides_nothing() {
    let other = "210987654321";
    let world = World::with(|config| config.other_accounts = vec![other.into()]).await;
    let approver = Allow(&[]);
    let engine = world.engine(&approver);
    let mut set = stack_set(&["eu-west-1"]);
    set["Properties"]["StackInstancesGroup"][0]["DeploymentTargets"]["Accounts"] = json!([other]);
    engine.deploy(&request(json!({ "Bucket": bucket("acme-seven"), "Set": set }))).await.unwrap();
    let report = engine.drift("acme-archive").await.unwrap();
    assert_eq!((report.drifted.len(), report.unknown.as_slice()), (0, ["eu-west-1".to_owned()].as_slice()));
    let warned = |event: &Event| matches!(event, Event::Notice { remedies, .. } if remedies.iter().any(|remedy| matches!(remedy, Remedy::DetectDriftAs { account, .. } if account == other)));
    assert!(world.kept.all().iter().any(warned), "{:?}", world.kept.all());
}
