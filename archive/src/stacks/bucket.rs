//! What the primary bucket and its replicas have in common: versions, encryption, retention, and no way for the public in.

use models::s3::Bucket;
use models::s3::bucket::{
    AbortIncompleteMultipartUpload, BlockedEncryptionTypes, BucketEncryption, BucketNamespace, DefaultRetention,
    EncryptionType, LifecycleConfiguration, Mode, NoncurrentVersionExpiration, NoncurrentVersionTransition,
    ObjectLockConfiguration, ObjectLockEnabled, ObjectLockRule, ObjectOwnership, OwnershipControls,
    OwnershipControlsRule, PublicAccessBlockConfiguration, Rule, ServerSideEncryptionByDefault,
    ServerSideEncryptionRule, SseAlgorithm, Status, Transition, TransitionStorageClass, VersioningConfiguration,
    VersioningStatus,
};
use models::string_kind::{KmsKeyArn, S3BucketName};
use models::{IntoValue, Value};

use crate::config::Config;
use crate::config::options::{Lifecycle, LockMode, Namespace, ObjectLock, Retention, StorageClass};

/// A bucket for data called `name`: versioned, encrypted with `key`, with the retention and the lifecycle of `config`.
pub(super) fn data(config: &Config, name: impl IntoValue<S3BucketName>, key: impl IntoValue<KmsKeyArn>) -> Bucket {
    let options = config.options();
    let key: Value<KmsKeyArn> = key.into_value();
    let encryption = ServerSideEncryptionRule::new().bucket_key_enabled(true).server_side_encryption_by_default(
        ServerSideEncryptionByDefault::new(SseAlgorithm::AwsKms).kms_master_key_id(key),
    );
    // The bucket policy denies it too; this applies to principals that the policy excepts, and holds while the policy is gone.
    let encryption = match options.protection.deny_other_keys {
        true => {
            encryption.blocked_encryption_types(BlockedEncryptionTypes::new().encryption_type([EncryptionType::SseC]))
        }
        false => encryption,
    };
    let bucket = private_bucket(config, name)
        .versioning_configuration(VersioningConfiguration::new(VersioningStatus::Enabled))
        .bucket_encryption(BucketEncryption::new([encryption]))
        .lifecycle_configuration(LifecycleConfiguration::new(lifecycle(&options.lifecycle)));
    match &options.object_lock {
        Some(lock) => bucket.object_lock_enabled(true).object_lock_configuration(object_lock(lock)),
        None => bucket,
    }
}

/// A bucket called `name` that its account owns with everything in it, and that the public cannot reach.
pub(super) fn private_bucket(config: &Config, name: impl IntoValue<S3BucketName>) -> Bucket {
    let bucket = private(Bucket::new().bucket_name(name));
    match config.options().namespace {
        Namespace::Global => bucket,
        Namespace::AccountRegional => bucket.bucket_namespace(BucketNamespace::AccountRegional),
    }
}

/// The same of any bucket.
pub(super) fn private(bucket: Bucket) -> Bucket {
    bucket
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
}

/// A rule that deletes the parts of uploads that were never completed.
pub(super) fn abort_incomplete_uploads(days: i64) -> Rule {
    Rule::new(Status::Enabled)
        .id("abort-incomplete-uploads")
        .abort_incomplete_multipart_upload(AbortIncompleteMultipartUpload::new(days))
}

fn lifecycle(lifecycle: &Lifecycle) -> Vec<Rule> {
    let mut rules = vec![abort_incomplete_uploads(lifecycle.abort_incomplete_uploads_days)];
    if !lifecycle.transitions.is_empty() {
        let transitions: Vec<Transition> = lifecycle
            .transitions
            .iter()
            .map(|to| Transition::new(storage_class(to.storage_class)).transition_in_days(to.days))
            .collect();
        rules.push(Rule::new(Status::Enabled).id("transitions").transitions(transitions));
    }
    let transitions: Vec<NoncurrentVersionTransition> = lifecycle
        .noncurrent_transitions
        .iter()
        .map(|to| NoncurrentVersionTransition::new(storage_class(to.storage_class), to.days))
        .collect();
    let noncurrent = Rule::new(Status::Enabled).id("noncurrent-versions");
    match (transitions.is_empty(), lifecycle.noncurrent_expiration_days) {
        (true, None) => {}
        (false, None) => rules.push(noncurrent.noncurrent_version_transitions(transitions)),
        (true, Some(days)) => rules.push(noncurrent.noncurrent_version_expiration(expiration(days, lifecycle))),
        (false, Some(days)) => rules.push(
            noncurrent
                .noncurrent_version_transitions(transitions)
                .noncurrent_version_expiration(expiration(days, lifecycle)),
        ),
    }
    if lifecycle.expired_delete_markers {
        // A rule of its own: S3 takes no age beside it, because a marker expires when nothing is behind it.
        rules.push(Rule::new(Status::Enabled).id("expired-delete-markers").expired_object_delete_marker(true));
    }
    rules
}

fn expiration(days: i64, lifecycle: &Lifecycle) -> NoncurrentVersionExpiration {
    let expiration = NoncurrentVersionExpiration::new(days);
    match lifecycle.kept_noncurrent_versions {
        Some(versions) => expiration.newer_noncurrent_versions(versions),
        None => expiration,
    }
}

fn object_lock(lock: &ObjectLock) -> ObjectLockConfiguration {
    let retention = DefaultRetention::new().mode(match lock.mode {
        LockMode::Governance => Mode::Governance,
        LockMode::Compliance => Mode::Compliance,
    });
    let retention = match lock.retention {
        Retention::Days(days) => retention.days(days),
        Retention::Years(years) => retention.years(years),
    };
    ObjectLockConfiguration::new()
        .object_lock_enabled(ObjectLockEnabled::Enabled)
        .rule(ObjectLockRule::new().default_retention(retention))
}

fn storage_class(class: StorageClass) -> TransitionStorageClass {
    match class {
        StorageClass::StandardIa => TransitionStorageClass::StandardIa,
        StorageClass::IntelligentTiering => TransitionStorageClass::IntelligentTiering,
        StorageClass::OnezoneIa => TransitionStorageClass::OnezoneIa,
        StorageClass::GlacierIr => TransitionStorageClass::GlacierIr,
        StorageClass::Glacier => TransitionStorageClass::GLACIER,
        StorageClass::DeepArchive => TransitionStorageClass::DeepArchive,
    }
}
