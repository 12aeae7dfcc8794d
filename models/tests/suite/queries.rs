//! Tests of one's own stacks: typed queries, and what deploying one needs.

use iam_evaluator::{TemplateRole, assert_allows, assert_denies};
use models::policy::{IdentityPolicy, Principal, Statement, TrustPolicy};
use models::{Condition, Parameter, RawResource, ResourceAttributes, Stack, Tag, iam, id, permissions, sns, sqs};
use serde_json::json;

#[test]
fn resources_are_found_by_type_id_and_properties() {
    let mut stack = Stack::new();
    let topic = stack.add(id!("Topic"), sns::Topic::new());
    stack.add(id!("Fast"), sqs::Queue::new().delay_seconds(0));
    stack.add(id!("Slow"), sqs::Queue::new().delay_seconds(60).queue_name("slow").retain_except_on_create());
    stack.output(id!("TopicArn"), topic.reference());
    let template = stack.synth().unwrap();
    assert_eq!(template.resources_of::<sqs::Queue>().count(), 2);
    assert_eq!(template.resources().count(), 3);
    let slow = template.find(sqs::Queue::new().delay_seconds(60)).unwrap();
    assert_eq!((slow.logical_id(), slow.property("QueueName")), ("Slow", Some(json!("slow"))));
    assert_eq!(slow.attribute("DeletionPolicy"), Some(json!("RetainExceptOnCreate")));
    assert_eq!(template.resource("Topic").unwrap().resource_type(), "AWS::SNS::Topic");
    assert!(template.resource("Nope").is_none());
    assert_eq!(template.output("TopicArn"), Some(json!({ "Ref": "Topic" })));
    let error = template.find(sqs::Queue::new().tags([Tag::new("a", "b")])).unwrap_err().to_string();
    assert_eq!(error, "no AWS::SQS::Queue has these properties\n  Fast: Tags is not set\n  Slow: Tags is not set");
    let error = template.find(iam::Group::new()).unwrap_err().to_string();
    assert_eq!(error, "the template has no AWS::IAM::Group");
}

#[test]
fn what_a_role_of_the_stack_may_do_is_asserted() {
    let mut stack = Stack::new();
    let jobs = stack.add(id!("Jobs"), sqs::Queue::new());
    let others = stack.add(id!("Others"), sqs::Queue::new());
    let trust = TrustPolicy::new([Statement::allow_assume(Principal::service("lambda.amazonaws.com"))]);
    let role = stack.add(id!("Role"), iam::Role::new(trust));
    let send = Statement::allow(sqs::ACTIONS.send_message, jobs.arn());
    stack.add(id!("Send"), iam::RolePolicy::new("send", role.reference()).policy_document(IdentityPolicy::new([send])));
    let template = stack.synth().unwrap();

    let role = TemplateRole::new(&template.to_value(), role.logical_id()).unwrap();
    assert_allows(&role, sqs::ACTIONS.send_message, jobs.arn());
    assert_denies(&role, sqs::ACTIONS.receive_message, jobs.arn());
    assert_denies(&role, sqs::ACTIONS.send_message, others.arn());
}

#[test]
fn permissions_are_those_of_the_handlers_as_far_as_the_template_gives_reason() {
    let mut stack = Stack::new();
    stack.add(id!("Plain"), sqs::Queue::new());
    stack.add(id!("Other"), RawResource::new("Acme::A::B"));
    let needed = permissions::of(&stack.synth().unwrap());
    let actions: Vec<&str> = needed.actions().collect();
    assert!(
        ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes"].iter().all(|it| actions.contains(it)),
        "{actions:?}"
    );
    assert!(!actions.contains(&"sqs:TagQueue"), "{actions:?}");
    assert_eq!(needed.unknown().collect::<Vec<_>>(), ["Acme::A::B"]);
    stack.add(id!("Tagged"), sqs::Queue::new().tags([Tag::new("a", "b")]));
    let needed = permissions::of(&stack.synth().unwrap());
    assert!(needed.actions().any(|action| action == "sqs:TagQueue"));
    let policy = needed.policy().stringify().unwrap().node().to_json();
    assert!(policy.as_str().unwrap().contains(r#""Effect":"Allow","Action":["sqs:CreateQueue""#), "{policy}");
}

#[test]
fn a_reference_to_what_a_condition_leaves_out_is_found() {
    let mut stack = Stack::new();
    let stage = stack.parameter(id!("Stage"), Parameter::string().default("test"));
    let production = stack.condition(id!("Production"), Condition::equals(stage.reference(), "prod"));
    let test = stack.condition(id!("Test"), Condition::not(&production));
    let queue = stack.add(id!("Queue"), sqs::Queue::new().only_if(&production));
    stack.output(id!("Always"), queue.arn());
    stack.output(id!("Never"), queue.arn()).only_if(&test);
    stack.output(id!("Right"), queue.arn()).only_if(&production);
    let findings = stack.check();
    let found: Vec<String> = findings.iter().map(|it| format!("{} {} {}", it.severity, it.rule, it.path)).collect();
    assert_eq!(
        found,
        ["warning conditional-reference Outputs.Always.Value", "error conditional-reference Outputs.Never.Value",]
    );
}

fn queue() -> Stack {
    let mut stack = Stack::new();
    stack.add(id!("Queue"), sqs::Queue::new());
    stack
}

models::synth_test!(one_line_tests_a_stack, queue());

#[test]
fn a_failed_synthesis_is_printed_as_findings() {
    let mut stack = queue();
    stack.add(id!("Slow"), sqs::Queue::new().delay_seconds(901));
    let failure = models::check::SynthFailure::from(stack.synth().unwrap_err());
    let text = format!("{failure:?}");
    assert!(text.starts_with("the stack cannot be deployed\nerror[") && text.contains("Slow.DelaySeconds"), "{text}");
}
