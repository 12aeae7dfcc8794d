//! Several people at one stack at the same time: one operation after the other, and everybody is told how theirs ended.

use cfn_deploy::StackRequest;
use serde_json::json;

use crate::world::{Allow, Deployer, POLL_INTERVAL, REGION, STACK, World, bucket, key, request};

fn wanted(description: &str) -> StackRequest {
    request(json!({ "Key": key(description), "Bucket": bucket("acme-shared") }))
}

/// Somebody with a connection of their own.
async fn person(world: &World) -> Deployer {
    Deployer::new(world.again().await, REGION)
}

/// The operations that the stack has seen, oldest first: the status that each began with and the one that it ended in.
/// Fails if one began before the one before it had ended.
async fn operations(world: &World) -> Vec<(String, String)> {
    let answer = world.aws.cloudformation(REGION).describe_stack_events().stack_name(STACK).send().await.unwrap();
    let mut statuses: Vec<_> = answer
        .stack_events()
        .iter()
        .filter(|event| event.physical_resource_id() == event.stack_id())
        .map(|event| {
            (event.resource_status().unwrap().as_str().to_owned(), event.resource_status_reason().map(str::to_owned))
        })
        .filter(|(status, _)| status != "REVIEW_IN_PROGRESS")
        .collect();
    statuses.reverse();
    let mut operations: Vec<(String, Option<String>)> = Vec::new();
    for (status, reason) in statuses {
        let begins = reason.as_deref() == Some("User Initiated");
        if begins {
            assert!(operations.last().is_none_or(|(_, end)| end.is_some()), "{status} began beside {operations:?}");
            operations.push((status, None));
        } else if !status.ends_with("_IN_PROGRESS") {
            operations.last_mut().unwrap().1 = Some(status);
        }
    }
    operations.into_iter().map(|(begin, end)| (begin, end.unwrap())).collect()
}

#[tokio::test]
async fn the_same_template_is_deployed_once_and_both_are_told_that_it_is_done() {
    let world = World::new().await;
    let (one, two, approver) = (person(&world).await, person(&world).await, Allow(&[]));
    let (engine_one, engine_two, request) = (one.engine(&approver), two.engine(&approver), wanted("same"));
    let (first, second) = tokio::join!(engine_one.deploy(&request), engine_two.deploy(&request));
    for ended in [first, second] {
        assert_eq!(ended.unwrap().status, "CREATE_COMPLETE");
    }
    assert_eq!(operations(&world).await, [("CREATE_IN_PROGRESS".to_owned(), "CREATE_COMPLETE".to_owned())]);
}

#[tokio::test]
async fn different_templates_are_deployed_one_after_the_other() {
    for round in 0..8 {
        let world = World::new().await;
        let (one, two, approver) = (person(&world).await, person(&world).await, Allow(&[]));
        let (engine_one, engine_two) = (one.engine(&approver), two.engine(&approver));
        if round % 2 == 1 {
            engine_one.deploy(&wanted("before")).await.unwrap();
        }
        let (ones, twos) = (wanted("one"), wanted("two"));
        // The second comes a little later each time, so that they meet at different points.
        let later = async {
            tokio::time::sleep(POLL_INTERVAL.initial * round * 3).await;
            engine_two.deploy(&twos).await
        };
        let (first, second) = tokio::join!(engine_one.deploy(&ones), later);
        for (ended, person) in [(first, &one), (second, &two)] {
            let outcome = ended.unwrap_or_else(|error| panic!("round {round}: {error} {:#?}", person.kept.all()));
            assert!(matches!(outcome.status.as_str(), "CREATE_COMPLETE" | "UPDATE_COMPLETE"), "{}", outcome.status);
        }
        assert!(operations(&world).await.iter().all(|(_, end)| !end.contains("ROLLBACK")));
        // The one that came last is what is there.
        let there = [engine_one.diff(&ones).await.unwrap().changes, engine_two.diff(&twos).await.unwrap().changes];
        assert_eq!(there.iter().filter(|changes| changes.is_empty()).count(), 1, "round {round}: {there:#?}");
    }
}

#[tokio::test]
async fn who_destroys_while_another_deploys_waits_for_the_other() {
    let world = World::new().await;
    let (one, two) = (person(&world).await, person(&world).await);
    let (plain, word) = (Allow(&[]), Allow(&[cfn_deploy::DangerKind::StackDeletion]));
    let (deploying, destroying, request) = (one.engine(&plain), two.engine(&word), wanted("one"));
    let options = cfn_deploy::DestroyOptions::default();
    let destroyed = async {
        while matches!(world.status().await.as_deref(), None | Some("REVIEW_IN_PROGRESS")) {
            tokio::time::sleep(POLL_INTERVAL.initial / 4).await;
        }
        destroying.destroy(STACK, &options).await
    };
    let (deployed, destroyed) = tokio::join!(deploying.deploy(&request), destroyed);
    assert!(destroyed.unwrap().existed);
    assert_eq!(world.status().await, None);
    match deployed {
        Ok(outcome) => assert_eq!(outcome.status, "CREATE_COMPLETE"),
        Err(error) => assert!(
            error.to_string().contains("was deleted") || error.to_string().contains("does not exist"),
            "{error}"
        ),
    }
}
