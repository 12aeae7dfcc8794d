//! A service role, tags and notifications: where they end up, and that they stay.

use aws_sdk_cloudformation::types::Stack;
use serde_json::{Value, json};

use crate::world::{ACCOUNT, STACK, World};

const ROLE: &str = "arn:aws:iam::123456789012:role/cloudformation";
const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:events";
const ONE_REPLICA: [&str; 2] = ["--replications", "eu-west-1"];
/// A second region needs its word: the role may write to more buckets than before.
const TWO_REPLICAS: [&str; 4] = ["--replications", "eu-west-1,eu-north-1", "--allow", "policy-broadening"];

/// A world with a service role that may do everything.
async fn world() -> World {
    let world = World::new().await;
    let allow = |mut statement: Value| {
        statement["Effect"] = json!("Allow");
        json!({ "Version": "2012-10-17", "Statement": [statement] })
    };
    let role = json!({ "Type": "AWS::IAM::Role", "Properties": {
        "RoleName": "cloudformation",
        "AssumeRolePolicyDocument":
            allow(json!({ "Action": "sts:AssumeRole", "Principal": { "Service": "cloudformation.amazonaws.com" } })),
        "Policies": [{ "PolicyName": "all", "PolicyDocument": allow(json!({ "Action": "*", "Resource": "*" })) }],
    }});
    world.create(ACCOUNT, "roles", json!({ "Role": role })).await;
    world
}

async fn deploy(world: &World, arguments: &[&str]) -> crate::world::Ended {
    let arguments: Vec<&str> = ["deploy", "--yes", "--output", "json"].iter().chain(arguments).copied().collect();
    world.run(&arguments).await.succeeded()
}

async fn stack(world: &World) -> Stack {
    world.client(ACCOUNT).describe_stacks().stack_name(STACK).send().await.unwrap().stacks()[0].clone()
}

fn tags(stack: &Stack) -> Vec<String> {
    let tags = stack.tags().iter().map(|tag| format!("{}={}", tag.key().unwrap(), tag.value().unwrap()));
    let mut tags: Vec<String> = tags.collect();
    tags.sort();
    tags
}

#[tokio::test]
async fn role_tags_and_topics_reach_the_stack_and_stay_when_later_deployments_leave_them_out() {
    let world = world().await;
    let settings = ["--role-arn", ROLE, "--tag", "team=storage", "--tag", "note=a=b", "--notification-arn", TOPIC];
    deploy(&world, &[&ONE_REPLICA[..], &settings].concat()).await;
    let created = stack(&world).await;
    assert_eq!((created.role_arn(), created.notification_arns()), (Some(ROLE), &[TOPIC.to_owned()][..]));
    assert_eq!(tags(&created), ["note=a=b", "team=storage"]);

    let unchanged = deploy(&world, &ONE_REPLICA).await;
    assert_eq!(unchanged.events().pop().unwrap()["result"], "unchanged", "leaving them out counts as a change");
    let updated = deploy(&world, &TWO_REPLICAS).await;
    assert_eq!(updated.events().pop().unwrap()["result"], "UPDATE_COMPLETE");
    let after = stack(&world).await;
    assert_eq!((after.role_arn(), after.notification_arns()), (Some(ROLE), &[TOPIC.to_owned()][..]));
    assert_eq!(tags(&after), ["note=a=b", "team=storage"]);
}

#[tokio::test]
async fn tags_that_are_given_replace_those_of_the_stack() {
    let world = world().await;
    deploy(&world, &[&ONE_REPLICA[..], &["--tag", "team=storage", "--tag", "note=old"]].concat()).await;
    deploy(&world, &[&ONE_REPLICA[..], &["--tag", "team=archive"]].concat()).await;
    assert_eq!(tags(&stack(&world).await), ["team=archive"]);
}

#[tokio::test]
async fn a_role_that_comes_without_a_change_is_not_taken_silently() {
    let world = world().await;
    deploy(&world, &ONE_REPLICA).await;
    let ended = deploy(&world, &[&ONE_REPLICA[..], &["--role-arn", ROLE]].concat()).await;
    let warning = ended.events().into_iter().find(|event| event["level"] == "warning").expect("no warning");
    assert!(warning["message"].as_str().unwrap().contains(ROLE), "{warning}");
    assert_eq!(stack(&world).await.role_arn(), None);
    deploy(&world, &[&TWO_REPLICAS[..], &["--role-arn", ROLE]].concat()).await;
    assert_eq!(stack(&world).await.role_arn(), Some(ROLE));
}

#[tokio::test]
async fn a_role_that_cloudformation_may_not_assume_changes_nothing() {
    let world = World::new().await;
    let ended = world.run(&["deploy", "--yes", "--role-arn", ROLE]).await;
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(ended.err.contains(ROLE) && ended.err.contains("cannot be assumed"), "{}", ended.err);
    assert_eq!(world.status().await, None);
}

#[tokio::test]
async fn settings_that_contradict_or_would_be_ignored_are_refused() {
    let world = World::new().await;
    let twice = world.run(&["deploy", "--yes", "--tag", "team=a", "--tag", "team=b"]).await;
    assert_eq!(twice.code, 2, "{}", twice.err);
    assert!(twice.err.contains("the tag \"team\" is given twice"), "{}", twice.err);
    let reserved = world.run(&["deploy", "--yes", "--tag", "aws:team=a"]).await;
    assert_eq!(reserved.code, 2, "{}", reserved.err);
    // A plan is what was planned, with its settings.
    world.run(&["plan", "--out", "plan.json"]).await.succeeded();
    for setting in ["--tag=team=a", "--role-arn=arn", "--notification-arn=arn", "--template-bucket=b"] {
        let ignored = world.run(&["deploy", "--yes", "--plan", "plan.json", setting]).await;
        assert_eq!(ignored.code, 2, "{setting}: {}", ignored.err);
        assert!(ignored.err.contains("cannot be used with"), "{setting}: {}", ignored.err);
    }
    world.run(&["deploy", "--yes", "--plan", "plan.json"]).await.succeeded();
}
