//! What the teams of an account share: a key, a place for logs, a topic for alarms, and for each team its own queue with an alarm.
//!
//! `cargo run -p cfn-models --example platform`

use models::policy::{Action, Principal, ResourcePolicy, Statement, operator};
use models::{
    Handle, ResourceAttributes, Scope, Stack, cloudwatch, id, intrinsic, json, kms, literal, logs, s3, sns, sqs, ssm,
    sub,
};

const TEAMS: [&str; 3] = ["Orders", "Payments", "Shipping"];

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("What the teams of an account share").tag("Owner", "platform");
    let key = key(&mut stack);
    let audit = audit(&mut stack, &key);
    let alarms = stack.add(id!("Alarms"), sns::Topic::new().kms_master_key_id(key.arn()));
    let queues = TEAMS.map(|team| {
        let mut scope = stack.scope(id!("Team").join(team));
        scope.tag("Team", team);
        team_queue(&mut scope, team, &key, &alarms)
    });
    let names: Vec<_> = queues.iter().map(|queue| queue.queue_name()).collect();
    let names = intrinsic::join(",", names);
    stack.add(id!("QueueNames"), ssm::Parameter::new(ssm::parameter::Type::StringList, names).name("/platform/queues"));
    stack.output(id!("AuditBucket"), audit.reference());
    stack.output(id!("AlarmTopic"), alarms.reference());
    // What every team agreed on.
    stack.visit(|resource| {
        resource.update(|log: logs::LogGroup| log.retention_in_days(literal!(logs::LogGroup::retention_in_days, 90)));
        resource.update(|queue: sqs::Queue| {
            queue.message_retention_period(literal!(sqs::Queue::message_retention_period, 1_209_600))
        });
    });
    stack
}

/// A key that the account administers, and that CloudWatch uses to publish alarms.
fn key(stack: &mut Stack) -> Handle<kms::Key> {
    let administer = Statement::allow_to(Principal::this_account(), Action::unchecked("kms:*"), "*").sid("Account");
    let publish = [kms::ACTIONS.decrypt, kms::ACTIONS.generate_data_key];
    let publish = Statement::allow_to(Principal::service("cloudwatch.amazonaws.com"), publish, "*").sid("Alarms").when(
        operator::STRING_EQUALS,
        "aws:SourceAccount",
        intrinsic::pseudo::account_id(),
    );
    let key = kms::Key::new()
        .description("Everything of the platform")
        .enable_key_rotation(true)
        .key_policy(ResourcePolicy::new([administer, publish]))
        .retain_except_on_create();
    stack.add(id!("Key"), key)
}

/// A bucket that nothing can be deleted from for a while.
fn audit(stack: &mut Stack, key: &Handle<kms::Key>) -> Handle<s3::Bucket> {
    use s3::bucket;

    let by_key = bucket::ServerSideEncryptionByDefault::new(bucket::SseAlgorithm::AwsKms).kms_master_key_id(key.arn());
    let by_key =
        bucket::ServerSideEncryptionRule::new().server_side_encryption_by_default(by_key).bucket_key_enabled(true);
    let closed = bucket::PublicAccessBlockConfiguration::new()
        .block_public_acls(true)
        .block_public_policy(true)
        .ignore_public_acls(true)
        .restrict_public_buckets(true);
    let audit = s3::Bucket::new()
        .bucket_encryption(bucket::BucketEncryption::new([by_key]))
        .public_access_block_configuration(closed)
        .versioning_configuration(bucket::VersioningConfiguration::new(bucket::VersioningStatus::Enabled))
        .object_lock_enabled(true)
        .retain_except_on_create();
    let audit = stack.add(id!("Audit"), audit);
    let tls_only = Statement::deny_to(
        Principal::anyone(),
        Action::unchecked("s3:*"),
        [audit.arn(), sub!("${audit}/*", audit = audit.arn()).assume()],
    );
    let tls_only = tls_only.sid("TlsOnly").when(operator::BOOL, "aws:SecureTransport", false);
    stack.add(id!("AuditPolicy"), s3::BucketPolicy::new(audit.reference(), ResourcePolicy::new([tls_only])));
    audit
}

/// A team's queue, its dead letters, the log of its workers, and an alarm when dead letters appear.
fn team_queue(
    scope: &mut Scope<'_>,
    team: &str,
    key: &Handle<kms::Key>,
    alarms: &Handle<sns::Topic>,
) -> Handle<sqs::Queue> {
    let failed = scope.add(id!("Failed"), sqs::Queue::new().kms_master_key_id(key.arn()));
    let redrive = json!({ "deadLetterTargetArn": failed.arn(), "maxReceiveCount": 5 });
    let queue = sqs::Queue::new().kms_master_key_id(key.arn()).redrive_policy(redrive);
    let queue = scope.add(id!("Queue"), queue);
    scope.add(id!("Log"), logs::LogGroup::new().log_group_name(format!("/platform/{}", team.to_lowercase())));
    let alarm = cloudwatch::Alarm::new()
        .alarm_description(format!("Dead letters of {team}"))
        .namespace("AWS/SQS")
        .metric_name("ApproximateNumberOfMessagesVisible")
        .dimensions([cloudwatch::alarm::Dimension::new("QueueName", failed.queue_name())])
        .statistic(cloudwatch::alarm::Statistic::Maximum)
        .comparison_operator(cloudwatch::alarm::ComparisonOperator::GreaterThanThreshold)
        .threshold(0)
        .period(300)
        .evaluation_periods(literal!(cloudwatch::Alarm::evaluation_periods, 1))
        .alarm_actions([alarms.reference()]);
    scope.add(id!("Alarm"), alarm);
    queue
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
