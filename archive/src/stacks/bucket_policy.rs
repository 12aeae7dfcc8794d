//! The policy of every bucket with data: encrypted transport only, and nobody deletes the bucket or a version.

use models::s3::{Bucket, BucketPolicy};
use models::{Handle, Value, json, sub};

/// The policy of `bucket`. It denies, so it binds the account's administrators too: who means to delete data must first remove it.
///
/// Deleting an object without naming a version stays allowed: it writes a delete marker, and no data is lost. S3's own lifecycle
/// rules are not subject to bucket policies.
pub(super) fn protection(bucket: &Handle<Bucket>) -> BucketPolicy {
    let objects: Value<String> = sub!("${arn}/*", arn = bucket.arn());
    BucketPolicy::new(
        bucket.reference(),
        json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "EncryptedTransportOnly",
                    "Effect": "Deny",
                    "Principal": { "AWS": "*" },
                    "Action": "s3:*",
                    "Resource": [bucket.arn(), objects.clone()],
                    "Condition": { "Bool": { "aws:SecureTransport": "false" } }
                },
                {
                    "Sid": "NobodyDeletesTheBucket",
                    "Effect": "Deny",
                    "Principal": { "AWS": "*" },
                    "Action": "s3:DeleteBucket",
                    "Resource": bucket.arn()
                },
                {
                    "Sid": "NobodyDeletesVersions",
                    "Effect": "Deny",
                    "Principal": { "AWS": "*" },
                    "Action": "s3:DeleteObjectVersion",
                    "Resource": objects
                }
            ]
        }),
    )
}
