//! Ways into every status that a stack can have, as somebody else's operations lead there. Time passes with requests,
//! so that a status in which something is in progress is met for certain.

use std::time::Duration;

use archive_simulator::{Clock, ResourceFault};
use aws_sdk_cloudformation::types::{ChangeSetType, ResourceToImport};
use serde_json::{Value, json};

use crate::world::{POLL_INTERVAL, REGION, STACK, World, bucket, fault, key, request};

/// How many requests CloudFormation works on a resource for.
const REQUESTS_A_RESOURCE: u32 = 8;

/// The resources of a stack of somebody else: they go with it.
pub(crate) fn theirs(description: &str) -> Value {
    let mut resources = json!({ "Key": key(description), "Bucket": bucket("acme-theirs") });
    resources["Bucket"]["DependsOn"] = "Key".into();
    for resource in ["Key", "Bucket"] {
        resources[resource]["DeletionPolicy"] = "Delete".into();
    }
    resources
}

/// What is wanted of the same stack.
pub(crate) fn ours() -> Value {
    theirs("ours")
}

fn template(resources: &Value) -> String {
    request(resources.clone()).template
}

/// The name of somebody else's change set, and the token of its execution.
fn name(kind: &ChangeSetType) -> String {
    format!("theirs-{}", kind.as_str().to_lowercase())
}

async fn slow(faults: Vec<ResourceFault>) -> World {
    World::with(|config| {
        config.clock = Clock::Requests(Duration::from_millis(1));
        config.resource_delay = Duration::from_millis(u64::from(REQUESTS_A_RESOURCE));
        config.faults.resources = faults;
    })
    .await
}

/// Makes a change set as somebody else would.
async fn propose(world: &World, resources: &Value, kind: ChangeSetType, imports: &[(&str, &str, &str, &str)]) {
    let client = world.aws.cloudformation(REGION);
    let import = |(logical_id, kind, property, value): &(&str, &str, &str, &str)| {
        ResourceToImport::builder()
            .logical_resource_id(*logical_id)
            .resource_type(*kind)
            .resource_identifier(*property, *value)
            .build()
    };
    let wanted = match kind {
        // An import changes no outputs.
        ChangeSetType::Import => json!({ "Resources": resources }).to_string(),
        _ => template(resources),
    };
    let made = client.create_change_set().stack_name(STACK).change_set_name(name(&kind)).change_set_type(kind.clone());
    let imports = (!imports.is_empty()).then(|| imports.iter().map(import).collect());
    made.template_body(wanted).set_resources_to_import(imports).send().await.unwrap();
    loop {
        let described =
            client.describe_change_set().stack_name(STACK).change_set_name(name(&kind)).send().await.unwrap();
        match described.status.as_ref().unwrap().as_str() {
            "CREATE_COMPLETE" => return,
            "FAILED" => panic!("{:?}", described.status_reason),
            _ => tokio::time::sleep(POLL_INTERVAL.initial).await,
        }
    }
}

async fn execute(world: &World, kind: &ChangeSetType, disable_rollback: bool) {
    let execution = world.aws.cloudformation(REGION).execute_change_set().stack_name(STACK).change_set_name(name(kind));
    execution.client_request_token(name(kind)).disable_rollback(disable_rollback).send().await.unwrap();
}

/// Begins what somebody else wants, with or without rollback.
async fn begin(world: &World, resources: &Value, kind: ChangeSetType, disable_rollback: bool) {
    propose(world, resources, kind.clone(), &[]).await;
    execute(world, &kind, disable_rollback).await;
}

/// Looks, again and again, until the stack is in `status`. Nothing but looking moves time on.
async fn until(world: &World, status: &str) {
    let mut passed: Vec<String> = Vec::new();
    for _ in 0..40 * REQUESTS_A_RESOURCE {
        let now = world.status().await.unwrap_or_else(|| "DELETE_COMPLETE".to_owned());
        if now == status {
            return;
        }
        if passed.last() != Some(&now) {
            passed.push(now);
        }
    }
    panic!("{status} was not met on the way {passed:?}");
}

/// A stack of somebody else that was created, and then an update that begins.
async fn update(world: &World, resources: &Value, disable_rollback: bool) {
    begin(world, &theirs("theirs"), ChangeSetType::Create, false).await;
    until(world, "CREATE_COMPLETE").await;
    begin(world, resources, ChangeSetType::Update, disable_rollback).await;
}

/// An import of a bucket and a key that an earlier stack left behind.
async fn import(world: &World) {
    let client = world.aws.cloudformation(REGION);
    let left = json!({ "Key": key("left"), "Bucket": bucket("acme-left") });
    begin(world, &left, ChangeSetType::Create, false).await;
    until(world, "CREATE_COMPLETE").await;
    let resources = client.list_stack_resources().stack_name(STACK).send().await.unwrap();
    let found = resources.stack_resource_summaries().iter().find(|one| one.logical_resource_id() == Some("Key"));
    let key_id = found.unwrap().physical_resource_id().unwrap().to_owned();
    client.delete_stack().stack_name(STACK).send().await.unwrap();
    until(world, "DELETE_COMPLETE").await;
    let mut imported = imported();
    imported["Key"]["DependsOn"] = "Bucket".into();
    let imports =
        [("Bucket", "AWS::S3::Bucket", "BucketName", "acme-left"), ("Key", "AWS::KMS::Key", "KeyId", key_id.as_str())];
    propose(world, &imported, ChangeSetType::Import, &imports).await;
    execute(world, &ChangeSetType::Import, false).await;
}

