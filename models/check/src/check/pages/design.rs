//! Requirements that several resources together must meet.

use super::{RulePage, error, warning};

const REPLICATION: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html";
const REQUIREMENTS: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "replication-versioning",
        "The source or the destination bucket of a replication does not have versioning enabled.",
        "S3 rejects the replication configuration.",
        "Set `VersioningConfiguration: {Status: Enabled}` on both.",
        REQUIREMENTS,
    ),
    error(
        "replication-filter",
        "A replication rule with `Filter` lacks a required property, or a rule without `Filter` has several \
         destinations.",
        "S3 rejects the replication configuration.",
        "Give each rule `Filter`, `Priority` and `DeleteMarkerReplication`; `Filter: {Prefix: \"\"}` selects the \
         whole bucket.",
        REPLICATION,
    ),
    error(
        "replication-priority",
        "Two replication rules have the same priority.",
        "S3 rejects the replication configuration.",
        "Give each rule a priority of its own.",
        REPLICATION,
    ),
    error(
        "replication-delete-markers",
        "A replication rule that filters objects by tag replicates delete markers, which have no tags.",
        "S3 rejects the replication configuration.",
        "Disable `DeleteMarkerReplication`, or filter the objects by prefix.",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteMarkerReplication.html",
    ),
    error(
        "replication-time",
        "`ReplicationTime` is given without `Metrics`, or its time is not 15 minutes.",
        "S3 rejects the replication configuration.",
        "Set both, to 15 minutes.",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationTimeValue.html",
    ),
    error(
        "replication-encryption",
        "A replication rule specifies a KMS key for the replicas but does not select objects that are encrypted with \
         KMS, or the reverse.",
        "S3 rejects the configuration, or objects encrypted with KMS are not replicated.",
        "Set `SourceSelectionCriteria: {SseKmsEncryptedObjects: {Status: Enabled}}` and `EncryptionConfiguration: \
         {ReplicaKmsKeyID: …}` together.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
    ),
    error(
        "replication-order",
        "A bucket replicates to a bucket that a StackSet of the same template creates, and does not depend on that \
         StackSet.",
        "S3 rejects a destination bucket that does not exist.",
        "Add a `DependsOn` on the StackSet to the bucket.",
        REPLICATION,
    ),
    warning(
        "retained-data-without-key",
        "A resource is retained when the stack is deleted, but the KMS key that encrypts it is not.",
        "The retained data cannot be decrypted once the key is deleted after its waiting period.",
        "Set `DeletionPolicy` and `UpdateReplacePolicy` of the key to `Retain` too.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
    ),
];
