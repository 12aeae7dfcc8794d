//! A Lambda function that runs every night, and a message to people when it fails.
//!
//! `cargo run -p cfn-models --example scheduled_function`

use models::policy::{IdentityPolicy, Principal, Statement, TrustPolicy};
use models::{Condition, Mapping, Parameter, Stack, cloudwatch, events, iam, id, lambda, logs, sns, sub};

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("A function that runs every night");
    let stage = stack.parameter(id!("Stage"), Parameter::string().allowed_values(["prod", "test"]).default("test"));
    let mail = stack
        .parameter(id!("Mail"), Parameter::string().allowed_pattern(".+@.+").description("Who is told of failures"));
    let production = stack.condition(id!("Production"), Condition::equals(stage.reference(), "prod"));
    let memory = stack.mapping(
        id!("Sizes"),
        Mapping::numbers().row("prod", [("Memory", 1024), ("Days", 365)]).row("test", [("Memory", 256), ("Days", 7)]),
    );

    let log = stack.add(id!("Log"), logs::LogGroup::new().retention_in_days(memory.find(stage.reference(), "Days")));
    let write = [logs::ACTIONS.create_log_stream, logs::ACTIONS.put_log_events];
    let role = stack.add(
        id!("Role"),
        iam::Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("lambda.amazonaws.com"))]))
            .policies([iam::role::Policy::new(
                IdentityPolicy::new([Statement::allow(write, sub!("${log}:*", log = log.arn()))]),
                "log",
            )]),
    );
    let code = "import os\n\n\ndef handler(event, context):\n    print('tidying', os.environ['STAGE'])\n";
    let function = stack.add(
        id!("Function"),
        lambda::Function::new(lambda::function::Code::new().zip_file(code), role.arn())
            .runtime(lambda::function::Runtime::Python3_13)
            .handler("index.handler")
            .timeout(300)
            .memory_size(memory.find(stage.reference(), "Memory"))
            .environment(lambda::function::Environment::new().variables([("STAGE", stage.reference())]))
            .logging_config(lambda::function::LoggingConfig::new().log_group(log.reference())),
    );
    let rule = stack.add(
        id!("Nightly"),
        events::Rule::new()
            .schedule_expression("cron(0 2 * * ? *)")
            .state(events::rule::State::Enabled)
            .targets([events::rule::Target::new(function.arn(), "function")]),
    );
    stack.add(
        id!("Permission"),
        lambda::Permission::new("lambda:InvokeFunction", function.reference(), "events.amazonaws.com")
            .source_arn(rule.arn()),
    );
    let topic = stack.add(id!("Failures"), sns::Topic::new().kms_master_key_id("alias/aws/sns"));
    stack.add(
        id!("Reader"),
        sns::Subscription::new(sns::subscription::Protocol::Email, topic.reference()).endpoint(mail.reference()),
    );
    stack.add(
        id!("Failed"),
        cloudwatch::Alarm::new()
            .alarm_description("The nightly function failed")
            .namespace("AWS/Lambda")
            .metric_name("Errors")
            .dimensions([cloudwatch::alarm::Dimension::new("FunctionName", function.reference())])
            .statistic(cloudwatch::alarm::Statistic::Sum)
            .period(300)
            .evaluation_periods(1)
            .threshold(1)
            .comparison_operator(cloudwatch::alarm::ComparisonOperator::GreaterThanOrEqualToThreshold)
            .treat_missing_data(cloudwatch::alarm::TreatMissingData::NotBreaching)
            .actions_enabled(models::intrinsic::if_(&production, true, false))
            .alarm_actions([topic.reference()]),
    );
    stack
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
