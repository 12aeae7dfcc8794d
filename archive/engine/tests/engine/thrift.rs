//! The number of calls that a deployment makes: counted, and documented in `archive/docs/calls.md`.

use serde_json::json;

use crate::world::{Allow, World, key, request};

#[tokio::test]
async fn a_deployment_without_changes_makes_the_documented_calls() {
    let world = World::new().await;
    let approver = Allow(&[]);
    let wanted = request(json!({ "Key": key("one") }));
    world.engine(&approver).deploy(&wanted).await.unwrap();

    let aws = world.again().await;
    let engine =
        cfn_deploy::Engine::new(&aws, crate::world::REGION, &world.kept, &approver, crate::world::POLL_INTERVAL);
    assert!(engine.deploy(&wanted).await.unwrap().unchanged);
    let calls = aws.calls().by_operation();
    let names: Vec<_> = calls.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "CloudFormation.CreateChangeSet",
            "CloudFormation.DeleteChangeSet",
            "CloudFormation.DescribeChangeSet",
            "CloudFormation.DescribeStacks",
        ]
    );
    for (name, count) in &calls {
        let allowed = if name.ends_with("DescribeChangeSet") { 3 } else { 1 };
        assert!(*count <= allowed, "{name} was called {count} times");
    }
}

#[tokio::test]
async fn following_an_operation_asks_for_events_and_for_the_stack_only_at_its_end() {
    let world = World::new().await;
    let approver = Allow(&[]);
    world.engine(&approver).deploy(&request(json!({ "Key": key("one") }))).await.unwrap();
    let calls = world.aws.calls().by_operation();
    assert_eq!(calls["CloudFormation.ExecuteChangeSet"], 1);
    assert_eq!(calls["CloudFormation.CreateChangeSet"], 1);
    // Before the change set, at the end, and once more if the end was not yet to be seen.
    assert!(calls["CloudFormation.DescribeStacks"] <= 4, "{calls:?}");
}
