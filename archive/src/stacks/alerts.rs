//! Who hears of what goes wrong: the topic that S3, the alarms and EventBridge publish to, and what S3 reports. S3 publishes to topics of the
//! bucket's region, and alarms and rules call those of their own: with replication both ways, or where destructive calls are reported, the
//! replica has a topic too.

use models::kms::ACTIONS as KMS;
use models::kms::Key;
use models::policy::{Principal, Resource, ResourcePolicy, Statement, operator};
use models::s3::bucket::{EventBridgeConfiguration, NotificationConfiguration, TopicConfiguration};
use models::sns::ACTIONS as SNS;
use models::sns::{Subscription, Topic, TopicPolicy, subscription};
use models::string_kind::KmsKey;
use models::{Handle, IntoValue, LogicalId, Stack, Value, id, intrinsic::pseudo, sub};

use super::names::{Names, bucket_arn};
use crate::config::Config;
use crate::config::options::{FailureTopic, Protocol};

const S3: &str = "s3.amazonaws.com";
const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";
const EVENT_BRIDGE: &str = "events.amazonaws.com";

/// The topic that hears of failures.
pub(super) struct Alerts {
    /// Its ARN.
    pub(super) topic: Value<String>,
    /// Its policy, if the archive created it. S3 tries the topic before it takes it, so the bucket waits for the policy.
    pub(super) policy: Option<Handle<TopicPolicy>>,
}

/// The services that publish to a topic, which are also those that encrypt what they publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Publishers {
    /// S3 and the alarms: what is replicated from the region.
    of_replication: bool,
    /// EventBridge: the destructive calls in the region.
    of_calls: bool,
}

impl Publishers {
    /// Those of the primary region; `None` if the archive creates no topic there.
    fn primary(config: &Config) -> Option<Self> {
        let notifications = &config.options().notifications;
        let is_created = notifications.failure_topic == Some(FailureTopic::Created);
        is_created.then_some(Self { of_replication: true, of_calls: notifications.destructive_calls })
    }

    /// Those of the region of a replica; `None` if the archive creates no topic there.
    fn replica(config: &Config) -> Option<Self> {
        let of_replication = config.options().replication.two_way;
        Self::primary(config)
            .map(|publishers| Self { of_replication, ..publishers })
            .filter(|publishers| publishers.of_replication || publishers.of_calls)
    }

    fn services(self) -> Vec<&'static str> {
        let of_replication = self.of_replication.then_some([S3, CLOUDWATCH]);
        of_replication.into_iter().flatten().chain(self.of_calls.then_some(EVENT_BRIDGE)).collect()
    }
}

/// Lets S3, CloudWatch and EventBridge, as far as they publish to it, encrypt messages to the primary region's topic with the archive's key,
/// and nothing else: SNS has the topic's ARN in the encryption context.
pub(super) fn key_statement(config: &Config, names: &Names) -> Option<Statement<Resource>> {
    Publishers::primary(config).map(|publishers| encrypt(publishers, names))
}

/// The same of the topic in the region of a replica.
pub(super) fn replica_key_statement(config: &Config, names: &Names) -> Option<Statement<Resource>> {
    Publishers::replica(config).map(|publishers| encrypt(publishers, names))
}

fn encrypt(publishers: Publishers, names: &Names) -> Statement<Resource> {
    Statement::allow_to(Principal::service(publishers.services()), [KMS.generate_data_key, KMS.decrypt], "*")
        .sid("FailureTopic")
        .when(operator::STRING_EQUALS, "kms:EncryptionContext:aws:sns:topicArn", names.failure_topic_arn())
}

/// Adds the topic of the primary region, if the archive creates it, or takes the one that the configuration names.
pub(super) fn add_topic(stack: &mut Stack, config: &Config, names: &Names, key: &Handle<Key>) -> Option<Alerts> {
    match config.options().notifications.failure_topic.as_ref()? {
        FailureTopic::Existing(arn) => Some(Alerts { topic: arn.into_value(), policy: None }),
        FailureTopic::Created => Publishers::primary(config)
            .map(|publishers| add_own(stack, config, names, key.arn(), (&names.primary_bucket(), publishers))),
    }
}

