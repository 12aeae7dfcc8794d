//! The state table, each state made by a failure that leads to it.

use aws_sdk_cloudformation::types::ChangeSetType;
use cfn_deploy::{DangerKind, DestroyOptions, Engine, Error, Refusal, Remedy};
use serde_json::json;

use crate::world::{Allow, POLL_INTERVAL, REGION, STACK, World, bucket, fault, key, request, settled};

/// Starts a deployment as somebody else would, with or without rollback, and does not wait for it.
async fn begin(world: &World, template: &str, kind: ChangeSetType, disable_rollback: bool) {
    let client = world.aws.cloudformation(REGION);
    client
        .create_change_set()
        .stack_name(STACK)
        .change_set_name("theirs")
        .change_set_type(kind)
        .template_body(template)
        .send()
        .await
        .unwrap();
    loop {
        let described = client.describe_change_set().stack_name(STACK).change_set_name("theirs").send().await.unwrap();
        if described.status.unwrap().as_str() == "CREATE_COMPLETE" {
            break;
        }
        tokio::time::sleep(POLL_INTERVAL.initial).await;
    }
    client
        .execute_change_set()
        .stack_name(STACK)
        .change_set_name("theirs")
        .client_request_token("theirs")
        .disable_rollback(disable_rollback)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn review_in_progress_is_created_over() {
    let world = World::new().await;
    let client = world.aws.cloudformation(REGION);
    let template = request(json!({ "Key": key("theirs") })).template;
    let made =
        client.create_change_set().stack_name(STACK).change_set_name("left").change_set_type(ChangeSetType::Create);
    made.template_body(template).send().await.unwrap();
    assert_eq!(world.status().await.as_deref(), Some("REVIEW_IN_PROGRESS"));
    let approver = Allow(&[]);
    let created = world.engine(&approver).deploy(&request(json!({ "Key": key("ours") }))).await.unwrap();
    assert_eq!(created.status, "CREATE_COMPLETE");
}

#[tokio::test]
async fn somebody_elses_operation_is_waited_for_and_then_updated_over() {
    let world = World::with(|config| config.resource_delay = std::time::Duration::from_millis(50)).await;
    begin(&world, &request(json!({ "Key": key("theirs") })).template, ChangeSetType::Create, false).await;
    assert_eq!(world.status().await.as_deref(), Some("CREATE_IN_PROGRESS"));
    let approver = Allow(&[]);
    let updated = world.engine(&approver).deploy(&request(json!({ "Key": key("ours") }))).await.unwrap();
    assert_eq!(updated.status, "UPDATE_COMPLETE");
}

#[tokio::test]
async fn a_run_that_was_cut_off_is_taken_up_and_nothing_is_started_twice() {
    let world = World::with(|config| config.resource_delay = std::time::Duration::from_millis(50)).await;
    let approver = Allow(&[]);
    let wanted = request(json!({ "Key": key("one"), "Bucket": bucket("acme-seven") }));
    let cut = tokio::time::timeout(std::time::Duration::from_millis(60), world.engine(&approver).deploy(&wanted)).await;
    assert!(cut.is_err(), "the first run was too fast to be cut off");
    let aws = world.again().await;
    let done = Engine::new(&aws, REGION, &world.kept, &approver, POLL_INTERVAL).deploy(&wanted).await.unwrap();
    assert_eq!(done.status, "CREATE_COMPLETE");
    let executed =
        |aws: &cfn_deploy::aws::Aws| aws.calls().by_operation().get("CloudFormation.ExecuteChangeSet").copied();
    assert!(executed(&world.aws).unwrap_or(0) + executed(&aws).unwrap_or(0) <= 2);
    let events = aws.cloudformation(REGION).describe_stack_events().stack_name(STACK).send().await.unwrap();
    let begun = events.stack_events().iter().filter(|event| {
        event.resource_status().is_some_and(|status| status.as_str() == "CREATE_IN_PROGRESS")
            && event.physical_resource_id() == event.stack_id()
    });
    assert_eq!(begun.count(), 1, "the operation was started twice");
}

#[tokio::test]
async fn rollback_complete_is_deleted_only_with_approval() {
    let world = World::failing(vec![fault("Key", "CREATE_IN_PROGRESS", 1, "once")]).await;
    let plain = Allow(&[]);
    let wanted = request(json!({ "Key": key("one") }));
    world.engine(&plain).deploy(&wanted).await.unwrap_err();
    let refused = world.engine(&plain).deploy(&wanted).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Refused(Refusal::Dangers(dangers)) if dangers[0].kind == DangerKind::FailedStackDeletion),
        "{refused}"
    );
    assert_eq!(world.status().await.as_deref(), Some("ROLLBACK_COMPLETE"));
    let word = Allow(&[DangerKind::FailedStackDeletion]);
    assert_eq!(world.engine(&word).deploy(&wanted).await.unwrap().status, "CREATE_COMPLETE");
}

