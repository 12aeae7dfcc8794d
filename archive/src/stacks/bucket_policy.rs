//! The policies of the buckets: encrypted transport only, and nobody deletes a bucket with data, or a version in it.

use models::policy::{Action, Principal, Resource, ResourcePolicy, Statement, operator};
use models::s3::ACTIONS as S3;
use models::s3::{Bucket, BucketPolicy};
use models::{Handle, IntoValue, Value, sub};

use super::tampering;
use crate::config::Config;

/// Whose a bucket with data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BucketRole {
    /// Objects are written to it.
    Primary,
    /// S3 replicates to it.
    Replica,
}

/// The policy of a bucket with data that `key` encrypts, with `grants` to others.
///
/// It denies, so it applies to the account's administrators too: who means to delete data must first remove it. Deleting an object without
/// naming a version stays allowed: it writes a delete marker, and no data is lost. S3's own lifecycle rules are not subject to bucket
/// policies.
pub(super) fn protection(
    config: &Config,
    bucket: &Handle<Bucket>,
    side: BucketRole,
    key: impl IntoValue<String>,
    grants: impl IntoIterator<Item = Statement<Resource>>,
) -> BucketPolicy {
    let everyone = || Principal::aws("*");
    let (arn, objects) = arns(bucket);
    let key: Value<String> = key.into_value();
    // Nothing is written to a replica that is replicated onwards, unless it goes both ways.
    let is_source = side == BucketRole::Primary || config.options().replication.two_way;
    let uploads = (config.options().protection.deny_other_keys && is_source).then(|| {
        // An upload without these headers gets the bucket's own key. One that asks for SSE-KMS and names no key would get AWS's.
        let other_key = Statement::deny_to(everyone(), S3.put_object, &objects)
            .sid("OnlyTheArchivesKey")
            .when(operator::NULL, "s3:x-amz-server-side-encryption", false)
            .when(operator::STRING_NOT_EQUALS, "s3:x-amz-server-side-encryption-aws-kms-key-id", key);
        let customers_key = Statement::deny_to(everyone(), S3.put_object, &objects).sid("NoKeysOfCallers").when(
            operator::NULL,
            "s3:x-amz-server-side-encryption-customer-algorithm",
            false,
        );
        [other_key, customers_key]
    });
    let replica = (side == BucketRole::Replica).then(|| tampering::of_replica(config, &objects)).flatten();
    let further = uploads.into_iter().flatten().chain(tampering::of_bucket(config, &arn)).chain(replica);
    let further: Vec<_> = further.chain(grants).collect();
    let statements = [encrypted_transport_only(bucket)].into_iter().chain(nobody_deletes(bucket));
    BucketPolicy::new(bucket.reference(), ResourcePolicy::new(statements.chain(further)))
}

/// Denies everyone to delete the bucket, or a version in it.
pub(super) fn nobody_deletes(bucket: &Handle<Bucket>) -> [Statement<Resource>; 2] {
    let (arn, objects) = arns(bucket);
    [
        Statement::deny_to(Principal::aws("*"), S3.delete_bucket, arn).sid("NobodyDeletesTheBucket"),
        Statement::deny_to(Principal::aws("*"), S3.delete_object_version, objects).sid("NobodyDeletesVersions"),
    ]
}

/// Denies everyone every request that is not encrypted on its way.
pub(super) fn encrypted_transport_only(bucket: &Handle<Bucket>) -> Statement<Resource> {
    let (arn, objects) = arns(bucket);
    Statement::deny_to(Principal::aws("*"), Action::unchecked("s3:*"), [&arn, &objects])
        .sid("EncryptedTransportOnly")
        .when(operator::BOOL, "aws:SecureTransport", "false")
}

/// The ARN of the bucket, and of every object in it.
pub(super) fn arns(bucket: &Handle<Bucket>) -> (Value<String>, Value<String>) {
    let arn: Value<String> = bucket.arn().into_value();
    let objects = sub!("${arn}/*", arn = &arn);
    (arn, objects)
}
