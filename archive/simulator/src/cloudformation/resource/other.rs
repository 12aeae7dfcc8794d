//! Resources of services whose own API is not served: they have a name and properties, and that is all.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::properties::Properties;
use crate::cloudformation::resource::properties::text;
use crate::cloudformation::resource::provider::{Context, Provider, ProviderResult, generated_name};
use crate::state::cloudformation::set_call::PendingCall;
use crate::world::World;

/// One such type.
pub(super) struct Other {
    kind: &'static str,
    attributes: &'static [&'static str],
    properties: &'static [&'static str],
    required: &'static [&'static str],
    /// The property that names it, and so cannot change.
    name: &'static [&'static str],
    /// Service and the text before the name in the resource part of its ARN.
    arn: (&'static str, &'static str),
    /// Whether the physical id is the ARN.
    is_arn: bool,
}

pub(super) const TOPIC: Other = Other {
    kind: "AWS::SNS::Topic",
    attributes: &["TopicArn", "TopicName"],
    properties: &[
        "ArchivePolicy",
        "ContentBasedDeduplication",
        "DataProtectionPolicy",
        "DeliveryStatusLogging",
        "DisplayName",
        "FifoThroughputScope",
        "FifoTopic",
        "KmsMasterKeyId",
        "SignatureVersion",
        "Subscription",
        "Tags",
        "TopicName",
        "TracingConfig",
    ],
    required: &[],
    name: &["TopicName"],
    arn: ("sns", ""),
    is_arn: true,
};

pub(super) const TOPIC_POLICY: Other = Other {
    kind: "AWS::SNS::TopicPolicy",
    attributes: &["Id"],
    properties: &["PolicyDocument", "Topics"],
    required: &["PolicyDocument", "Topics"],
    name: &[],
    arn: ("sns", ""),
    is_arn: false,
};

pub(super) const SUBSCRIPTION: Other = Other {
    kind: "AWS::SNS::Subscription",
    attributes: &["Arn"],
    properties: &[
        "DeliveryPolicy",
        "Endpoint",
        "FilterPolicy",
        "FilterPolicyScope",
        "Protocol",
        "RawMessageDelivery",
        "RedrivePolicy",
        "Region",
        "ReplayPolicy",
        "SubscriptionRoleArn",
        "TopicArn",
    ],
    required: &["Protocol", "TopicArn"],
    name: &[],
    arn: ("sns", ""),
    is_arn: true,
};

pub(super) const QUEUE: Other = Other {
    kind: "AWS::SQS::Queue",
    attributes: &["Arn", "QueueName"],
    properties: &[
        "ContentBasedDeduplication",
        "DeduplicationScope",
        "DelaySeconds",
        "FifoQueue",
        "FifoThroughputLimit",
        "KmsDataKeyReusePeriodSeconds",
        "KmsMasterKeyId",
        "MaximumMessageSize",
        "MessageRetentionPeriod",
        "QueueName",
        "ReceiveMessageWaitTimeSeconds",
        "RedriveAllowPolicy",
        "RedrivePolicy",
        "SqsManagedSseEnabled",
        "Tags",
        "VisibilityTimeout",
    ],
    required: &[],
    name: &["QueueName"],
    arn: ("sqs", ""),
    is_arn: false,
};

pub(super) const QUEUE_POLICY: Other = Other {
    kind: "AWS::SQS::QueuePolicy",
    attributes: &["Id"],
    properties: &["PolicyDocument", "Queues"],
    required: &["PolicyDocument", "Queues"],
    name: &[],
    arn: ("sqs", ""),
    is_arn: false,
};

pub(super) const ALARM: Other = Other {
    kind: "AWS::CloudWatch::Alarm",
    attributes: &["Arn"],
    properties: &[
        "ActionsEnabled",
        "AlarmActions",
        "AlarmDescription",
        "AlarmName",
        "ComparisonOperator",
        "DatapointsToAlarm",
        "Dimensions",
        "EvaluateLowSampleCountPercentile",
        "EvaluationPeriods",
        "ExtendedStatistic",
        "InsufficientDataActions",
        "MetricName",
        "Metrics",
        "Namespace",
        "OKActions",
        "Period",
        "Statistic",
        "Tags",
        "Threshold",
        "ThresholdMetricId",
        "TreatMissingData",
        "Unit",
    ],
    required: &["ComparisonOperator", "EvaluationPeriods"],
    name: &["AlarmName"],
    arn: ("cloudwatch", "alarm:"),
    is_arn: false,
};

