//! A table whose changes a Lambda function sees, in order and with a second chance for what fails.
//!
//! `cargo run -p cfn-models --example table_stream`

use models::policy::{IdentityPolicy, Principal, Statement, TrustPolicy};
use models::{Parameter, ResourceAttributes, Stack, dynamodb, iam, id, lambda, sqs};

/// The stack.
pub(crate) fn stack() -> Stack {
    use dynamodb::table;

    let mut stack = Stack::new();
    stack.description("A table and the function that follows its changes");
    let bucket =
        stack.parameter(id!("CodeBucket"), Parameter::string().description("The bucket with the function's code"));
    let key = stack.parameter(id!("CodeKey"), Parameter::string().default("follower.zip"));

    let table = stack.add(
        id!("Table"),
        dynamodb::Table::new([
            table::KeySchema::new("Id", table::KeyType::Hash),
            table::KeySchema::new("At", table::KeyType::Range),
        ])
        .attribute_definitions([
            table::AttributeDefinition::new("Id", table::AttributeType::S),
            table::AttributeDefinition::new("At", table::AttributeType::N),
        ])
        .billing_mode(table::BillingMode::PayPerRequest)
        .point_in_time_recovery_specification(
            table::PointInTimeRecoverySpecification::new().point_in_time_recovery_enabled(true),
        )
        .sse_specification(table::SSESpecification::new(true))
        .stream_specification(table::StreamSpecification::new(table::StreamViewType::NewAndOldImages))
        .retain_except_on_create(),
    );
    let failed =
        stack.add(id!("Failed"), sqs::Queue::new().message_retention_period(1_209_600).sqs_managed_sse_enabled(true));
    let read = [dynamodb::ACTIONS.describe_stream, dynamodb::ACTIONS.get_records, dynamodb::ACTIONS.get_shard_iterator];
    let role = stack.add(
        id!("Role"),
        iam::Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("lambda.amazonaws.com"))]))
            .policies([iam::role::Policy::new(
                IdentityPolicy::new([
                    Statement::allow(read, table.stream_arn()),
                    Statement::allow(dynamodb::ACTIONS.list_streams, "*"),
                    Statement::allow(sqs::ACTIONS.send_message, failed.arn()),
                ]),
                "follow",
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
        .timeout(60),
    );
    stack.add(
        id!("Follow"),
        lambda::EventSourceMapping::new(function.reference())
            .event_source_arn(table.stream_arn())
            .starting_position("TRIM_HORIZON")
            .maximum_retry_attempts(3)
            .bisect_batch_on_function_error(true)
            .destination_config(
                lambda::event_source_mapping::DestinationConfig::new()
                    .on_failure(lambda::event_source_mapping::OnFailure::new().destination(failed.arn())),
            ),
    );
    stack.output(id!("TableName"), table.reference());
    stack
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
