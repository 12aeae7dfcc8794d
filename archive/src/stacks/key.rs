//! The KMS keys: one in each region, each usable through the S3 of its own region only by the role that replicates.

use models::kms::{Alias, Key};
use models::meaning::KmsAliasName;
use models::{IntoValue, Json, Value, json, sub};

/// How long a key waits for its deletion, in days: the longest that KMS allows. Until then `CancelKeyDeletion` saves the data.
const PENDING_WINDOW_IN_DAYS: i64 = 30;

/// A key that rotates, with `policy`.
pub(super) fn key(description: &str, policy: Json) -> Key {
    Key::new()
        .description(description)
        .enable_key_rotation(true)
        .pending_window_in_days(PENDING_WINDOW_IN_DAYS)
        .key_policy(policy)
}

/// The name under which people find a key.
pub(super) fn alias(name: impl IntoValue<KmsAliasName>, key: impl IntoValue<String>) -> Alias {
    Alias::new(name, key)
}

/// Lets the account's IAM policies decide who uses the key. Without it nobody could administer the key.
pub(super) fn account_administers() -> Json {
    json!({
        "Sid": "AccountAdministers",
        "Effect": "Allow",
        "Principal": { "AWS": sub!("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
        "Action": "kms:*",
        "Resource": "*"
    })
}

/// What KMS must find in a request that S3 makes for the role: the S3 of one of `regions`, and an object of one of `buckets`.
///
/// With bucket keys S3 sends the bucket's ARN as encryption context, otherwise the object's. [S3 user guide, "Reducing the cost of
/// SSE-KMS with Amazon S3 Bucket Keys"]
pub(super) fn encryption_contexts(buckets: impl IntoIterator<Item = Value<String>>) -> Vec<Value<String>> {
    buckets
        .into_iter()
        .flat_map(|bucket| [super::names::bucket_arn(&bucket), super::names::objects_arn(&bucket)])
        .collect()
}

/// The value of `kms:ViaService` for the S3 of `region`.
pub(super) fn s3_of(region: impl IntoValue<String>) -> Value<String> {
    sub!("s3.${region}.amazonaws.com", region)
}
