//! Programs of several stacks.

use models::app::{App, AppStack, Context, Environment};
use models::{
    Parameter, ParameterValues, RawResource, RawSection, Stack, cloudformation, id, intrinsic, sns, sqs, sub,
};
use serde_json::json;

fn regions() -> (App, [AppStack; 4]) {
    let app = App::new("shop");
    let mut orders = app.stack("orders", Environment::region("eu-west-1"));
    let queue = orders.add(id!("Queue"), sqs::Queue::new());
    let queue_arn = orders.export(id!("QueueArn"), queue.arn());
    let mut mail = app.stack("mail", Environment::region("eu-west-1"));
    let topic = mail.add(id!("Topic"), sns::Topic::new());
    mail.add(
        id!("Subscription"),
        sns::Subscription::new(sns::subscription::Protocol::Sqs, topic.reference()).endpoint(queue_arn),
    );
    let topic_arn = mail.export_to_regions(id!("TopicArn"), topic.reference());
    let mut alarms = app.stack("alarms", Environment::region("us-east-1"));
    alarms.add(
        id!("Subscription"),
        sns::Subscription::new(sns::subscription::Protocol::Email, topic_arn)
            .endpoint("a@example.com")
            .region("eu-west-1"),
    );
    let mut alone = app.stack("alone", Environment::account("123456789012", "us-east-1"));
    alone.add(id!("Queue"), sqs::Queue::new());
    (app, [alarms, mail, orders, alone])
}

fn refused(app: &App, stacks: impl IntoIterator<Item = AppStack>) -> String {
    app.synth(stacks).unwrap_err().to_string()
}

#[test]
fn stacks_come_after_what_they_take_from() {
    let (app, stacks) = regions();
    let assembly = app.synth(stacks).unwrap();
    let order: Vec<(&str, &[String])> = assembly.stacks().iter().map(|it| (it.name(), it.depends_on())).collect();
    assert_eq!(
        order,
        [
            ("shop-orders", &[][..]),
            ("shop-mail", &["shop-orders".to_owned()]),
            ("shop-alarms", &["shop-mail".to_owned()]),
            ("shop-alone", &[]),
        ]
    );
    let mail = assembly.stacks()[1].template();
    let endpoint = mail.resource("Subscription").unwrap().property("Endpoint");
    assert_eq!(endpoint, Some(json!({ "Fn::ImportValue": "shop-orders-QueueArn" })));
    let alarms = assembly.stacks()[2].template();
    assert_eq!(
        alarms.resource("Subscription").unwrap().property("TopicArn"),
        Some(
            json!({ "Fn::GetStackOutput": { "StackName": "shop-mail", "OutputName": "TopicArn", "Region": "eu-west-1" } })
        )
    );
    assert_eq!(
        assembly.manifest()["stacks"][3],
        json!({
            "name": "shop-alone", "account": "123456789012", "region": "us-east-1", "dependsOn": [],
            "template": "shop-alone.template.json",
        })
    );
}

#[test]
fn what_does_not_fit_between_stacks_is_found() {
    let app = App::new("shop");
    let queue = |name: &str, region: &str| {
        let mut stack = app.stack(name, Environment::region(region));
        stack.add(id!("Queue"), sqs::Queue::new());
        stack
    };
    let mut importer = queue("a", "eu-west-1");
    importer.output(id!("Out"), intrinsic::import_value("nope"));
    assert_eq!(refused(&app, [importer]), "stack `shop-a` imports `nope`, which no stack of the program exports");

    let mut exporter = queue("a", "eu-west-1");
    let value = exporter.export(id!("Value"), models::sub!("${AWS::Region}"));
    let mut importer = queue("b", "us-east-1");
    importer.output(id!("Out"), value);
    let error = refused(&app, [exporter, importer]);
    assert!(
        error.contains("imports `shop-a-Value` of stack `shop-a`, which is in another account or region"),
        "{error}"
    );

    let (mut first, mut second) = (queue("a", "eu-west-1"), queue("b", "eu-west-1"));
    let from_first = first.export(id!("Value"), models::sub!("${AWS::Region}"));
    let from_second = second.export(id!("Value"), models::sub!("${AWS::Region}"));
    first.output(id!("Out"), from_second);
    second.output(id!("Out"), from_first);
    assert_eq!(refused(&app, [first, second]), "the stacks `shop-a`, `shop-b` take values from each other in a circle");

    let error = refused(&app, [queue("a", "eu-west-1"), queue("a", "eu-west-1"), queue("b_c", "eu-west-1")]);
    assert!(error.contains("two stacks of one account and region are named `shop-a`"), "{error}");
    assert!(error.contains("`shop-b_c` is not a name of a stack"), "{error}");

    let mut broken = queue("a", "eu-west-1");
    broken.add(id!("Bad"), sqs::Queue::new().delay_seconds(901));
    let error = refused(&app, [broken]);
    assert!(error.starts_with("stack `shop-a`:\nerror[") && error.contains("Bad.DelaySeconds"), "{error}");
}