/// Adds the topic of a replica that replicates back, or whose destructive calls are reported, if the archive creates topics. One that the
/// configuration names is in the primary region, where neither the replica's S3 nor its EventBridge publishes.
pub(super) fn add_replica_topic(
    stack: &mut Stack,
    config: &Config,
    names: &Names,
    key: impl IntoValue<KmsKey>,
) -> Option<Alerts> {
    Publishers::replica(config)
        .map(|publishers| add_own(stack, config, names, key, (&names.replica_bucket(), publishers)))
}

fn add_own(
    stack: &mut Stack,
    config: &Config,
    names: &Names,
    key: impl IntoValue<KmsKey>,
    (bucket, publishers): (&Value<String>, Publishers),
) -> Alerts {
    let topic = Topic::new().topic_name(names.failure_topic()).kms_master_key_id(key);
    let topic = stack.add(id!("FailureTopic"), topic);
    let policy = TopicPolicy::new(topic_policy(names, bucket, &topic, publishers), [topic.reference()]);
    let policy = stack.add(id!("FailureTopicPolicy"), policy);
    subscribe(stack, config, &topic);
    Alerts { topic: topic.topic_arn().into_value(), policy: Some(policy) }
}

/// One subscription for each subscriber, called after its address, so that it stays the same when others come or go.
fn subscribe(stack: &mut Stack, config: &Config, topic: &Handle<Topic>) {
    for subscriber in &config.options().notifications.subscribers {
        let address: String = subscriber.endpoint.chars().filter(char::is_ascii_alphanumeric).collect();
        if let Some(id) = logical_id(&address) {
            let protocol = match subscriber.protocol {
                Protocol::Email => subscription::Protocol::Email,
                Protocol::Https => subscription::Protocol::Https,
                Protocol::Lambda => subscription::Protocol::Lambda,
                Protocol::Sqs => subscription::Protocol::Sqs,
            };
            let subscription = Subscription::new(protocol, topic.reference());
            stack.add(id, subscription.endpoint(subscriber.endpoint.as_str()));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "it is made of letters and digits, so that there is always one")]
fn logical_id(address: &str) -> Option<LogicalId> {
    LogicalId::try_from(format!("FailureSubscription{address}")).ok()
}

fn topic_policy(
    names: &Names,
    bucket: &Value<String>,
    topic: &Handle<Topic>,
    publishers: Publishers,
) -> ResourcePolicy {
    let publish = |service: &str, sid: &str, source: Value<String>| {
        Statement::allow_to(Principal::service(service), SNS.publish, topic.topic_arn())
            .sid(sid)
            .when(operator::STRING_EQUALS, "aws:SourceAccount", pseudo::account_id())
            .when(operator::ARN_LIKE, "aws:SourceArn", source)
    };
    let alarms = sub!("arn:${AWS::Partition}:cloudwatch:${region}:${AWS::AccountId}:alarm:*", region = names.region());
    let of_replication = publishers.of_replication.then(|| {
        [publish(S3, "S3ReportsFailures", bucket_arn(bucket)), publish(CLOUDWATCH, "AlarmsReportFailures", alarms)]
    });
    // Without conditions: EventBridge publishes only where the topic's policy has none for it. [EventBridge User Guide, "Using resource-based
    // policies for Amazon EventBridge", "Amazon SNS permissions"]
    let of_calls = publishers.of_calls.then(|| {
        Statement::allow_to(Principal::service(EVENT_BRIDGE), SNS.publish, topic.topic_arn()).sid("RulesReportCalls")
    });
    let encrypted_only = Statement::deny_to(Principal::aws("*"), SNS.publish, topic.topic_arn())
        .sid("EncryptedTransportOnly")
        .when(operator::BOOL, "aws:SecureTransport", "false");
    ResourcePolicy::new(of_replication.into_iter().flatten().chain(of_calls).chain([encrypted_only]))
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
    let alerts = alerts.filter(|_| config.options().replication.two_way);
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
