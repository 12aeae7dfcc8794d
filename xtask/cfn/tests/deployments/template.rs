//! The stack of a template file, with the simulated AWS of the folder.

use std::path::Path;

use serde_json::json;
use test_support::program::Ended;

use crate::world::{EndsWith as _, World, of_kind};

const QUEUE: &str = "\
Parameters:
  Timeout: {Type: Number}
  Delay: {Type: Number, Default: 0}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: !Ref Timeout, DelaySeconds: !Ref Delay}
Outputs:
  Url: {Value: !Ref Queue}
  Timeout: {Value: !Ref Timeout}
";

#[test]
fn a_template_is_planned_deployed_changed_and_destroyed() {
    let world = World::with(&[("queue.yaml", QUEUE)]);
    let stack = "queue.yaml --stack-name jobs";

    let ended = world.local(&format!("plan {stack}")).ends_with(2);
    assert!(ended.err.contains("neither a value nor a default: Timeout"), "{}", ended.err);
    assert!(ended.err.contains("help: add --parameter Timeout=…"), "{}", ended.err);

    let ended = world.local(&format!("plan {stack} --parameter Timeout=30")).ends_with(0);
    assert!(ended.err.contains("Plan to create jobs in us-east-1:\n  + Queue AWS::SQS::Queue"), "{}", ended.err);
    world.local("status --stack-name jobs --check").ends_with(5);

    let ended = world.local(&format!("deploy {stack} --parameter Timeout=30")).ends_with(0);
    assert!(ended.out.contains("Timeout = 30\n") && ended.out.contains("/jobs-Queue-"), "{}", ended.out);
    let ended = world.local(&format!("deploy {stack}")).ends_with(0);
    assert!(ended.err.contains("no changes in jobs") && ended.out.contains("Timeout = 30\n"), "{}", ended.err);
    world.local(&format!("deploy {stack} --fail-on-empty")).ends_with(3);

    // What is not given keeps its value.
    let ended = world.local(&format!("plan {stack} -p Delay=5")).ends_with(0);
    assert!(ended.err.contains("~ Queue") && ended.err.contains("DelaySeconds"), "{}", ended.err);
    assert!(!ended.err.contains("VisibilityTimeout"), "{}", ended.err);
    let ended = world.local(&format!("deploy {stack} -p Delay=5")).ends_with(0);
    assert!(ended.out.contains("Timeout = 30\n"), "{}", ended.out);

    world.write("queue.yaml", &QUEUE.replace("Outputs:", "  Topic: {Type: AWS::SNS::Topic}\nOutputs:"));
    world.local(&format!("diff {stack} --check")).ends_with(5);
    world.local(&format!("deploy {stack}")).ends_with(0);
    world.local(&format!("diff {stack} --check")).ends_with(0);
    world.local("drift --stack-name jobs --check").ends_with(0);
    let ended = world.local("status jobs --check").ends_with(0);
    assert!(ended.out.starts_with("jobs in us-east-1 is UPDATE_COMPLETE"), "{}", ended.out);
    let ended = world.local("events --stack-name jobs").ends_with(0);
    assert!(ended.err.contains("CREATE_COMPLETE               Topic AWS::SNS::Topic"), "{}", ended.err);

    // Deleting resources is approved by name, whatever else is confirmed.
    world.write("queue.yaml", QUEUE);
    let ended = world.local("destroy --stack-name jobs --yes").ends_with(3);
    assert!(ended.err.contains("help: to approve, add --allow stack-deletion"), "{}", ended.err);
    world.local("destroy --stack-name jobs --allow stack-deletion").ends_with(0);
    let ended = world.local("destroy --stack-name jobs --allow stack-deletion").ends_with(0);
    assert!(ended.err.contains("there is nothing to delete"), "{}", ended.err);
}

#[test]
fn a_capability_is_acknowledged_by_its_name() {
    let role = r#"{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}}}}"#;
    let world = World::with(&[("role.json", role)]);
    let ended = world.local("deploy role.json --stack-name access --yes").ends_with(3);
    assert!(ended.err.contains("the template of access needs CAPABILITY_IAM, because it creates"), "{}", ended.err);
    assert!(ended.err.contains("help: to acknowledge it, add --capability CAPABILITY_IAM"), "{}", ended.err);
    world.local("status --stack-name access --check").ends_with(5);
    world.local("plan role.json --stack-name access").ends_with(3);
    world.local("deploy role.json --stack-name access --capability CAPABILITY_IAM").ends_with(0);
    let ended = world.local("deploy role.json --stack-name access --capability CAPABILITY_ALL").ends_with(2);
    assert!(ended.err.contains("CAPABILITY_NAMED_IAM"), "{}", ended.err);
}

