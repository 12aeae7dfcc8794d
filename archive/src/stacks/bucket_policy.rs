//! The policies of the buckets: encrypted transport only, and nobody deletes a bucket with data, or a version in it.

use models::policy::{Action, Principal, Resource, ResourcePolicy, Statement, operator};
use models::s3::ACTIONS as S3;
use models::s3::{Bucket, BucketPolicy};
use models::{Handle, IntoValue, Value, sub};

/// The policy of a bucket with data, with `grants` to others.
///
/// It denies, so it binds the account's administrators too: who means to delete data must first remove it. Deleting an object without
/// naming a version stays allowed: it writes a delete marker, and no data is lost. S3's own lifecycle rules are not subject to bucket
/// policies.
pub(super) fn protection(
    bucket: &Handle<Bucket>,
    grants: impl IntoIterator<Item = Statement<Resource>>,
) -> BucketPolicy {
    let everyone = || Principal::aws("*");
    let (arn, objects) = arns(bucket);
    let statements = [
        encrypted_transport_only(bucket),
        Statement::deny_to(everyone(), S3.delete_bucket, &arn).sid("NobodyDeletesTheBucket"),
        Statement::deny_to(everyone(), S3.delete_object_version, &objects).sid("NobodyDeletesVersions"),
    ];
    BucketPolicy::new(bucket.reference(), ResourcePolicy::new(statements.into_iter().chain(grants)))
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
