//! The replication rules: on the primary bucket one for each replica, and with two-way replication one back.

use models::s3::bucket::{
    DeleteMarkerReplication, EncryptionConfiguration, Metrics, ReplicaModifications, ReplicationConfiguration,
    ReplicationDestination, ReplicationRule, ReplicationRuleFilter, ReplicationStorageClass, ReplicationTime,
    ReplicationTimeValue, SourceSelectionCriteria, SseKmsEncryptedObjects, Status,
};
use models::string_kind::IamRoleArn;
use models::{IntoValue, Value};

use super::destination::Destination;
use super::names::bucket_arn;
use crate::config::Config;
use crate::config::options::StorageClass;

/// The only threshold that S3 takes for Replication Time Control, in minutes.
const TIME_CONTROL_MINUTES: i64 = 15;

/// The rule of a replica that replicates back.
pub(crate) const BACK: &str = "back";

/// One rule for each destination, each with its own priority: with several destinations S3 wants them to differ. `None` without any.
pub(super) fn to_replicas(
    config: &Config,
    role: impl IntoValue<IamRoleArn>,
    destinations: &[Destination],
) -> Option<ReplicationConfiguration> {
    if destinations.is_empty() {
        return None;
    }
    let rules: Vec<ReplicationRule> = (0..)
        .zip(destinations)
        .map(|(priority, to)| {
            let destination = destination(config, &to.bucket, to.key_in_rule());
            let destination = match (&config.options().replica_account, config.options().replication.storage_class) {
                (Some(replica), None) => destination.account(&replica.account),
                (Some(replica), Some(class)) => {
                    destination.account(&replica.account).storage_class(storage_class(class))
                }
                (None, Some(class)) => destination.storage_class(storage_class(class)),
                (None, None) => destination,
            };
            rule(config, to.region.as_str(), priority, destination)
        })
        .collect();
    Some(ReplicationConfiguration::new(role, rules))
}

/// The rule from a replica back to the primary bucket.
pub(super) fn to_primary(
    config: &Config,
    role: &Value<String>,
    bucket: &Value<String>,
    key: &Value<String>,
) -> ReplicationConfiguration {
    ReplicationConfiguration::new(role.clone(), [rule(config, BACK, 0, destination(config, bucket, key.clone()))])
}

fn rule(config: &Config, id: &str, priority: i64, destination: ReplicationDestination) -> ReplicationRule {
    let replication = &config.options().replication;
    let delete_markers = match replication.delete_markers {
        true => Status::Enabled,
        false => Status::Disabled,
    };
    let criteria =
        SourceSelectionCriteria::new().sse_kms_encrypted_objects(SseKmsEncryptedObjects::new(Status::Enabled));
    let criteria = match replication.two_way {
        true => criteria.replica_modifications(ReplicaModifications::new(Status::Enabled)),
        false => criteria,
    };
    ReplicationRule::new(destination, Status::Enabled)
        .id(id)
        .priority(priority)
        // The empty prefix is the whole bucket. Without a filter the rule would be of the first version, which has no priorities.
        .filter(ReplicationRuleFilter::new().prefix(""))
        .delete_marker_replication(DeleteMarkerReplication::new().status(delete_markers))
        .source_selection_criteria(criteria)
}

fn destination(config: &Config, bucket: &Value<String>, key: Value<String>) -> ReplicationDestination {
    let replication = &config.options().replication;
    let destination =
        ReplicationDestination::new(bucket_arn(bucket)).encryption_configuration(EncryptionConfiguration::new(key));
    let threshold = || ReplicationTimeValue::new(TIME_CONTROL_MINUTES);
    let metrics = Metrics::new(Status::Enabled);
    match (replication.metrics, replication.time_control) {
        (false, _) => destination,
        (true, false) => destination.metrics(metrics),
        (true, true) => destination
            .metrics(metrics.event_threshold(threshold()))
            .replication_time(ReplicationTime::new(Status::Enabled, threshold())),
    }
}

fn storage_class(class: StorageClass) -> ReplicationStorageClass {
    match class {
        StorageClass::StandardIa => ReplicationStorageClass::StandardIa,
        StorageClass::IntelligentTiering => ReplicationStorageClass::IntelligentTiering,
        StorageClass::OnezoneIa => ReplicationStorageClass::OnezoneIa,
        StorageClass::GlacierIr => ReplicationStorageClass::GlacierIr,
        StorageClass::Glacier => ReplicationStorageClass::Glacier,
        StorageClass::DeepArchive => ReplicationStorageClass::DeepArchive,
    }
}