#[test]
fn a_saved_plan_is_executed_as_it_was_made() {
    let world = World::with(&[("queue.yaml", QUEUE)]);
    world.local("plan queue.yaml --stack-name jobs -p Timeout=7 --tag team=mail --out plan.json").ends_with(0);
    // What the file says now is not what was planned.
    world.write("queue.yaml", "Resources: {}");
    let ended = world.local("deploy --plan plan.json").ends_with(0);
    assert!(ended.out.contains("Timeout = 7\n"), "{}", ended.out);
    world.write("queue.yaml", QUEUE);
    world.local("plan queue.yaml --stack-name jobs -p Timeout=8 --out late.json").ends_with(0);
    world.local("deploy queue.yaml --stack-name jobs -p Timeout=9").ends_with(0);
    let ended = world.local("deploy --plan late.json").ends_with(3);
    assert!(ended.err.contains("the plan is out of date"), "{}", ended.err);
    let ended = world.local("deploy --plan none.json").ends_with(2);
    assert!(
        ended.err.contains("none.json: the plan cannot be read") && ended.err.contains("--out FILE"),
        "{}",
        ended.err
    );
}

#[test]
fn files_that_a_template_names_are_uploaded_once_and_their_changes_are_changes_of_the_stack() {
    let function = "{Type: AWS::Lambda::Function, Properties: {Code: src, Handler: index.handler, Runtime: python3.13, \
                    Role: 'arn:aws:iam::123456789012:role/work'}}";
    let child = format!("Resources: {{Work: {function}}}\nOutputs: {{Arn: {{Value: !GetAtt Work.Arn}}}}\n");
    let parent = format!(
        "Resources:\n  Work: {function}\n  Child: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: child.yaml}}}}\n\
         Outputs: {{Arn: {{Value: !GetAtt Child.Outputs.Arn}}}}\n"
    );
    let files = [
        ("app/parent.yaml", parent.as_str()),
        ("app/child.yaml", &child),
        ("app/src/index.py", "def handler(e, c): pass"),
    ];
    let world = World::with(&files);
    let stack = "app/parent.yaml --stack-name work";
    let deployed = world.local(&format!("deploy {stack}")).ends_with(0);
    assert!(deployed.err.contains("created the bucket cfn-123456789012-us-east-1"), "{}", deployed.err);
    assert_eq!(deployed.err.matches("/2] uploaded app/").count(), 2, "{}", deployed.err);
    assert!(
        deployed.out.starts_with("Arn = arn:aws:lambda:us-east-1:123456789012:function:work-Child-"),
        "{}",
        deployed.out
    );
    let again = world.local(&format!("deploy {stack}")).ends_with(0);
    assert!(again.err.contains("no changes in work") && again.err.contains("2 files are in cfn-"), "{}", again.err);
    world.local(&format!("diff {stack} --check")).ends_with(0);
    world.write("app/src/index.py", "def handler(e, c): return 1");
    let differs = world.local(&format!("diff {stack} --check")).ends_with(5);
    assert!(differs.out.contains("S3Key"), "{}", differs.out);
    let planned = world.local(&format!("plan {stack}")).ends_with(0);
    assert!(planned.err.contains("~ Work AWS::Lambda::Function") && planned.err.contains("~ Child"), "{}", planned.err);
    // What a nested stack would change is in no change set.
    world.local(&format!("deploy {stack} --allow replacement")).ends_with(0);

    world.write("app/parent.yaml", &parent.replacen("Code: src", "Code: gone", 1));
    let missing = world.local(&format!("deploy {stack}")).ends_with(2);
    assert!(missing.err.contains("Work.Code names app/gone, which cannot be packed"), "{}", missing.err);
    world.write("app/parent.yaml", &parent.replacen("Code: src", "Code: {ImageUri: ./image}", 1));
    let image = world.local(&format!("deploy {stack}")).ends_with(2);
    assert!(
        image.err.contains("Work.Code.ImageUri names ./image, and images are not built here\n  help: build it"),
        "{}",
        image.err
    );
}

