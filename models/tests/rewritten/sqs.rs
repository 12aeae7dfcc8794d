//! Queues with an optional dead-letter queue.

use models::intrinsic::{NoValue, if_, join};
use models::{Condition, Number, Parameter, ParameterHandle, ResourceAttributes, Stack, Value, id, json, list, sqs};
use serde_json::json as plain;

use crate::original::Original;

#[test]
fn fifo_queue() {
    let Some(original) = Original::read("SQS__SQSFIFOQueue.json") else { return };
    let mut stack = Stack::new();
    stack.description(original.text("/Description")).raw_section("Mappings", plain!({}));
    let describe = |name: &str| original.description(&format!("Parameters/{name}"));
    let deduplication = stack.parameter(
        id!("ContentBasedDeduplication"),
        Parameter::boolean().default(true).description(describe("ContentBasedDeduplication")),
    );
    let name = stack.parameter(id!("QueueName"), Parameter::string().description(describe("QueueName")));
    let number = |stack: &mut Stack, id: models::LogicalId, default: &str| -> ParameterHandle<Number> {
        let description = describe(id.as_str());
        stack.parameter(id, Parameter::number().default(Number::text(default)).description(description))
    };
    let size = number(&mut stack, id!("MaximumMessageSize"), "262144");
    let retention = number(&mut stack, id!("MessageRetentionPeriod"), "345600");
    let wait = number(&mut stack, id!("ReceiveMessageWaitTimeSeconds"), "0");
    let use_dead_letters = stack.parameter(
        id!("UsedeadletterQueue"),
        Parameter::boolean().default(false).description(describe("UsedeadletterQueue")),
    );
    let visibility = number(&mut stack, id!("VisibilityTimeout"), "5");
    let dead_letters =
        stack.condition(id!("CreateDeadLetterQueue"), Condition::equals(use_dead_letters.reference(), "true"));

    let dead_letter_queue = stack.add(
        id!("MyDeadLetterQueue"),
        sqs::Queue::new()
            .fifo_queue(Value::unchecked(plain!("true")))
            .queue_name(join("", list![name.reference(), "Deadletter", ".fifo"]))
            .message_retention_period(1_209_600)
            .only_if(&dead_letters),
    );
    let queue = stack.add(
        id!("SQSQueue"),
        sqs::Queue::new()
            .content_based_deduplication(deduplication.reference())
            .fifo_queue(Value::unchecked(plain!("true")))
            .queue_name(join("", list![name.reference(), ".fifo"]))
            .maximum_message_size(size.reference())
            .message_retention_period(retention.reference())
            .receive_message_wait_time_seconds(wait.reference())
            .redrive_policy(if_(
                &dead_letters,
                json!({ "deadLetterTargetArn": dead_letter_queue.arn(), "maxReceiveCount": 5 }),
                NoValue,
            ))
            .visibility_timeout(visibility.reference()),
    );
    let told = |name: &str| original.description(&format!("Outputs/{name}"));
    stack.output(id!("QueueURL"), queue.reference()).description(told("QueueURL"));
    stack.output(id!("QueueARN"), queue.arn()).description(told("QueueARN"));
    stack.output(id!("QueueName"), queue.queue_name()).description(told("QueueName"));
    original.equals(&stack);
}

#[test]
fn standard_queue() {
    let Some(original) = Original::read("SQS__SQSStandardQueue.yaml") else { return };
    let mut stack = Stack::new();
    stack.description(original.text("/Description")).raw_section("Mappings", plain!({}));
    let describe = |name: &str| original.description(&format!("Parameters/{name}"));
    let number = |stack: &mut Stack, id: models::LogicalId, default: &str| -> ParameterHandle<Number> {
        let description = describe(id.as_str());
        stack.parameter(id, Parameter::number().default(Number::text(default)).description(description))
    };
    let delay = number(&mut stack, id!("DelaySeconds"), "5");
    let size = number(&mut stack, id!("MaximumMessageSize"), "262144");
    let retention = number(&mut stack, id!("MessageRetentionPeriod"), "345600");
    let wait = number(&mut stack, id!("ReceiveMessageWaitTimeSeconds"), "0");
    let use_dead_letters = stack.parameter(
        id!("UsedeadletterQueue"),
        Parameter::boolean().default(false).description(describe("UsedeadletterQueue")),
    );
    let visibility = number(&mut stack, id!("VisibilityTimeout"), "5");
    let kms_key = stack.parameter(
        id!("KmsMasterKeyIdForSqs"),
        Parameter::string().default("alias/aws/sqs").description(describe("KmsMasterKeyIdForSqs")),
    );
    let dead_letters =
        stack.condition(id!("CreateDeadLetterQueue"), Condition::equals(use_dead_letters.reference(), "true"));
    let has_key = stack.condition(id!("IsKmsExist"), Condition::not(Condition::equals("", kms_key.reference())));

    let dead_letter_queue = stack
        .add(id!("MyDeadLetterQueue"), sqs::Queue::new().message_retention_period(1_209_600).only_if(&dead_letters));
    let queue = stack.add(
        id!("SQSQueue"),
        sqs::Queue::new()
            .delay_seconds(delay.reference())
            .maximum_message_size(size.reference())
            .message_retention_period(retention.reference())
            .receive_message_wait_time_seconds(wait.reference())
            .kms_master_key_id(if_(&has_key, kms_key.reference(), NoValue))
            .redrive_policy(if_(
                &dead_letters,
                json!({ "deadLetterTargetArn": dead_letter_queue.arn(), "maxReceiveCount": 5 }),
                NoValue,
            ))
            .visibility_timeout(visibility.reference()),
    );
    let told = |name: &str| original.description(&format!("Outputs/{name}"));
    stack.output(id!("QueueURL"), queue.reference()).description(told("QueueURL"));
    stack.output(id!("QueueARN"), queue.arn()).description(told("QueueARN"));
    stack.output(id!("QueueName"), queue.queue_name()).description(told("QueueName"));
    stack
        .output(id!("DeadLetterQueueURL"), dead_letter_queue.reference())
        .description(told("DeadLetterQueueURL"))
        .only_if(&dead_letters);
    stack
        .output(id!("DeadLetterQueueARN"), dead_letter_queue.arn())
        .description(told("DeadLetterQueueARN"))
        .only_if(&dead_letters);
    original.equals(&stack);
}
