//! What several resources have to have in common, so that they do what they are for.

use super::{RulePage, error, warning};

const REPLICATION: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html";
const REQUIREMENTS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "replication-versioning",
        "A bucket that replicates, or the bucket that it replicates to, has no versions.",
        "S3 refuses the replication configuration.",
        "Set `VersioningConfiguration: {Status: Enabled}` on both.",
        REQUIREMENTS,
    ),
    error(
        "replication-filter",
        "A replication rule lacks what a rule with `Filter` requires, or has several destinations without one.",
        "S3 refuses the replication configuration.",
        "Give each rule `Filter`, `Priority` and `DeleteMarkerReplication`; `Filter: {Prefix: \"\"}` is the whole bucket.",
        REPLICATION,
    ),
    error(
        "replication-priority",
        "Two replication rules have the same priority.",
        "S3 refuses the replication configuration.",
        "Give each rule a priority of its own.",
        REPLICATION,
    ),
    error(
        "replication-delete-markers",
        "A replication rule that chooses objects by tag replicates delete markers, which have no tags.",
        "S3 refuses the replication configuration.",
        "Disable `DeleteMarkerReplication`, or choose the objects by prefix.",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteMarkerReplication.html",
    ),
    error(
        "replication-time",
        "`ReplicationTime` is without `Metrics`, or of another time than 15 minutes.",
        "S3 refuses the replication configuration.",
        "Set both, to 15 minutes.",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationTimeValue.html",
    ),
    error(
        "replication-encryption",
        "A replication rule names a key for the copies but does not select objects that are encrypted with KMS, or the reverse.",
        "S3 refuses the configuration, or objects encrypted with KMS are not replicated.",
        "Set `SourceSelectionCriteria: {SseKmsEncryptedObjects: {Status: Enabled}}` and \
         `EncryptionConfiguration: {ReplicaKmsKeyID: …}` together.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
    ),
    error(
        "replication-order",
        "A bucket replicates to one that a StackSet of the same template makes, and does not wait for it.",
        "S3 refuses a destination that does not exist yet.",
        "Add a `DependsOn` on the StackSet to the bucket.",
        REPLICATION,
    ),
    warning(
        "retained-data-without-key",
        "A resource is retained when the stack is deleted, and the KMS key that encrypts it is not.",
        "What is retained cannot be read any more once the key's waiting period is over.",
        "Set `DeletionPolicy` and `UpdateReplacePolicy` of the key to `Retain` too.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
    ),
];
