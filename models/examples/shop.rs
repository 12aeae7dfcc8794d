//! A program of four stacks in two regions: a network, the data, what works on it, and alarms beside the console that people watch.
//!
//! ```text
//! cargo run --example shop -- list
//! cargo run --example shop -- synth target/shop
//! ```

use models::app::{App, AppError, AppStack, Environment};
use models::helpers::{Access, allow_invoke, grant, log_group_for, security_group, trust};
use models::policy::{IdentityPolicy, Principal, ResourcePolicy, Statement, operator};
use models::{dynamodb, ec2, events, iam, id, intrinsic, lambda, list, sns, sqs};

const REGION: &str = "eu-west-1";

/// The stacks of the app, in the order of their declaration.
pub(crate) fn stacks(app: &App) -> [AppStack; 4] {
    let mut network = app.stack("network", Environment::region(REGION));
    let vpc = network.add(id!("Vpc"), ec2::VPC::new().cidr_block("10.0.0.0/16"));
    let subnets = [0_usize, 1].map(|az| {
        let zone = intrinsic::select(az, intrinsic::get_azs(""));
        let subnet = ec2::Subnet::new(vpc.reference()).cidr_block(format!("10.0.{az}.0/24")).availability_zone(zone);
        let id = id!("Subnet").join(az);
        let subnet = network.add(&id, subnet);
        network.export(id.join("Id"), subnet.reference())
    });
    let workers = network.add(id!("Workers"), ec2::SecurityGroup::new("what works on orders").vpc_id(vpc.reference()));
    let endpoints = network.add(id!("Endpoints"), ec2::SecurityGroup::new("what they call").vpc_id(vpc.reference()));
    network.add(id!("WorkersCall"), security_group::allow(&workers, &endpoints, 443));
    let group = network.export(id!("WorkersId"), workers.group_id());

    let mut data = app.stack("data", Environment::region(REGION));
    let keys = [dynamodb::table::KeySchema::new("id", dynamodb::table::KeyType::Hash)];
    let table = dynamodb::Table::new(keys)
        .attribute_definitions([dynamodb::table::AttributeDefinition::new("id", dynamodb::table::AttributeType::S)])
        .billing_mode(dynamodb::table::BillingMode::PayPerRequest);
    let table = data.add(id!("Orders"), models::ResourceAttributes::retain_except_on_create(table));
    let table_name = data.export(id!("OrdersName"), table.reference());
    let policy = iam::ManagedPolicy::new(IdentityPolicy::new([grant(&table, Access::ReadWrite)]));
    let policy = data.add(id!("UseOrders"), policy);
    let policy = data.export(id!("UseOrdersArn"), policy.reference());

    let mut work = app.stack("work", Environment::region(REGION));
    let logs = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole";
    let role = iam::Role::new(trust::service("lambda.amazonaws.com")).managed_policy_arns(list![logs, policy]);
    let role = work.add(id!("Role"), role);
    let code = lambda::function::Code::new().zip_file("exports.handler = async () => {}");
    let variables = lambda::function::Environment::new().variables([("TABLE", table_name)]);
    let function = lambda::Function::new(code, role.arn())
        .handler("index.handler")
        .runtime(lambda::function::Runtime::Nodejs22X)
        .environment(variables)
        .vpc_config(lambda::function::VpcConfig::new().subnet_ids(subnets).security_group_ids([group]));
    let function = work.add(id!("Function"), function);
    work.add(id!("Log"), log_group_for(&function, 30));
    let target = events::rule::Target::new(function.arn(), "function");
    let rule = events::Rule::new().schedule_expression("rate(5 minutes)").targets([target]);
    let rule = work.add(id!("Rule"), rule);
    work.add(id!("Invoke"), allow_invoke(&function, "events.amazonaws.com", rule.arn()));

    let mut alarms = app.stack("alarms", Environment::region("us-east-1"));
    let topic = alarms.add(id!("Topic"), sns::Topic::new());
    let inbox = alarms.add(id!("Inbox"), sqs::Queue::new());
    alarms.add(
        id!("Subscription"),
        sns::Subscription::new(sns::subscription::Protocol::Sqs, topic.reference()).endpoint(inbox.arn()),
    );
    let from_topic = Statement::allow_to(
        Principal::service("sns.amazonaws.com"),
        sqs::ACTIONS.send_message,
        inbox.arn(),
    )
    .when(operator::ARN_EQUALS, "aws:SourceArn", topic.reference());
    alarms.add(id!("InboxPolicy"), sqs::QueuePolicy::new(ResourcePolicy::new([from_topic]), [inbox.reference()]));
    [network, data, work, alarms]
}

#[allow(dead_code, reason = "the tests take the stacks alone")]
fn main() -> Result<(), AppError> {
    let app = App::new("shop");
    app.run(stacks(&app))
}
