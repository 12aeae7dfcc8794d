//! What the primary bucket and its replicas have in common: versions, encryption, and no way for the public in.

use models::meaning::KmsKeyArn;
use models::s3::Bucket;
use models::s3::bucket::{
    AbortIncompleteMultipartUpload, BucketEncryption, LifecycleConfiguration, ObjectOwnership, OwnershipControls,
    OwnershipControlsRule, PublicAccessBlockConfiguration, Rule, ServerSideEncryptionByDefault,
    ServerSideEncryptionByDefaultSseAlgorithm, ServerSideEncryptionRule, VersioningConfiguration,
    VersioningConfigurationStatus,
};
use models::{IntoValue, Value};

/// Parts of uploads that were never completed are deleted after so many days: they cost like objects, and nobody sees them.
const ABORT_INCOMPLETE_UPLOADS_DAYS: i64 = 7;

/// A bucket called `name` that is versioned, encrypted with `key`, owned by its account, and closed to the public.
pub(super) fn protected(name: impl IntoValue<String>, key: Value<KmsKeyArn>) -> Bucket {
    Bucket::new()
        .bucket_name(name)
        .versioning_configuration(VersioningConfiguration::new(VersioningConfigurationStatus::Enabled))
        .bucket_encryption(BucketEncryption::new([ServerSideEncryptionRule::new()
            .bucket_key_enabled(true)
            .server_side_encryption_by_default(
                ServerSideEncryptionByDefault::new(ServerSideEncryptionByDefaultSseAlgorithm::AwsKms)
                    .kms_master_key_id(key),
            )]))
        .ownership_controls(OwnershipControls::new([
            OwnershipControlsRule::new().object_ownership(ObjectOwnership::BucketOwnerEnforced)
        ]))
        .public_access_block_configuration(
            PublicAccessBlockConfiguration::new()
                .block_public_acls(true)
                .block_public_policy(true)
                .ignore_public_acls(true)
                .restrict_public_buckets(true),
        )
        .lifecycle_configuration(LifecycleConfiguration::new([Rule::new(
            models::s3::bucket::ReplicaModificationsStatus::Enabled,
        )
        .id("abort-incomplete-uploads")
        .abort_incomplete_multipart_upload(AbortIncompleteMultipartUpload::new(ABORT_INCOMPLETE_UPLOADS_DAYS))]))
}
