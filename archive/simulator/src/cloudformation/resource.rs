//! The resource types that can be made, each by a provider.

mod bucket;
mod bucket_policy;
mod iam_policy;
mod kms_alias;
mod kms_key;
mod managed_policy;
mod names;
mod other;
pub(crate) mod permission;
mod properties;
pub(crate) mod provider;
mod replica_key;
mod role;
mod shape;
mod stack_set;

use crate::cloudformation::resource::provider::Provider;

/// The provider of a type.
pub(crate) fn provider(kind: &str) -> Option<&'static dyn Provider> {
    const PROVIDERS: &[&dyn Provider] = &[
        &bucket::Bucket,
        &bucket_policy::BucketPolicy,
        &kms_key::Key,
        &kms_alias::Alias,
        &replica_key::ReplicaKey,
        &role::Role,
        &iam_policy::Policy,
        &managed_policy::ManagedPolicy,
        &stack_set::StackSetResource,
        &other::TOPIC,
        &other::TOPIC_POLICY,
        &other::SUBSCRIPTION,
        &other::QUEUE,
        &other::QUEUE_POLICY,
        &other::ALARM,
        &other::RULE,
        &other::LOG_GROUP,
    ];
    PROVIDERS.iter().find(|provider| provider.kind() == kind).copied()
}
