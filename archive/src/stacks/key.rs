//! The KMS keys: one in each region, each usable through the S3 of its own region only by the role that replicates.

use models::kms::{Alias, Key};
use models::meaning::KmsAliasName;
use models::policy::{Action, Principal, Resource, ResourcePolicy, Statement, operator};
use models::{IntoValue, Value, sub};

use super::names::{bucket_arn, objects_arn};

/// How long a key waits for its deletion, in days: the longest that KMS allows. Until then `CancelKeyDeletion` saves the data.
const PENDING_WINDOW_IN_DAYS: i64 = 30;

/// A key that rotates, with `policy`.
pub(super) fn key(description: &str, policy: ResourcePolicy) -> Key {
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
pub(super) fn account_administers() -> Statement<Resource> {
    Statement::allow_to(Principal::this_account(), Action::unchecked("kms:*"), "*").sid("AccountAdministers")
}

/// The statement holds only for what the S3 of `regions` asks for objects of `buckets`.
///
/// With bucket keys S3 sends the bucket's ARN as encryption context, otherwise the object's. [S3 user guide, "Reducing the cost of
/// SSE-KMS with Amazon S3 Bucket Keys"]
pub(super) fn through_s3<K>(
    statement: Statement<K>,
    regions: &[Value<String>],
    buckets: &[Value<String>],
) -> Statement<K> {
    let contexts: Vec<Value<String>> =
        buckets.iter().flat_map(|bucket| [bucket_arn(bucket), objects_arn(bucket)]).collect();
    via_s3(statement, regions).when(operator::STRING_LIKE, "kms:EncryptionContext:aws:s3:arn", contexts)
}

/// The statement holds only for what the S3 of `regions` asks.
pub(super) fn via_s3<K>(statement: Statement<K>, regions: &[Value<String>]) -> Statement<K> {
    let services: Vec<Value<String>> =
        regions.iter().map(|region| sub!("s3.${region}.amazonaws.com", region)).collect();
    statement.when(operator::STRING_EQUALS, "kms:ViaService", services)
}
