//! A queue whose messages a Lambda function works off; what fails five times goes to a dead-letter queue.
//!
//! `cargo run -p cfn-models --example queue_worker`

use models::policy::{IdentityPolicy, Principal, Statement, TrustPolicy};
use models::{Parameter, Stack, iam, id, json, lambda, list, logs, sqs, sub};

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("A queue and the function that works it off");
    let bucket =
        stack.parameter(id!("CodeBucket"), Parameter::string().description("The bucket with the function's code"));
    let key = stack.parameter(id!("CodeKey"), Parameter::string().default("worker.zip"));

    let failed =
        stack.add(id!("Failed"), sqs::Queue::new().message_retention_period(1_209_600).sqs_managed_sse_enabled(true));
    let queue = stack.add(
        id!("Queue"),
        sqs::Queue::new()
            // Six times the function's time, as Lambda advises.
            .visibility_timeout(180)
            .sqs_managed_sse_enabled(true)
            .redrive_policy(json!({ "deadLetterTargetArn": failed.arn(), "maxReceiveCount": 5 })),
    );
    let log = stack.add(id!("Log"), logs::LogGroup::new().retention_in_days(30));
    let receive = [sqs::ACTIONS.receive_message, sqs::ACTIONS.delete_message, sqs::ACTIONS.get_queue_attributes];
    let write = [logs::ACTIONS.create_log_stream, logs::ACTIONS.put_log_events];
    let role = stack.add(
        id!("Role"),
        iam::Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("lambda.amazonaws.com"))]))
            .policies([iam::role::Policy::new(
                IdentityPolicy::new([
                    Statement::allow(receive, queue.arn()),
                    Statement::allow(write, sub!("${log}:*", log = log.arn())),
                ]),
                "work",
            )]),
    );
    let function = stack.add(
        id!("Function"),
        lambda::Function::new(
            lambda::function::Code::new().s3_bucket(bucket.reference()).s3_key(key.reference()),
            role.arn(),
        )
        .runtime(lambda::function::Runtime::ProvidedAl2023)
        .handler("bootstrap")
        .architectures([lambda::function::Architecture::Arm64])
        .memory_size(256)
        .timeout(30)
        .reserved_concurrent_executions(10)
        .logging_config(lambda::function::LoggingConfig::new().log_group(log.reference())),
    );
    stack.add(
        id!("Work"),
        lambda::EventSourceMapping::new(function.reference())
            .event_source_arn(queue.arn())
            .batch_size(10)
            .function_response_types(list![
                lambda::event_source_mapping::FunctionResponseType::ReportBatchItemFailures
            ]),
    );
    stack.output(id!("QueueUrl"), queue.reference()).description("Where to send messages");
    stack
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
