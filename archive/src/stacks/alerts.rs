//! Who hears of failed replications: the topic that S3 publishes to, and the alarms.

use models::cloudwatch::Alarm;
use models::cloudwatch::alarm::{ComparisonOperator, Dimension, Statistic, TreatMissingData};
use models::kms::ACTIONS as KMS;
use models::kms::Key;
use models::policy::{Principal, Resource, ResourcePolicy, Statement, operator};
use models::s3::bucket::{EventBridgeConfiguration, NotificationConfiguration, TopicConfiguration};
use models::sns::ACTIONS as SNS;
use models::sns::{Topic, TopicPolicy};
use models::{Handle, IntoValue, Stack, Value, id, intrinsic::pseudo, sub};

use super::destination::Destination;
use super::names::{Names, bucket_arn};
use crate::config::Config;
use crate::config::options::FailureTopic;

const SERVICES: [&str; 2] = ["s3.amazonaws.com", "cloudwatch.amazonaws.com"];

/// The topic that hears of failures.
pub(super) struct Alerts {
    /// Its ARN.
    pub(super) topic: Value<String>,
    /// Its policy, if the archive created it. S3 tries the topic before it takes it, so the bucket waits for the policy.
    pub(super) policy: Option<Handle<TopicPolicy>>,
}

/// Lets S3 and CloudWatch encrypt messages to the archive's topic with the archive's key, and nothing else: SNS has the topic's ARN in the
/// encryption context.
pub(super) fn key_statement(config: &Config, names: &Names) -> Option<Statement<Resource>> {
    (config.options().notifications.failure_topic == Some(FailureTopic::Created)).then(|| {
        Statement::allow_to(Principal::service(SERVICES), [KMS.generate_data_key, KMS.decrypt], "*")
            .sid("FailureTopic")
            .when(operator::STRING_EQUALS, "kms:EncryptionContext:aws:sns:topicArn", names.failure_topic_arn())
    })
}

/// Adds the topic, if the archive creates it, or takes the one that the configuration names.
pub(super) fn add_topic(stack: &mut Stack, config: &Config, names: &Names, key: &Handle<Key>) -> Option<Alerts> {
    match config.options().notifications.failure_topic.as_ref()? {
        FailureTopic::Existing(arn) => Some(Alerts { topic: arn.into_value(), policy: None }),
        FailureTopic::Created => {
            let topic = Topic::new().topic_name(names.failure_topic()).kms_master_key_id(key.arn());
            let topic = stack.add(id!("FailureTopic"), topic);
            let policy = TopicPolicy::new(topic_policy(names, &topic), [topic.reference()]);
            let policy = stack.add(id!("FailureTopicPolicy"), policy);
            Some(Alerts { topic: topic.topic_arn().into_value(), policy: Some(policy) })
        }
    }
}

fn topic_policy(names: &Names, topic: &Handle<Topic>) -> ResourcePolicy {
    let publish = |service: &str, sid: &str, source: Value<String>| {
        Statement::allow_to(Principal::service(service), SNS.publish, topic.topic_arn())
            .sid(sid)
            .when(operator::STRING_EQUALS, "aws:SourceAccount", pseudo::account_id())
            .when(operator::ARN_LIKE, "aws:SourceArn", source)
    };
    let alarms = sub!("arn:${AWS::Partition}:cloudwatch:${region}:${AWS::AccountId}:alarm:*", region = names.region());
    ResourcePolicy::new([
        publish("s3.amazonaws.com", "S3ReportsFailures", bucket_arn(&names.primary_bucket())),
        publish("cloudwatch.amazonaws.com", "AlarmsReportFailures", alarms),
        Statement::deny_to(Principal::aws("*"), SNS.publish, topic.topic_arn()).sid("EncryptedTransportOnly").when(
            operator::BOOL,
            "aws:SecureTransport",
            "false",
        ),
    ])
}

/// What S3 reports about the primary bucket.
pub(super) fn notifications(config: &Config, alerts: Option<&Alerts>) -> Option<NotificationConfiguration> {
    let options = config.options();
    let mut events = vec!["s3:Replication:OperationFailedReplication"];
    if options.replication.time_control {
        events.extend([
            "s3:Replication:OperationMissedThreshold",
            "s3:Replication:OperationReplicatedAfterThreshold",
            "s3:Replication:OperationNotTracked",
        ]);
    }
    let topics = alerts.map(|alerts| {
        events.into_iter().map(|event| TopicConfiguration::new(event, &alerts.topic)).collect::<Vec<_>>()
    });
    let to_event_bridge = EventBridgeConfiguration::new(true);
    match (options.notifications.event_bridge, topics) {
        (false, None) => None,
        (true, None) => Some(NotificationConfiguration::new().event_bridge_configuration(to_event_bridge)),
        (false, Some(topics)) => Some(NotificationConfiguration::new().topic_configurations(topics)),
        (true, Some(topics)) => Some(
            NotificationConfiguration::new().event_bridge_configuration(to_event_bridge).topic_configurations(topics),
        ),
    }
}

/// The alarm on the operations of one rule that failed. S3 publishes the metric in the region of the source.
pub(super) fn alarm(config: &Config, names: &Names, to: &Destination, alerts: Option<&Alerts>) -> Option<Alarm> {
    let options = config.options().alarm.as_ref()?;
    let mut actions: Vec<Value<String>> = alerts.iter().map(|alerts| alerts.topic.clone()).collect();
    actions.extend(options.actions.iter().map(IntoValue::<String>::into_value));
    Some(
        Alarm::new()
            .comparison_operator(ComparisonOperator::GreaterThanThreshold)
            .evaluation_periods(1)
            .alarm_description(format!("Objects of the archive were not replicated to {}", to.region))
            .namespace("AWS/S3")
            .metric_name("OperationsFailedReplication")
            .dimensions([
                Dimension::new("SourceBucket", names.primary_bucket()),
                Dimension::new("DestinationBucket", &to.bucket),
                Dimension::new("RuleId", to.region.as_str()),
            ])
            .statistic(Statistic::Sum)
            .period(options.period_minutes * 60)
            .threshold(options.threshold as f64)
            // S3 publishes nothing where nothing was replicated.
            .treat_missing_data(TreatMissingData::NotBreaching)
            .alarm_actions(actions),
    )
}
