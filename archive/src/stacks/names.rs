//! The names and ARNs of everything in an archive, all computed from the configuration.
//!
//! A StackSet's resources cannot be referenced from the stack that holds the StackSet, so both sides compute the same names. Computing
//! the primary bucket's name too keeps the role's policy from referring to the bucket, which depends on the policy: no cycle.

use models::intrinsic::pseudo;
use models::{IntoValue, Value, sub};

use crate::config::options::Namespace;
use crate::config::{Config, Region};

/// The names of one archive, as the stack of one region sees them: the prefix, the account and the region may be literals or references.
#[derive(Debug, Clone)]
pub(super) struct Names {
    namespace: Namespace,
    prefix: Value<String>,
    account: Value<String>,
    region: Value<String>,
}

impl Names {
    /// The names in the primary region.
    pub(super) fn primary(config: &Config) -> Self {
        Self::new(config, config.prefix().into_value(), pseudo::account_id(), config.region().as_str().into_value())
    }

    /// The names in the region of a replica, seen from the primary stack.
    pub(super) fn replica(config: &Config, region: Region) -> Self {
        let account = match &config.options().replica_account {
            Some(replica) => (&replica.account).into_value(),
            None => pseudo::account_id(),
        };
        Self::new(config, config.prefix().into_value(), account, region.as_str().into_value())
    }

    /// The names in the region of the stack itself, which many regions share.
    pub(super) fn here(config: &Config, prefix: Value<String>) -> Self {
        Self::new(config, prefix, pseudo::account_id(), pseudo::region())
    }

    fn new(config: &Config, prefix: Value<String>, account: Value<String>, region: Value<String>) -> Self {
        Self { namespace: config.options().namespace, prefix, account, region }
    }

    /// The region.
    pub(super) fn region(&self) -> &Value<String> {
        &self.region
    }

    /// The bucket that objects are written to.
    pub(super) fn primary_bucket(&self) -> Value<String> {
        match self.namespace {
            Namespace::Global => sub!("${prefix}-archive", prefix = &self.prefix),
            Namespace::AccountRegional => self.account_regional_bucket(),
        }
    }

    /// The bucket that holds the replicas.
    pub(super) fn replica_bucket(&self) -> Value<String> {
        match self.namespace {
            Namespace::Global => {
                sub!("${prefix}-archive-replication-${region}", prefix = &self.prefix, region = &self.region)
            }
            Namespace::AccountRegional => self.account_regional_bucket(),
        }
    }

    fn account_regional_bucket(&self) -> Value<String> {
        sub!(
            "${prefix}-archive-${account}-${region}-an",
            prefix = &self.prefix,
            account = &self.account,
            region = &self.region
        )
    }

    /// The bucket that S3 writes logs and inventories to.
    pub(super) fn log_bucket(&self) -> Value<String> {
        match self.namespace {
            Namespace::Global => sub!("${prefix}-archive-logs-${region}", prefix = &self.prefix, region = &self.region),
            Namespace::AccountRegional => sub!(
                "${prefix}-archive-logs-${account}-${region}-an",
                prefix = &self.prefix,
                account = &self.account,
                region = &self.region
            ),
        }
    }

    /// The alias of the primary bucket's key.
    pub(super) fn primary_key_alias(&self) -> Value<String> {
        sub!("alias/${prefix}/archive", prefix = &self.prefix)
    }

    /// The alias of the replica's key, the same in every region.
    pub(super) fn replica_key_alias(&self) -> Value<String> {
        sub!("alias/${prefix}/archive/replication", prefix = &self.prefix)
    }

    /// The topic that hears of failures.
    pub(super) fn failure_topic(&self) -> Value<String> {
        sub!("${prefix}-archive-failures", prefix = &self.prefix)
    }

    /// The EventBridge rule about destructive calls on the buckets.
    pub(super) fn bucket_calls_rule(&self) -> Value<String> {
        sub!("${prefix}-archive-bucket-calls", prefix = &self.prefix)
    }

    /// The EventBridge rule about destructive calls on the key.
    pub(super) fn key_calls_rule(&self) -> Value<String> {
        sub!("${prefix}-archive-key-calls", prefix = &self.prefix)
    }

    /// The ARN of the topic that hears of failures.
    pub(super) fn failure_topic_arn(&self) -> Value<String> {
        sub!(
            "arn:${AWS::Partition}:sns:${region}:${AWS::AccountId}:${topic}",
            region = &self.region,
            topic = self.failure_topic()
        )
    }
}

/// The ARN of a bucket.
pub(super) fn bucket_arn(bucket: &Value<String>) -> Value<String> {
    sub!("arn:${AWS::Partition}:s3:::${bucket}", bucket)
}

/// The ARN pattern of every object in a bucket.
pub(super) fn objects_arn(bucket: &Value<String>) -> Value<String> {
    sub!("arn:${AWS::Partition}:s3:::${bucket}/*", bucket)
}
