//! Components, default tags, changes to every resource, and what is built by iterators and branches.

use models::app::Environment;
use models::{
    Handle, Json, List, Map, OptionalProperties, RawResource, RawSection, ResourceAttributes, Scope, Stack, Tag,
    Template, Value, autoscaling, id, json, lambda, list, s3, sqs, ssm,
};
use serde_json::json as plain;

fn property(template: &Template, id: &str, path: &str) -> serde_json::Value {
    template.resource(id).unwrap().property(path).unwrap_or_default()
}

fn workers(scope: &mut Scope<'_>, count: usize) -> Vec<Handle<sqs::Queue>> {
    let region = scope.environment().region_name().unwrap_or("somewhere").to_owned();
    (0..count)
        .map(|index| {
            let mut worker = scope.scope(id!("Worker").join(index));
            let queue = worker.add(id!("Queue"), sqs::Queue::new().queue_name(format!("{region}-{index}")));
            worker.output(id!("Url"), queue.reference());
            queue
        })
        .collect()
}

#[test]
fn a_component_can_be_there_twice() {
    let mut stack = Stack::new();
    stack.in_environment(Environment::region("eu-west-1"));
    let fast = workers(&mut stack.scope(id!("Fast")), 2);
    let slow = workers(stack.scope(id!("Slow")).tag("Speed", "slow"), 1);
    let ids: Vec<&str> = fast.iter().chain(&slow).map(Handle::logical_id).collect();
    assert_eq!(ids, ["FastWorker0Queue", "FastWorker1Queue", "SlowWorker0Queue"]);
    let template = stack.synth_unchecked();
    assert_eq!(property(&template, "FastWorker1Queue", "QueueName"), "eu-west-1-1");
    assert_eq!(property(&template, "FastWorker1Queue", "Tags"), plain!(null));
    assert_eq!(property(&template, "SlowWorker0Queue", "Tags"), plain!([{ "Key": "Speed", "Value": "slow" }]));
    assert_eq!(template.output("SlowWorker0Url"), Some(plain!({ "Ref": "SlowWorker0Queue" })));
}

#[test]
fn default_tags_are_written_as_each_type_writes_its_own() {
    let mut stack = Stack::new();
    stack.tag("Owner", "shop").tag("Team", "all");
    stack.add(id!("Plain"), sqs::Queue::new());
    let mut scope = stack.scope(id!("Orders"));
    scope.tag("Team", "orders");
    scope.add(id!("Own"), sqs::Queue::new().tags([Tag::new("Owner", "me")]));
    // A map, a list whose items say more, and a type that cannot have tags.
    scope.add(id!("Map"), ssm::Parameter::new(ssm::parameter::Type::String, "x"));
    scope.add(id!("Group"), autoscaling::AutoScalingGroup::new("2", "1"));
    scope.add(id!("Policy"), sqs::QueuePolicy::new(Value::unchecked(plain!({})), ["https://queue"]));
    stack.add(id!("Unknown"), RawResource::new("Acme::A::B"));
    stack.raw_entry(RawSection::Resources, "Raw", plain!({ "Type": "AWS::SQS::Queue" }));
    let template = stack.synth_unchecked();
    let pairs = plain!([{ "Key": "Owner", "Value": "shop" }, { "Key": "Team", "Value": "all" }]);
    assert_eq!(property(&template, "Plain", "Tags"), pairs);
    assert_eq!(property(&template, "Raw", "Tags"), pairs);
    assert_eq!(
        property(&template, "OrdersOwn", "Tags"),
        plain!([{ "Key": "Owner", "Value": "me" }, { "Key": "Team", "Value": "orders" }])
    );
    assert_eq!(property(&template, "OrdersMap", "Tags"), plain!({ "Team": "orders", "Owner": "shop" }));
    assert_eq!(
        property(&template, "OrdersGroup", "Tags/0"),
        plain!({ "Key": "Team", "Value": "orders", "PropagateAtLaunch": true })
    );
    assert_eq!(property(&template, "OrdersPolicy", "Tags"), plain!(null));
    assert_eq!(property(&template, "Unknown", "Tags"), plain!(null));
    let (first, second) = (template.to_json(), stack.synth_unchecked().to_json());
    assert_eq!(first, second, "tags are added to the template, not to the stack");
}