#[test]
fn a_stack_policy_keeps_an_update_from_deleting_what_holds_data() {
    let table = "  Table: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: [{AttributeName: Id, KeyType: HASH}], \
                 AttributeDefinitions: [{AttributeName: Id, AttributeType: S}], BillingMode: PAY_PER_REQUEST}}\n";
    let topic = "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n";
    let world = World::with(&[("data.yaml", &format!("{topic}{table}")), ("topic.yaml", topic)]);
    let policy = Ended::of(&mut world.command("", "policy data.yaml")).ends_with(0).out;
    let read: serde_json::Value = serde_json::from_str(&policy).unwrap();
    assert_eq!(read["Statement"][1]["Resource"], json!(["LogicalResourceId/Table"]), "{policy}");
    world.write("policy.json", &policy);
    world.local("deploy data.yaml --stack-name data --stack-policy policy.json --termination-protection").ends_with(0);
    let ended = world.local("status data").ends_with(0);
    assert!(ended.out.contains("termination protection on"), "{}", ended.out);
    // The policy binds whoever approves the deletion too.
    let refused = world.local("deploy topic.yaml --stack-name data --allow deletion");
    assert_ne!(refused.code, 0, "{}", refused.err);
    assert!(refused.err.contains("stack policy"), "{}", refused.err);
    world.local("status data --check").ends_with(0);

    let none = Ended::of(&mut world.command("", "policy topic.yaml")).ends_with(0);
    assert!(none.err.contains("no resource of topic is of a type that is known to hold data"), "{}", none.err);
    let wrong = world.local("deploy topic.yaml --stack-name data --stack-policy topic.yaml").ends_with(2);
    assert!(wrong.err.contains("topic.yaml: this is no stack policy"), "{}", wrong.err);
}

#[test]
fn a_large_template_goes_through_a_bucket() {
    let mut resources = serde_json::Map::new();
    for number in 0..300 {
        let topic = json!({ "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": format!("{number:0>90}") } });
        resources.insert(format!("Topic{number}"), topic);
    }
    let large = serde_json::to_string_pretty(&json!({ "Resources": resources })).unwrap();
    assert!(large.len() > 51_200, "{}", large.len());
    let bucket = "Resources: {Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: templates-of-this-test}}}";
    let world = World::with(&[("large.json", large.as_str()), ("bucket.yaml", bucket)]);
    let ended = world.local("deploy large.json --stack-name other").ends_with(0);
    assert!(ended.err.contains("created the bucket cfn-123456789012-us-east-1 in us-east-1"), "{}", ended.err);
    world.local("deploy bucket.yaml --stack-name templates").ends_with(0);
    world.local("deploy large.json --stack-name large --template-bucket templates-of-this-test").ends_with(0);
    let ended = world.local("status large --output json").ends_with(0);
    assert_eq!(of_kind(&ended.events(), "status")[0]["status"], "CREATE_COMPLETE");
}

#[test]
fn events_are_the_documented_ones_and_end_once() {
    let world = World::with(&[("queue.yaml", QUEUE)]);
    let events = world.local("deploy queue.yaml --stack-name jobs -p Timeout=1 --output json").ends_with(0).events();
    let documented = include_str!("../../../../archive/command-line/docs/events.md");
    for event in &events {
        let kind = event["event"].as_str().unwrap();
        assert!(documented.contains(&format!("`{kind}`")), "{kind}");
    }
    assert_eq!(of_kind(&events, "started")[0]["stack"], "jobs");
    let finished = events.last().unwrap();
    assert_eq!((&finished["event"], &finished["result"]), (&json!("finished"), &json!("CREATE_COMPLETE")));
    assert_eq!(finished["outputs"]["Timeout"], "1");

    let ended = world.local("deploy queue.yaml --stack-name jobs -p Colour=red --output json").ends_with(2);
    let events = ended.events();
    assert_eq!(of_kind(&events, "error").len(), 1);
    assert_eq!(events.last().unwrap()["message"], "the template has no parameter \"Colour\"");
    assert_eq!(events.last().unwrap()["code"], 2);
}

