//! The KMS keys: one in each region, each usable through the S3 of its own region only by the role that replicates.

use models::kms::{Alias, Key, ReplicaKey};
use models::policy::{Action, Principal, Resource, ResourcePolicy, Statement, operator};
use models::string_kind::{KmsAliasName, KmsKey};
use models::{IntoValue, Value, sub};

use super::names::{bucket_arn, objects_arn};
use crate::config::Config;
use crate::config::options::KeyStrategy;

/// A key that rotates, with `policy`.
pub(super) fn key(config: &Config, description: &str, policy: ResourcePolicy) -> Key {
    let options = &config.options().keys;
    let key = Key::new()
        .description(description)
        .enable_key_rotation(true)
        .pending_window_in_days(options.pending_window_days)
        .key_policy(policy);
    match options.rotation_period_days {
        Some(days) => key.rotation_period_in_days(days),
        None => key,
    }
}

/// The key of the primary bucket: the primary key, if it is a multi-Region key.
pub(super) fn primary_key(config: &Config, policy: ResourcePolicy) -> Key {
    let key = key(config, "Encrypts the archive", policy);
    match config.options().keys.strategy {
        KeyStrategy::Regional => key,
        KeyStrategy::MultiRegion => key.multi_region(true),
    }
}

/// The replica of the multi-Region key `primary`. It rotates with it.
pub(super) fn replica_key(config: &Config, primary: &Value<String>, policy: ResourcePolicy) -> ReplicaKey {
    ReplicaKey::new(policy, primary)
        .description("Encrypts a replica of the archive")
        .pending_window_in_days(config.options().keys.pending_window_days)
}

/// The name under which people find a key, and by which rules and policies know the keys of other regions.
pub(super) fn alias(name: impl IntoValue<KmsAliasName>, key: impl IntoValue<KmsKey>) -> Alias {
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
    config: &Config,
    statement: Statement<K>,
    regions: &[Value<String>],
    buckets: &[Value<String>],
) -> Statement<K> {
    let contexts: Vec<Value<String>> =
        buckets.iter().flat_map(|bucket| [bucket_arn(bucket), objects_arn(bucket)]).collect();
    via_s3(config, statement, regions).when(operator::STRING_LIKE, "kms:EncryptionContext:aws:s3:arn", contexts)
}

/// The statement holds only for what the S3 of `regions` asks.
///
/// The value of `kms:ViaService` ends in `amazonaws.com`. AWS does not say whether that is so in the partitions whose services have
/// another domain, so both are allowed there.
pub(super) fn via_s3<K>(config: &Config, statement: Statement<K>, regions: &[Value<String>]) -> Statement<K> {
    const USUAL: &str = "amazonaws.com";
    let own = config.region().dns_suffix();
    let mut services: Vec<Value<String>> = Vec::new();
    for region in regions {
        services.push(sub!("s3.${region}.amazonaws.com", region));
        if own != USUAL {
            services.push(sub!("s3.${region}.${own}", region, own));
        }
    }
    statement.when(operator::STRING_EQUALS, "kms:ViaService", services)
}