pub(super) const RULE: Other = Other {
    kind: "AWS::Events::Rule",
    attributes: &["Arn"],
    properties: &[
        "Description",
        "EventBusName",
        "EventPattern",
        "Name",
        "RoleArn",
        "ScheduleExpression",
        "State",
        "Tags",
        "Targets",
    ],
    required: &[],
    name: &["Name"],
    arn: ("events", "rule/"),
    is_arn: false,
};

pub(super) const LOG_GROUP: Other = Other {
    kind: "AWS::Logs::LogGroup",
    attributes: &["Arn"],
    properties: &[
        "DataProtectionPolicy",
        "DeletionProtectionEnabled",
        "FieldIndexPolicies",
        "KmsKeyId",
        "LogGroupClass",
        "LogGroupName",
        "ResourcePolicyDocument",
        "RetentionInDays",
        "Tags",
    ],
    required: &[],
    name: &["LogGroupName"],
    arn: ("logs", "log-group:"),
    is_arn: false,
};

impl Other {
    fn made(&self, context: &Context, physical_id: &str) -> ProviderResult {
        let name = if self.is_arn { physical_id.rsplit(':').next().unwrap_or_default() } else { physical_id };
        let arn = context.scope.arn(self.arn.0, format!("{}{name}", self.arn.1));
        let mut attributes = Properties::new();
        for attribute in self.attributes {
            let value = match *attribute {
                "Arn" if self.kind == "AWS::Logs::LogGroup" => format!("{arn}:*"),
                "Arn" | "TopicArn" => arn.clone(),
                _ => name.to_owned(),
            };
            attributes.insert((*attribute).to_owned(), value.into());
        }
        ProviderResult { physical_id: physical_id.to_owned(), attributes, calls: Vec::new() }
    }

    fn store(&self, world: &mut World, context: &Context, physical_id: &str, properties: &Properties) {
        let kind = world.region(&context.scope).other.entry(self.kind.to_owned()).or_default();
        kind.insert(physical_id.to_owned(), properties.clone().into());
    }
}

impl Provider for Other {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn attributes(&self) -> &'static [&'static str] {
        self.attributes
    }

    fn properties(&self) -> &'static [&'static str] {
        self.properties
    }

    fn required(&self) -> &'static [&'static str] {
        self.required
    }

    fn create_only(&self) -> &'static [&'static str] {
        self.name
    }

    fn identifiers(&self) -> &'static [&'static str] {
        self.attributes
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let name = match self.name.first().and_then(|name| text(properties, name)) {
            Some(name) => name,
            None => generated_name(world, context, 128),
        };
        let physical_id = if self.is_arn { context.scope.arn(self.arn.0, &name) } else { name };
        let there = world.region(&context.scope).other.get(self.kind);
        if there.is_some_and(|there| there.contains_key(&physical_id)) {
            return Err(Failure::new(format!("{physical_id} already exists")));
        }
        self.store(world, context, &physical_id, properties);
        Ok(self.made(context, &physical_id))
    }

    fn update(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        _: &Properties,
        after: &Properties,
    ) -> Result<ProviderResult, Failure> {
        self.store(world, context, physical_id, after);
        Ok(self.made(context, physical_id))
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        physical_id: &str,
        _: &Properties,
    ) -> Result<Vec<PendingCall>, Failure> {
        if let Some(there) = world.region(&context.scope).other.get_mut(self.kind) {
            there.remove(physical_id);
        }
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let properties = world.region(&context.scope).other.get(self.kind)?.get(physical_id)?.as_object()?.clone();
        Some((properties, self.made(context, physical_id).attributes))
    }
}
