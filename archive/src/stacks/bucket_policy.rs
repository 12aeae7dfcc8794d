//! The policy of every bucket with data: encrypted transport only, and nobody deletes the bucket or a version.

use models::policy::{Action, Principal, ResourcePolicy, Statement, operator};
use models::s3::{Bucket, BucketPolicy};
use models::{Handle, IntoValue, Value, sub};

/// The policy of `bucket`. It denies, so it binds the account's administrators too: who means to delete data must first remove it.
///
/// Deleting an object without naming a version stays allowed: it writes a delete marker, and no data is lost. S3's own lifecycle
/// rules are not subject to bucket policies.
pub(super) fn protection(bucket: &Handle<Bucket>) -> BucketPolicy {
    let arn: Value<String> = bucket.arn().into_value();
    let objects = sub!("${arn}/*", arn = &arn);
    BucketPolicy::new(
        bucket.reference(),
        ResourcePolicy::new([
            Statement::deny_to(Principal::aws("*"), Action::unchecked("s3:*"), [&arn, &objects])
                .sid("EncryptedTransportOnly")
                .when(operator::BOOL, "aws:SecureTransport", "false"),
            Statement::deny_to(Principal::aws("*"), Action::known("s3:DeleteBucket"), &arn)
                .sid("NobodyDeletesTheBucket"),
            Statement::deny_to(Principal::aws("*"), Action::known("s3:DeleteObjectVersion"), &objects)
                .sid("NobodyDeletesVersions"),
        ]),
    )
}
