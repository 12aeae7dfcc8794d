//! The names and ARNs of everything in an archive, all computed from the configuration.
//!
//! A StackSet's resources cannot be referenced from the stack that holds the StackSet, so both sides compute the same names. Computing
//! the primary bucket's name too keeps the role's policy from referring to the bucket, which depends on the policy: no cycle.

use models::{IntoValue, Value, sub};

use crate::config::{Config, Region};

/// The names of one archive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'c> {
    config: &'c Config,
}

impl<'c> Names<'c> {
    pub(super) fn new(config: &'c Config) -> Self {
        Self { config }
    }

    /// The bucket that objects are written to.
    pub(super) fn bucket(&self) -> Value<String> {
        self.config.bucket_name().into_value()
    }

    /// The bucket that holds the replicas in `region`.
    pub(super) fn replica_bucket(&self, region: &Region) -> Value<String> {
        self.config.replica_bucket_name(region).into_value()
    }

    /// The replication role. IAM is global, so the name has the region too, and the path does not make it unique.
    /// At most 63 characters, as the prefix is short enough for the bucket names; IAM allows 64.
    pub(super) fn replication_role(&self) -> String {
        format!("{}-archive-replication-{}", self.config.prefix(), self.config.region())
    }

    /// The alias of the primary bucket's key.
    pub(super) fn key_alias(&self) -> String {
        format!("alias/{}/archive", self.config.prefix())
    }

    /// The alias of the replica's key, the same in every region.
    pub(super) fn replica_key_alias(&self) -> String {
        replica_key_alias(self.config.prefix())
    }
}

/// The alias of the replica's key.
pub(super) fn replica_key_alias(prefix: &str) -> String {
    format!("alias/{prefix}/archive/replication")
}

/// The ARN of a bucket.
pub(super) fn bucket_arn(bucket: &Value<String>) -> Value<String> {
    sub!("arn:${AWS::Partition}:s3:::${bucket}", bucket)
}

/// The ARN pattern of every object in a bucket.
pub(super) fn objects_arn(bucket: &Value<String>) -> Value<String> {
    sub!("arn:${AWS::Partition}:s3:::${bucket}/*", bucket)
}