#[test]
fn every_resource_is_visited_with_its_type() {
    let mut stack = Stack::new();
    stack.add(id!("Queue"), sqs::Queue::new().delay_seconds(5));
    stack.add(id!("Bucket"), s3::Bucket::new());
    stack.add(id!("Other"), RawResource::new("Acme::A::B"));
    stack.raw_entry(RawSection::Resources, "Raw", plain!({ "Type": "AWS::SQS::Queue" }));
    let mut seen = Vec::new();
    stack.visit(|resource| {
        let name = resource.resource_type().map(|name| name.into_owned());
        seen.push((resource.logical_id().to_owned(), name.unwrap_or_default(), resource.property("DelaySeconds")));
        let is_queue =
            resource.update(|queue: sqs::Queue| queue.sqs_managed_sse_enabled(true).retain_except_on_create());
        assert_eq!(is_queue, resource.as_type::<sqs::Queue>().is_some());
        resource.update(|raw: RawResource| raw.property("Size", 1));
        resource.raw_property("Note", "seen");
    });
    assert_eq!(
        seen,
        [
            ("Queue".to_owned(), "AWS::SQS::Queue".to_owned(), Some(plain!(5))),
            ("Bucket".to_owned(), "AWS::S3::Bucket".to_owned(), None),
            ("Other".to_owned(), "Acme::A::B".to_owned(), None),
            ("Raw".to_owned(), "AWS::SQS::Queue".to_owned(), None),
        ]
    );
    let template = stack.synth_unchecked();
    assert_eq!(
        template.resource("Queue").unwrap().properties(),
        plain!({ "DelaySeconds": 5, "SqsManagedSseEnabled": true, "Note": "seen" })
    );
    assert_eq!(template.resource("Queue").unwrap().attribute("DeletionPolicy"), Some("RetainExceptOnCreate".into()));
    assert_eq!(template.resource("Other").unwrap().properties(), plain!({ "Size": 1, "Note": "seen" }));
    assert_eq!(template.resource("Raw").unwrap().properties(), plain!({}));
}

#[test]
fn attributes_keep_the_type() {
    let build = |production: bool, delay: Option<i64>| {
        let mut queue = sqs::Queue::new().with(delay, sqs::Queue::delay_seconds);
        if production {
            queue = queue.retain_except_on_create();
        }
        queue.visibility_timeout(30)
    };
    let mut stack = Stack::new();
    let first = stack.add(id!("Kept"), build(true, None));
    stack.add(id!("Gone"), build(false, Some(3)).depends_on(&first).resource_metadata("Why", "a test"));
    let template = stack.synth().unwrap().to_value();
    assert_eq!(
        template["Resources"]["Kept"],
        plain!({
            "Type": "AWS::SQS::Queue", "DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain",
            "Properties": { "VisibilityTimeout": 30 },
        })
    );
    assert_eq!(
        template["Resources"]["Gone"],
        plain!({
            "Type": "AWS::SQS::Queue", "DependsOn": "Kept", "Metadata": { "Why": "a test" },
            "Properties": { "DelaySeconds": 3, "VisibilityTimeout": 30 },
        })
    );
}

#[test]
fn lists_and_objects_grow_by_options_and_iterators() {
    let mut stack = Stack::new();
    let queues: Vec<_> = (1_usize..=2)
        .map(|index| stack.add(id!("Queue").join(index), sqs::Queue::new().delay_seconds(index)))
        .collect();
    let mut tags = list![Tag::new("Owner", "me")];
    tags.extend(Some(Tag::new("Stage", "test")));
    tags.extend(None::<Tag>);
    tags.extend(queues.iter().map(|queue| Tag::new(queue.logical_id(), queue.arn())));
    let by_name: Json = queues.iter().map(|queue| (queue.logical_id().to_owned(), queue.arn())).collect();
    let numbers: List<i64> = (0..3).collect();
    let key = String::from("computed");
    let all = json!({ (key): by_name, "numbers": numbers });
    stack.add(id!("Tagged"), sqs::Queue::new().tags(tags));
    stack.metadata("All", all);
    let mut map = Map::new();
    map.extend(queues.iter().map(|queue| (queue.logical_id().to_owned(), queue.reference())));
    let variables = lambda::function::Environment::new().variables(map);
    stack.metadata("Variables", variables);
    let mut free: Map<Json> = Map::new();
    free.insert_json("Count", queues.len());
    free.insert_json("First", queues[0].arn());
    stack.metadata("Free", free);
    let template = stack.synth().unwrap();
    assert_eq!(property(&template, "Tagged", "Tags/1/Key"), "Stage");
    assert_eq!(property(&template, "Tagged", "Tags/3/Value"), plain!({ "Fn::GetAtt": ["Queue2", "Arn"] }));
    assert_eq!(
        template.to_value()["Metadata"]["All"],
        plain!({
            "computed": { "Queue1": { "Fn::GetAtt": ["Queue1", "Arn"] }, "Queue2": { "Fn::GetAtt": ["Queue2", "Arn"] } },
            "numbers": [0, 1, 2],
        })
    );
    assert_eq!(template.to_value()["Metadata"]["Variables"]["Variables"]["Queue1"], plain!({ "Ref": "Queue1" }));
    assert_eq!(
        template.to_value()["Metadata"]["Free"],
        plain!({ "Count": 2, "First": { "Fn::GetAtt": ["Queue1", "Arn"] } })
    );
}