#[tokio::test]
async fn update_failed_is_rolled_back_by_its_word_and_then_updated() {
    let world = World::failing(vec![fault("Key", "UPDATE_IN_PROGRESS", 1, "once")]).await;
    let plain = Allow(&[]);
    world.engine(&plain).deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    begin(&world, &request(json!({ "Key": key("theirs") })).template, ChangeSetType::Update, true).await;
    assert_eq!(settled(&world.aws.cloudformation(REGION), STACK).await, "UPDATE_FAILED");
    let wanted = request(json!({ "Key": key("ours") }));
    let refused = world.engine(&plain).deploy(&wanted).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Refused(Refusal::Dangers(dangers)) if dangers[0].kind == DangerKind::RollBack),
        "{refused}"
    );
    let word = Allow(&[DangerKind::RollBack]);
    assert_eq!(world.engine(&word).deploy(&wanted).await.unwrap().status, "UPDATE_COMPLETE");
}

#[tokio::test]
async fn create_failed_is_rolled_back_deleted_and_created_by_its_words() {
    let world = World::failing(vec![fault("Key", "CREATE_IN_PROGRESS", 1, "once")]).await;
    begin(&world, &request(json!({ "Key": key("theirs") })).template, ChangeSetType::Create, true).await;
    assert_eq!(settled(&world.aws.cloudformation(REGION), STACK).await, "CREATE_FAILED");
    let words = Allow(&[DangerKind::RollBack, DangerKind::FailedStackDeletion]);
    let created = world.engine(&words).deploy(&request(json!({ "Key": key("ours") }))).await.unwrap();
    assert_eq!(created.status, "CREATE_COMPLETE");
}

#[tokio::test]
async fn update_rollback_failed_needs_somebody_and_is_continued_then() {
    // The first strike fails the update, the second the rollback of the same key.
    let world = World::failing(vec![fault("Key", "UPDATE_IN_PROGRESS", 2, "twice")]).await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    engine.deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    let error = engine.deploy(&request(json!({ "Key": key("two") }))).await.unwrap_err();
    assert_eq!(world.status().await.as_deref(), Some("UPDATE_ROLLBACK_FAILED"));
    assert!(matches!(error, Error::OperationFailed { .. }), "{error}");
    assert_eq!(error.remedies(), [Remedy::CorrectCause, Remedy::ContinueRollback]);

    let refused = engine.recover(STACK, &["Key".to_owned()]).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Refused(Refusal::Dangers(dangers)) if dangers[0].kind == DangerKind::SkipResources),
        "{refused}"
    );
    let mended = engine.deploy(&request(json!({ "Key": key("two") }))).await.unwrap();
    assert_eq!(mended.status, "UPDATE_COMPLETE");
}

#[tokio::test]
async fn delete_failed_is_not_deployed_over_and_the_deletion_can_be_finished() {
    let mut locked = bucket("acme-eight");
    locked["DeletionPolicy"] = json!("Delete");
    let world =
        World::failing(vec![fault("Bucket", "DELETE_IN_PROGRESS", 1, "The bucket you tried to delete is not empty")])
            .await;
    let word = Allow(&[DangerKind::StackDeletion]);
    let engine = world.engine(&word);
    let wanted = request(json!({ "Bucket": locked }));
    engine.deploy(&wanted).await.unwrap();
    let error = engine.destroy(STACK, &DestroyOptions::default()).await.unwrap_err();
    assert!(matches!(error, Error::OperationFailed { .. }), "{error}");
    assert!(error.help().unwrap().contains("empty it first"), "{:?}", error.help());
    assert_eq!(world.status().await.as_deref(), Some("DELETE_FAILED"));

    let stuck = engine.deploy(&wanted).await.unwrap_err();
    assert!(matches!(stuck, Error::InvalidState { .. }), "{stuck}");
    assert_eq!(stuck.remedies(), [Remedy::DeleteStack, Remedy::advice("once it is deleted, deploy again")]);
    engine.destroy(STACK, &DestroyOptions::default()).await.unwrap();
    assert_eq!(world.status().await, None);
}

#[tokio::test]
async fn there_is_nothing_to_roll_back_in_a_stack_that_is_well() {
    let world = World::new().await;
    let plain = Allow(&[]);
    let engine = world.engine(&plain);
    assert!(matches!(engine.recover(STACK, &[]).await, Err(Error::InvalidState { .. })));
    engine.deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    assert!(matches!(engine.recover(STACK, &[]).await, Err(Error::InvalidState { .. })));
}