fn imported() -> Value {
    json!({ "Key": key("left"), "Bucket": bucket("acme-left") })
}

/// What is wanted of a stack in `status`: the same resources, changed in place.
pub(crate) fn wanted(status: &str) -> Value {
    match status {
        // The failed import left a stack without resources, and the bucket outside.
        "IMPORT_ROLLBACK_COMPLETE" | "IMPORT_ROLLBACK_IN_PROGRESS" | "IMPORT_ROLLBACK_FAILED" => {
            json!({ "Key": key("ours") })
        }
        status if status.starts_with("IMPORT") => json!({ "Key": key("ours"), "Bucket": bucket("acme-left") }),
        _ => ours(),
    }
}

/// A world in which the stack is in `status`.
pub(crate) async fn reach(status: &str) -> World {
    let failing = |logical_id, at, times| slow(vec![fault(logical_id, at, times, "out of luck")]);
    let create = ChangeSetType::Create;
    let world = match status {
        "REVIEW_IN_PROGRESS" => {
            let world = slow(Vec::new()).await;
            propose(&world, &theirs("theirs"), create, &[]).await;
            world
        }
        "CREATE_IN_PROGRESS" | "CREATE_COMPLETE" => {
            let world = slow(Vec::new()).await;
            begin(&world, &theirs("theirs"), create, false).await;
            world
        }
        "CREATE_FAILED" => {
            let world = failing("Bucket", "CREATE_IN_PROGRESS", 1).await;
            begin(&world, &theirs("theirs"), create, true).await;
            world
        }
        "ROLLBACK_IN_PROGRESS" | "ROLLBACK_COMPLETE" => {
            let world = failing("Bucket", "CREATE_IN_PROGRESS", 1).await;
            begin(&world, &theirs("theirs"), create, false).await;
            world
        }
        "ROLLBACK_FAILED" => {
            let deletion = fault("Key", "DELETE_IN_PROGRESS", 1, "out of luck");
            let world = slow(vec![fault("Bucket", "CREATE_IN_PROGRESS", 1, "out of luck"), deletion]).await;
            begin(&world, &theirs("theirs"), create, false).await;
            world
        }
        "DELETE_IN_PROGRESS" | "DELETE_COMPLETE" | "DELETE_FAILED" => {
            let times = u32::from(status == "DELETE_FAILED");
            let world = failing("Bucket", "DELETE_IN_PROGRESS", times).await;
            begin(&world, &theirs("theirs"), create, false).await;
            until(&world, "CREATE_COMPLETE").await;
            world.aws.cloudformation(REGION).delete_stack().stack_name(STACK).send().await.unwrap();
            world
        }
        "UPDATE_IN_PROGRESS" | "UPDATE_COMPLETE" => {
            let world = slow(Vec::new()).await;
            update(&world, &theirs("other"), false).await;
            world
        }
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" => {
            let world = slow(Vec::new()).await;
            let mut fewer = theirs("other");
            fewer.as_object_mut().unwrap().remove("Bucket");
            update(&world, &fewer, false).await;
            world
        }
        "UPDATE_FAILED" => {
            let world = failing("Key", "UPDATE_IN_PROGRESS", 1).await;
            update(&world, &theirs("other"), true).await;
            world
        }
        "UPDATE_ROLLBACK_IN_PROGRESS" | "UPDATE_ROLLBACK_COMPLETE" => {
            let world = failing("Key", "UPDATE_IN_PROGRESS", 1).await;
            update(&world, &theirs("other"), false).await;
            world
        }
        "UPDATE_ROLLBACK_FAILED" => {
            // The first strike fails the update, the second the rollback of the same key.
            let world = failing("Key", "UPDATE_IN_PROGRESS", 2).await;
            update(&world, &theirs("other"), false).await;
            world
        }
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" => {
            let world = failing("Late", "CREATE_IN_PROGRESS", 1).await;
            let mut more = theirs("theirs");
            more["Early"] = bucket("acme-early");
            more["Late"] = bucket("acme-late");
            more["Late"]["DependsOn"] = "Early".into();
            update(&world, &more, false).await;
            world
        }
        "IMPORT_IN_PROGRESS" | "IMPORT_COMPLETE" => {
            let world = slow(Vec::new()).await;
            import(&world).await;
            world
        }
        "IMPORT_ROLLBACK_IN_PROGRESS" | "IMPORT_ROLLBACK_COMPLETE" => {
            let world = failing("Key", "IMPORT_IN_PROGRESS", 1).await;
            import(&world).await;
            world
        }
        "IMPORT_ROLLBACK_FAILED" => {
            let release = fault("Bucket", "IMPORT_ROLLBACK_IN_PROGRESS", 1, "out of luck");
            let world = slow(vec![fault("Key", "IMPORT_IN_PROGRESS", 1, "out of luck"), release]).await;
            import(&world).await;
            world
        }
        unknown => panic!("nobody knows how to bring a stack into {unknown}: decide what is done with it, and test it"),
    };
    until(&world, status).await;
    world
}
