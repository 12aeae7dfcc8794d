//! The primary bucket's replication rules: one for each region.

use models::iam::Role;
use models::s3::bucket::{
    DeleteMarkerReplication, DeleteMarkerReplicationStatus, EncryptionConfiguration, Metrics, ReplicationConfiguration,
    ReplicationDestination, ReplicationRule, ReplicationRuleFilter, SourceSelectionCriteria, SseKmsEncryptedObjects,
};
use models::{Handle, Value, sub};

use super::names::{Names, bucket_arn};
use crate::config::{Config, Region};

/// One rule for each replica, each with its own priority: with several destinations S3 wants them to differ.
pub(super) fn replication(config: &Config, role: &Handle<Role>) -> ReplicationConfiguration {
    let rules: Vec<ReplicationRule> =
        (0..).zip(config.replications()).map(|(priority, region)| rule(config, priority, region)).collect();
    ReplicationConfiguration::new(role.arn(), rules)
}

fn rule(config: &Config, priority: i64, region: &Region) -> ReplicationRule {
    let names = Names::new(config);
    let destination = ReplicationDestination::new(bucket_arn(&names.replica_bucket(region)))
        .encryption_configuration(EncryptionConfiguration::new(replica_key(&names, region)))
        .metrics(Metrics::new(DeleteMarkerReplicationStatus::Enabled));
    ReplicationRule::new(destination, DeleteMarkerReplicationStatus::Enabled)
        .id(region.as_str())
        .priority(priority)
        // The empty prefix is the whole bucket. Without a filter the rule would be of the first version, which has no priorities.
        .filter(ReplicationRuleFilter::new().prefix(""))
        .delete_marker_replication(DeleteMarkerReplication::new().status(DeleteMarkerReplicationStatus::Enabled))
        .source_selection_criteria(
            SourceSelectionCriteria::new()
                .sse_kms_encrypted_objects(SseKmsEncryptedObjects::new(DeleteMarkerReplicationStatus::Enabled)),
        )
}

/// The key of the replica in `region`. Its ARN is not known here, so its alias stands for it.
fn replica_key(names: &Names<'_>, region: &Region) -> Value<String> {
    sub!(
        "arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:${alias}",
        region = region.as_str(),
        alias = names.replica_key_alias()
    )
}