#[test]
fn parameters_come_from_files_too() {
    let file =
        r#"[{"ParameterKey": "Timeout", "ParameterValue": "11"}, {"ParameterKey": "Delay", "ParameterValue": "3"}]"#;
    let world = World::with(&[("queue.yaml", QUEUE), ("parameters.json", file)]);
    let ended =
        world.local("deploy queue.yaml --stack-name jobs --parameter-file parameters.json -p Delay=4").ends_with(0);
    assert!(ended.out.contains("Timeout = 11\n"), "{}", ended.out);
    let ended = world.local("plan queue.yaml --stack-name jobs --parameter-file parameters.json").ends_with(0);
    assert!(ended.err.contains("DelaySeconds: 4 → 3"), "{}", ended.err);
    world.write("parameters.yaml", "Parameters:\n  Delay: 8\n");
    let ended = world.local("plan queue.yaml --stack-name jobs --parameter-file parameters.yaml").ends_with(0);
    assert!(ended.err.contains("DelaySeconds: 4 → 8"), "{}", ended.err);
    world.write("wrong.json", "[\"Delay=8\",\n");
    let ended = world.local("plan queue.yaml --stack-name jobs --parameter-file wrong.json").ends_with(2);
    assert!(ended.err.contains("wrong.json: this is not JSON: EOF while parsing a value at line 2"), "{}", ended.err);
}

#[test]
fn a_failed_deployment_is_rolled_back_and_its_cause_is_told() {
    let queue = "Resources:\n  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: taken-by-another-stack}}\n";
    let world = World::with(&[("queue.yaml", queue)]);
    world.local("deploy queue.yaml --stack-name first").ends_with(0);
    let ended = world.local("deploy queue.yaml --stack-name second");
    assert!(
        [2, 4].contains(&ended.code) && ended.err.contains("taken-by-another-stack"),
        "{} {}",
        ended.code,
        ended.err
    );
    assert!(ended.err.contains("exists"), "{}", ended.err);
}

#[test]
fn what_is_missing_is_asked_for_by_its_option() {
    let world = World::with(&[("queue.yaml", QUEUE), ("wrong.yaml", "Resources: {A: {Type: AWS::SNS::Topic")]);
    for (line, said) in [
        ("deploy queue.yaml", "help: name it with --stack-name"),
        ("deploy", "there is no Cargo project here"),
        ("deploy shop", "shop is no template file, and there is no Cargo project here"),
        ("deploy missing.yaml --stack-name jobs", "missing.yaml: cannot be read"),
        ("deploy wrong.yaml --stack-name jobs", "wrong.yaml:1:"),
        ("deploy queue.yaml other.yaml --stack-name jobs", "other.yaml is one argument too many"),
        ("status", "help: name the stack with --stack-name"),
        ("rollback one two", "`cfn rollback` is about one stack, and these are named: one, two"),
    ] {
        let ended = world.local(line).ends_with(2);
        assert!(ended.err.contains(said), "cfn {line}: {}", ended.err);
    }
    assert!(!world.path().join(".cfn").join("simulator").join("state.json").exists(), "something was simulated");
}

/// From nothing to a stack and back, with the template of a file that was not written for this test.
fn live_and_die(path: &Path, arguments: &str) {
    let world = World::with(&[]);
    let name = path.file_name().unwrap().to_str().unwrap();
    world.write(name, &std::fs::read_to_string(path).unwrap());
    let stack = format!("{name} --stack-name theirs");
    world.local(&format!("plan {stack} {arguments}")).ends_with(0);
    world.local(&format!("deploy {stack} {arguments}")).ends_with(0);
    let ended = world.local(&format!("deploy {stack}")).ends_with(0);
    assert!(ended.err.contains("no changes in theirs"), "{name}: {}", ended.err);
    world.local("destroy --stack-name theirs --allow stack-deletion").ends_with(0);
    world.local("status theirs --check").ends_with(5);
}

#[test]
fn templates_of_others_live_and_die() {
    for (file, arguments) in [
        ("corpus/SQS__SQSStandardQueue.yaml", ""),
        ("corpus/DynamoDB__DynamoDB_Table.json", "-p HashKeyElementName=Id"),
    ] {
        let Some(path) = test_support::machine::shared(file) else { return };
        live_and_die(&path, arguments);
    }
}

#[test]
fn a_template_of_the_repository_lives_and_dies() {
    live_and_die(&test_support::machine::repository().join("archive/simulator/tests/corpus/own/network.yaml"), "");
}
