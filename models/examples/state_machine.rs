//! Orders that a state machine works off: it reserves, waits for the payment, and reports what fails.
//!
//! `cargo run -p cfn-models --example state_machine`

use models::helpers::{Access, grant, trust};
use models::policy::{Action, IdentityPolicy, Statement};
use models::{Handle, Stack, dynamodb, iam, id, json, lambda, logs, sns, stepfunctions, sub};

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("A state machine that works off orders").tag("Service", "orders");
    let table = dynamodb::Table::new([dynamodb::table::KeySchema::new("id", dynamodb::table::KeyType::Hash)])
        .attribute_definitions([dynamodb::table::AttributeDefinition::new("id", dynamodb::table::AttributeType::S)])
        .billing_mode(dynamodb::table::BillingMode::PayPerRequest);
    let table = stack.add(id!("Orders"), models::ResourceAttributes::retain_except_on_create(table));
    let failed = stack.add(id!("Failed"), sns::Topic::new().kms_master_key_id("alias/aws/sns"));
    let [reserve, pay] = ["Reserve", "Pay"].map(|step| function(&mut stack, step));
    let log = stack.add(id!("Log"), logs::LogGroup::new().retention_in_days(30));

    // Which Step Functions needs to deliver logs, on whatever log groups there are:
    // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    let deliver = [
        logs::ACTIONS.create_log_delivery,
        logs::ACTIONS.get_log_delivery,
        logs::ACTIONS.update_log_delivery,
        logs::ACTIONS.delete_log_delivery,
        logs::ACTIONS.list_log_deliveries,
        logs::ACTIONS.put_resource_policy,
        logs::ACTIONS.describe_resource_policies,
        logs::ACTIONS.describe_log_groups,
    ];
    let may = IdentityPolicy::new([
        grant(&reserve, Access::Write),
        grant(&pay, Access::Write),
        grant(&table, Access::Write),
        grant(&failed, Access::Write),
        Statement::allow(deliver, "*"),
        Statement::allow([Action::known("xray:PutTraceSegments"), Action::known("xray:PutTelemetryRecords")], "*"),
    ]);
    let role = iam::Role::new(trust::service("states.amazonaws.com")).policies([iam::role::Policy::new(may, "work")]);
    let role = stack.add(id!("Role"), role);

    let retry =
        json!([{ "ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 2, "MaxAttempts": 3, "BackoffRate": 2 }]);
    let catch = json!([{ "ErrorEquals": ["States.ALL"], "Next": "Report" }]);
    let definition = json!({
        "StartAt": "Reserve",
        "States": {
            "Reserve": { "Type": "Task", "Resource": reserve.arn(), "Retry": retry.clone(), "Catch": catch.clone(), "Next": "Wait" },
            "Wait": { "Type": "Wait", "Seconds": 60, "Next": "Pay" },
            "Pay": { "Type": "Task", "Resource": pay.arn(), "Retry": retry, "Catch": catch, "Next": "Keep" },
            "Keep": {
                "Type": "Task",
                "Resource": sub!("arn:${AWS::Partition}:states:::dynamodb:putItem"),
                "Parameters": { "TableName": table.reference(), "Item": { "id": { "S.$": "$.id" } } },
                "End": true,
            },
            "Report": {
                "Type": "Task",
                "Resource": sub!("arn:${AWS::Partition}:states:::sns:publish"),
                "Parameters": { "TopicArn": failed.reference(), "Message.$": "$" },
                "Next": "Fail",
            },
            "Fail": { "Type": "Fail" },
        },
    });
    let destination = stepfunctions::state_machine::CloudWatchLogsLogGroup::new().log_group_arn(log.arn());
    let destination = stepfunctions::state_machine::LogDestination::new().cloud_watch_logs_log_group(destination);
    let logging = stepfunctions::state_machine::LoggingConfiguration::new()
        .level(stepfunctions::state_machine::Level::Error)
        .destinations([destination]);
    let machine = stepfunctions::StateMachine::new(role.arn())
        .definition(definition)
        .logging_configuration(logging)
        .tracing_configuration(stepfunctions::state_machine::TracingConfiguration::new().enabled(true));
    let machine = stack.add(id!("Machine"), machine);
    stack.output(id!("MachineArn"), machine.reference());
    stack
}

/// A step of the machine.
fn function(stack: &mut Stack, step: &str) -> Handle<lambda::Function> {
    let mut scope = stack.scope(id!("Step").join(step));
    let logs = sub!("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
    let role =
        scope.add(id!("Role"), iam::Role::new(trust::service("lambda.amazonaws.com")).managed_policy_arns([logs]));
    let code = lambda::function::Code::new().zip_file("exports.handler = async (order) => order");
    let function =
        lambda::Function::new(code, role.arn()).runtime(lambda::function::Runtime::Nodejs22X).handler("index.handler");
    scope.add(id!("Function"), function)
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