#[test]
fn stacks_of_one_name_have_a_file_each() {
    let app = App::new("shop");
    let stack = |name: &str, environment: Environment| {
        let mut stack = app.stack(name, environment);
        stack.add(id!("Queue"), sqs::Queue::new());
        stack
    };
    let stacks = [
        stack("orders", Environment::region("eu-west-1")),
        stack("orders", Environment::current()),
        stack("orders", Environment::account("123456789012", "eu-west-1")),
        stack("mail", Environment::region("eu-west-1")),
    ];
    let assembly = app.synth(stacks).unwrap();
    let mut files: Vec<String> = assembly.stacks().iter().map(|stack| stack.file_name()).collect();
    files.sort_unstable();
    assert_eq!(
        files,
        [
            "shop-mail.template.json",
            "shop-orders.123456789012.eu-west-1.template.json",
            "shop-orders.eu-west-1.template.json",
            "shop-orders.template.json",
        ]
    );
}

#[test]
fn nested_stacks_are_held_against_their_templates() {
    let mut child = Stack::new();
    let name = child.parameter(id!("Name"), Parameter::string());
    let queue = child.add(id!("Queue"), sqs::Queue::new().queue_name(name.reference()));
    child.output(id!("QueueArn"), queue.arn());
    let child = child.synth().unwrap();

    let mut parent = Stack::new();
    let url = "https://example.s3.amazonaws.com/child.json";
    let properties = cloudformation::Stack::new(url).parameters([("Name", "orders")]);
    let nested = parent.nested(id!("Child"), properties, &child);
    parent.output(id!("Arn"), nested.output(&id!("QueueArn")));
    parent.synth().unwrap();

    parent.output(id!("Nope"), sub!("<${nope}>", nope = nested.output(&id!("QueueArm"))));
    parent.nested(id!("Other"), cloudformation::Stack::new(url).parameters([("Nme", "orders")]), &child);
    let findings = parent.check();
    let found: Vec<String> = findings.iter().map(|it| format!("{} {}: {}", it.rule, it.path, it.message)).collect();
    assert_eq!(
        found,
        [
            "nested-stack-parameter Other.Parameters: the parameter `Name` of the nested stack `Other` has no default and is not given",
            "nested-stack-parameter Other.Parameters.Nme: the template of the nested stack `Other` has no parameter `Nme`",
            "nested-stack-output Outputs.Nope.Value.Fn::Sub: the template of the nested stack `Child` has no output `QueueArm`",
        ]
    );
    assert!(findings.to_string().contains("did you mean `QueueArn`?"), "{findings}");
}

