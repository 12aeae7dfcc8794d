//! Who hears of failed replications: the topic that S3 publishes to, and the alarms. S3 publishes to topics of the bucket's region, and an
//! alarm calls those of its own: with replication both ways the replica has a topic and an alarm too.

use models::cloudwatch::Alarm;
use models::cloudwatch::alarm::{ComparisonOperator, Dimension, Statistic, TreatMissingData};
use models::kms::ACTIONS as KMS;
use models::kms::Key;
use models::policy::{Principal, Resource, ResourcePolicy, Statement, operator};
use models::s3::bucket::{EventBridgeConfiguration, NotificationConfiguration, TopicConfiguration};
use models::sns::ACTIONS as SNS;
use models::sns::{Subscription, Topic, TopicPolicy};
use models::string_kind::KmsKey;
use models::{Handle, IntoValue, LogicalId, Stack, Value, id, intrinsic::pseudo, sub};

use super::destination::Destination;
use super::names::{Names, bucket_arn};
use super::replication_rules::BACK;
use crate::config::Config;
use crate::config::options::{self, FailureTopic};

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

/// Adds the topic of the primary region, if the archive creates it, or takes the one that the configuration names.
pub(super) fn add_topic(stack: &mut Stack, config: &Config, names: &Names, key: &Handle<Key>) -> Option<Alerts> {
    match config.options().notifications.failure_topic.as_ref()? {
        FailureTopic::Existing(arn) => Some(Alerts { topic: arn.into_value(), policy: None }),
        FailureTopic::Created => Some(add_own(stack, config, names, key.arn(), &names.primary_bucket())),
    }
}

/// Adds the topic of a replica that replicates back, if the archive creates topics. One that the configuration names is in the primary
/// region, where the replica's S3 does not publish.
pub(super) fn add_replica_topic(
    stack: &mut Stack,
    config: &Config,
    names: &Names,
    key: impl IntoValue<KmsKey>,
) -> Option<Alerts> {
    let is_created = config.options().notifications.failure_topic == Some(FailureTopic::Created);
    (is_created && config.options().replication.two_way)
        .then(|| add_own(stack, config, names, key, &names.replica_bucket()))
}

fn add_own(
    stack: &mut Stack,
    config: &Config,
    names: &Names,
    key: impl IntoValue<KmsKey>,
    bucket: &Value<String>,
) -> Alerts {
    let topic = Topic::new().topic_name(names.failure_topic()).kms_master_key_id(key);
    let topic = stack.add(id!("FailureTopic"), topic);
    let policy = TopicPolicy::new(topic_policy(names, bucket, &topic), [topic.reference()]);
    let policy = stack.add(id!("FailureTopicPolicy"), policy);
    subscribe(stack, config, &topic);
    Alerts { topic: topic.topic_arn().into_value(), policy: Some(policy) }
}

/// One subscription for each subscriber, called after its address, so that it stays the same when others come or go.
fn subscribe(stack: &mut Stack, config: &Config, topic: &Handle<Topic>) {
    for subscriber in &config.options().notifications.subscribers {
        let address: String = subscriber.endpoint.chars().filter(char::is_ascii_alphanumeric).collect();
        if let Some(id) = logical_id(&address) {
            let subscription = Subscription::new(subscriber.protocol, topic.reference());
            stack.add(id, subscription.endpoint(subscriber.endpoint.as_str()));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "it is made of letters and digits, so that there is always one")]
fn logical_id(address: &str) -> Option<LogicalId> {
    LogicalId::try_from(format!("FailureSubscription{address}")).ok()
}

fn topic_policy(names: &Names, bucket: &Value<String>, topic: &Handle<Topic>) -> ResourcePolicy {
    let publish = |service: &str, sid: &str, source: Value<String>| {
        Statement::allow_to(Principal::service(service), SNS.publish, topic.topic_arn())
            .sid(sid)
            .when(operator::STRING_EQUALS, "aws:SourceAccount", pseudo::account_id())
            .when(operator::ARN_LIKE, "aws:SourceArn", source)
    };
    let alarms = sub!("arn:${AWS::Partition}:cloudwatch:${region}:${AWS::AccountId}:alarm:*", region = names.region());
    ResourcePolicy::new([
        publish("s3.amazonaws.com", "S3ReportsFailures", bucket_arn(bucket)),
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
    let topics = alerts.map(|alerts| failures(config, alerts));
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

/// What S3 reports about a replica that replicates back: the failures, and nothing to EventBridge.
pub(super) fn replica_notifications(config: &Config, alerts: Option<&Alerts>) -> Option<NotificationConfiguration> {
    alerts.map(|alerts| NotificationConfiguration::new().topic_configurations(failures(config, alerts)))
}

fn failures(config: &Config, alerts: &Alerts) -> Vec<TopicConfiguration> {
    let mut events = vec!["s3:Replication:OperationFailedReplication"];
    if config.options().replication.time_control {
        events.extend([
            "s3:Replication:OperationMissedThreshold",
            "s3:Replication:OperationReplicatedAfterThreshold",
            "s3:Replication:OperationNotTracked",
        ]);
    }
    events.into_iter().map(|event| TopicConfiguration::new(event, &alerts.topic)).collect()
}

/// The alarm on the operations of one rule that failed. S3 publishes the metric in the region of the source.
pub(super) fn alarm(config: &Config, names: &Names, to: &Destination, alerts: Option<&Alerts>) -> Option<Alarm> {
    let options = config.options().alarm.as_ref()?;
    let actions = options.actions.iter().map(IntoValue::<String>::into_value);
    let actions: Vec<Value<String>> = alerts.iter().map(|alerts| alerts.topic.clone()).chain(actions).collect();
    let region = to.region.as_str();
    let what = format!("Objects of the archive were not replicated to {region}");
    Some(on_failures(options, what, &names.primary_bucket(), &to.bucket, region).alarm_actions(actions))
}

/// The alarm on what a replica failed to replicate back. It calls the topic of its region; what the configuration names is called by alarms
/// of the primary region only.
pub(super) fn replica_alarm(config: &Config, names: &Names, alerts: Option<&Alerts>) -> Option<Alarm> {
    let options = config.options().alarm.as_ref().filter(|_| config.options().replication.two_way)?;
    let primary = Names::primary(config).primary_bucket();
    let what = "Objects of the archive were not replicated back to the primary bucket".to_owned();
    let alarm = on_failures(options, what, &names.replica_bucket(), &primary, BACK);
    Some(match alerts {
        Some(alerts) => alarm.alarm_actions([alerts.topic.clone()]),
        None => alarm,
    })
}

fn on_failures(options: &options::Alarm, what: String, from: &Value<String>, to: &Value<String>, rule: &str) -> Alarm {
    Alarm::new()
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .evaluation_periods(1)
        .alarm_description(what)
        .namespace("AWS/S3")
        .metric_name("OperationsFailedReplication")
        .dimensions([
            Dimension::new("SourceBucket", from),
            Dimension::new("DestinationBucket", to),
            Dimension::new("RuleId", rule),
        ])
        .statistic(Statistic::Sum)
        .period(options.period_minutes * 60)
        .threshold(options.threshold as f64)
        // S3 publishes nothing where nothing was replicated.
        .treat_missing_data(TreatMissingData::NotBreaching)
}
