//! Kinds of strings: what may stand where an identifier is wanted. What may not is in `tests/ui`.

use models::{
    IntoValue, Parameter, Stack, Value, cognito, ec2, ecs, elasticloadbalancingv2 as elb, events, id, intrinsic,
    lambda, meaning, rds, s3, sns, sqs, stepfunctions,
};

/// Compiles where `V` may stand for a `T`.
fn stands_for<T>(value: impl IntoValue<T>) {
    drop(value.into_value());
}

#[test]
fn a_reference_to_a_value_stands_wherever_the_value_does() {
    let mut stack = Stack::new();
    let bucket = stack.add(id!("Bucket"), s3::Bucket::new());
    let arn: Value<meaning::S3BucketArn> = bucket.arn();
    stands_for::<meaning::S3BucketArn>(&arn);
    stands_for::<meaning::Arn>(&arn);
    stands_for::<String>(&arn);
    let number = stack.parameter(id!("Number"), Parameter::number()).reference();
    stands_for::<i64>(&number);
    stands_for::<f64>(&number);
    let names = stack.parameter(id!("Names"), Parameter::comma_delimited_list()).reference();
    stands_for::<models::List<meaning::SubnetId>>(&names);
    stands_for::<models::List<String>>([&arn, &arn]);
}

#[test]
fn a_union_takes_each_of_its_members() {
    let mut stack = Stack::new();
    let function =
        stack.add(id!("Function"), lambda::Function::new(lambda::function::Code::new(), "arn:aws:iam::1:role/r"));
    let _ = lambda::Permission::new("lambda:InvokeFunction", function.arn(), "sns.amazonaws.com");
    let _ = lambda::Permission::new("lambda:InvokeFunction", function.reference(), "sns.amazonaws.com");
    let cluster = stack.add(id!("Cluster"), ecs::Cluster::new());
    let _ = ecs::Service::new().cluster(cluster.arn());
    let _ = ecs::Service::new().cluster(cluster.reference());
}

#[test]
fn any_arn_stands_where_no_particular_one_is_wanted() {
    let mut stack = Stack::new();
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    let topic = stack.add(id!("Topic"), sns::Topic::new());
    let machine = stack.add(id!("Machine"), stepfunctions::StateMachine::new("arn:aws:iam::1:role/r"));
    let database = stack.add(id!("Database"), rds::DBInstance::new());
    for _ in [
        events::rule::Target::new(queue.arn(), "a"),
        events::rule::Target::new(topic.reference(), "b"),
        events::rule::Target::new(machine.reference(), "c"),
        events::rule::Target::new(database.db_instance_arn(), "d"),
        events::rule::Target::new(intrinsic::import_value("Arn"), "e"),
        events::rule::Target::new("arn:aws:sqs:eu-west-1:123456789012:queue", "f"),
    ] {}
}

#[test]
fn what_ref_returns_stands_where_its_own_service_wants_it() {
    let mut stack = Stack::new();
    let vpc = stack.add(id!("Vpc"), ec2::VPC::new().cidr_block("10.0.0.0/16"));
    let table = stack.add(id!("Table"), ec2::RouteTable::new(vpc.reference()));
    let _ = ec2::Route::new(table.reference());
    let _ = ec2::Route::new(table.route_table_id());
    let pool = stack.add(id!("Pool"), cognito::UserPool::new());
    let _ = cognito::UserPoolClient::new(pool.reference());
    let balancer = stack.add(id!("Balancer"), elb::LoadBalancer::new());
    let listener =
        stack.add(id!("Listener"), elb::Listener::new(Vec::<elb::listener::Action>::new(), balancer.reference()));
    let _ = elb::ListenerCertificate::new(Vec::<elb::listener_certificate::Certificate>::new(), listener.reference());
}

#[test]
fn the_checks_know_the_same_relationships() {
    let mut stack = Stack::new();
    let bucket = stack.add(id!("Bucket"), s3::Bucket::new());
    // By a cast that the compiler takes the author's word for.
    let code = lambda::function::Code::new().zip_file("exports.handler = () => {}");
    let role: Value<String> = bucket.arn().assume();
    stack.add(
        id!("Function"),
        lambda::Function::new(code, role).handler("index.handler").runtime(lambda::function::Runtime::Nodejs22X),
    );
    let findings = stack.check().to_string();
    assert!(findings.contains("error[wrong-kind]: Function.Role"), "{findings}");
    assert!(findings.contains("AWS::IAM::Role.Arn"), "{findings}");
    assert!(findings.contains("tests/suite/kinds.rs"), "names the line: {findings}");
}