#[test]
fn nested_stacks_and_stack_sets_have_the_types_of_their_templates() {
    let mut inner = Stack::new();
    let vpc = inner.parameter(id!("Vpc"), Parameter::vpc_id());
    let subnets = inner.parameter(id!("Subnets"), Parameter::subnet_ids());
    let delay = inner.parameter(id!("Delay"), Parameter::number());
    let fifo = inner.parameter(id!("Fifo"), Parameter::boolean());
    let queue = inner.add(id!("Queue"), sqs::Queue::new().delay_seconds(delay.reference()));
    let topic = inner.add(id!("Topic"), sns::Topic::new());
    let arn = inner.typed_output(id!("TopicArn"), topic.reference());
    inner.typed_output(id!("QueueArn"), queue.arn());
    let template = inner.synth_unchecked();
    let values = |delay_value: i64| {
        ParameterValues::new()
            .set(&vpc, "vpc-0123456789abcdef0")
            .set(&subnets, ["subnet-1", "subnet-2"])
            .set(&delay, delay_value)
            .set(&fifo, true)
    };

    let mut outer = Stack::new();
    let given = outer.parameter(id!("Subnets"), Parameter::subnet_ids());
    let nested = cloudformation::Stack::new("https://acme.s3.amazonaws.com/inner.json")
        .parameters(values(5).set(&subnets, given.reference()));
    let nested = outer.nested(id!("Inner"), nested, &template);
    let topic = nested.typed_output(&arn);
    outer.add(
        id!("Subscription"),
        sns::Subscription::new(sns::subscription::Protocol::Email, topic).endpoint("a@example.com"),
    );
    let set = cloudformation::StackSet::new(cloudformation::stack_set::PermissionModel::SelfManaged, "inner");
    outer.stack_set(id!("Everywhere"), set.clone().parameters(values(7)), &template);
    let written = outer.synth_unchecked();
    assert_eq!(
        written.resource("Inner").unwrap().property("Parameters"),
        Some(json!({
            "Vpc": "vpc-0123456789abcdef0", "Subnets": { "Fn::Join": [",", { "Ref": "Subnets" }] }, "Delay": "5",
            "Fifo": "true",
        }))
    );
    assert_eq!(
        written.resource("Subscription").unwrap().property("TopicArn"),
        Some(json!({ "Fn::GetAtt": ["Inner", "Outputs.TopicArn"] }))
    );
    assert_eq!(
        written.resource("Everywhere").unwrap().property("Parameters/1"),
        Some(json!({ "ParameterKey": "Subnets", "ParameterValue": "subnet-1,subnet-2" }))
    );
    assert!(!outer.check().iter().any(|finding| finding.rule == "nested-stack-parameter"), "{}", outer.check());

    let missing = set.parameters([cloudformation::stack_set::Parameter::new("Dely", "5")]);
    outer.stack_set(id!("Missing"), missing, &template);
    let findings = outer.check();
    let found: Vec<String> = findings
        .iter()
        .filter(|finding| finding.rule == "nested-stack-parameter")
        .map(|it| format!("{}: {}", it.path, it.message))
        .collect();
    assert!(
        found.contains(
            &"Missing.Parameters: the parameter `Vpc` of the StackSet `Missing` has no default and is not given"
                .to_owned()
        ),
        "{found:?}"
    );
    assert!(
        found.contains(
            &"Missing.Parameters.Dely: the template of the StackSet `Missing` has no parameter `Dely`".to_owned()
        ),
        "{found:?}"
    );
}

#[test]
fn settings_are_those_of_the_nearest_environment() {
    let production = Environment::account("111122223333", "eu-west-1");
    let context = Context::new().set(Environment::region("eu-west-1"), "region").set(production.clone(), "account");
    assert_eq!(*context.of(&production).unwrap(), "account");
    assert_eq!(*context.of(&Environment::account("444455556666", "eu-west-1")).unwrap(), "region");
    let error = context.of(&Environment::current()).unwrap_err().to_string();
    assert_eq!(
        error,
        "there are no settings for `the current account and region`; there are for: `eu-west-1`, `111122223333/eu-west-1`"
    );
    let context = context.set(Environment::current(), "default");
    assert_eq!(*context.of(&Environment::region("us-east-1")).unwrap(), "default");
}

#[test]
fn the_region_of_a_stack_says_which_types_there_are() {
    let of = |environment: Environment| {
        let mut stack = App::new("shop").stack("phones", environment);
        let gateway = json!({ "Type": "AWS::EC2::CarrierGateway", "Properties": { "VpcId": "vpc-0a1b2c3d4e5f60718" } });
        stack.raw_entry(RawSection::Resources, "Gateway", gateway);
        let findings = stack.check();
        findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of(Environment::region("us-east-1")), [""; 0]);
    assert_eq!(of(Environment::current()), [""; 0], "it may be deployed anywhere");
    let found = of(Environment::region("eu-south-2"));
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert!(
        finding.starts_with(
            "warning[type-region]: Gateway.Type: the resource type `AWS::EC2::CarrierGateway` is not available in eu-south-2"
        ),
        "{finding}"
    );
}

/// A stack with a warning is no error, and the warning is not lost.
#[test]
fn what_is_no_error_is_kept_with_the_stack() {
    let app = App::new("shop");
    let mut stack = app.stack("roles", Environment::current());
    let principal = json!({ "Service": "lamda.amazonaws.com" });
    let statement = json!({ "Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole" });
    let trust = json!({ "Version": "2012-10-17", "Statement": [statement] });
    stack.add(id!("Role"), RawResource::new("AWS::IAM::Role").property("AssumeRolePolicyDocument", trust));
    let assembly = app.synth([stack]).unwrap();
    let findings: Vec<String> = assembly.stacks()[0].findings().iter().map(ToString::to_string).collect();
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert!(finding.starts_with("warning[service-principal]: Role.AssumeRolePolicyDocument"), "{finding}");
}
