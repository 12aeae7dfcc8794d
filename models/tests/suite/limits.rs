//! A stack at CloudFormation's limits.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test says so by panicking")]

use models::{LogicalId, ResourceAttributes, Stack, sqs};

/// A stack of `count` queues, each after the one before, each with its ARN as an output where CloudFormation still takes one.
fn queues(count: usize) -> Stack {
    let mut stack = Stack::new();
    let mut previous: Option<models::Handle<sqs::Queue>> = None;
    for index in 0..count {
        let id = |prefix: &str| LogicalId::try_from(format!("{prefix}{index}")).unwrap();
        let queue = sqs::Queue::new().queue_name(format!("queue-{index}")).delay_seconds(5);
        let handle = match &previous {
            Some(previous) => stack.add(id("Queue"), queue.depends_on(previous)),
            None => stack.add(id("Queue"), queue),
        };
        if index < 200 {
            stack.output(id("Arn"), handle.arn());
        }
        previous = Some(handle);
    }
    stack
}

#[test]
fn five_hundred_resources_build_check_and_serialise() {
    let template = queues(500).synth().unwrap();
    let text = template.to_json_compact();
    assert_eq!(template.to_value()["Resources"].as_object().unwrap().len(), 500);
    assert_eq!(queues(500).synth().unwrap().to_json_compact(), text, "the same input gives the same bytes");
    assert_eq!(queues(500).synth().unwrap().to_yaml(), template.to_yaml());
}

#[test]
fn a_template_above_the_inline_limit_is_noted_and_one_resource_too_many_is_refused() {
    let notes = queues(500).check();
    assert!(notes.iter().any(|f| f.rule == "limit" && f.message.contains("51200")), "{notes}");
    let findings = queues(501).synth().unwrap_err();
    assert!(findings.iter().any(|f| f.rule == "limit" && f.message.contains("501 resources")), "{findings}");
}
