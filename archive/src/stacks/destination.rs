//! Where a rule replicates to, and with which key.

use models::{Value, sub};

use super::names::Names;
use crate::config::options::KeyStrategy;
use crate::config::{Config, Region};

/// A replica that a rule writes to.
#[derive(Debug, Clone)]
pub(super) struct Destination {
    pub(super) region: Region,
    pub(super) names: Names,
    pub(super) bucket: Value<String>,
    pub(super) key: ReplicaKey,
}

/// How the key of a replica is named.
#[derive(Debug, Clone)]
pub(super) enum ReplicaKey {
    /// By its alias: the StackSet creates the key, so that its ARN is not known.
    Alias,
    /// By its ARN.
    Arn(Value<String>),
}

impl Destination {
    /// The destinations of `config`: its replicating regions, but for those in another account whose key is not known yet.
    ///
    /// `key_id` is the id of the primary key, which a multi-Region key shares with its replicas.
    pub(super) fn all(config: &Config, key_id: &Value<String>) -> Vec<Self> {
        config.replications().iter().filter_map(|region| Self::of(config, *region, key_id)).collect()
    }

    fn of(config: &Config, region: Region, key_id: &Value<String>) -> Option<Self> {
        let key = match (&config.options().replica_account, config.options().keys.strategy) {
            (Some(account), _) => ReplicaKey::Arn(sub!("${arn}", arn = account.key(&region)?)),
            (None, KeyStrategy::Regional) => ReplicaKey::Alias,
            (None, KeyStrategy::MultiRegion) => ReplicaKey::Arn(sub!(
                "arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/${key_id}",
                region = region.as_str(),
                key_id
            )),
        };
        let names = Names::replica(config, region);
        Some(Self { region, bucket: names.replica_bucket(), names, key })
    }

    /// The key as a replication rule names it.
    pub(super) fn key_in_rule(&self) -> Value<String> {
        match &self.key {
            ReplicaKey::Arn(arn) => arn.clone(),
            ReplicaKey::Alias => sub!(
                "arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:${alias}",
                region = self.region.as_str(),
                alias = self.names.replica_key_alias()
            ),
        }
    }

    /// The key as a policy names it. KMS authorises against key ARNs, never against an alias: where only the alias is known, every key of
    /// the region, which a condition on the alias then narrows.
    pub(super) fn key_in_policy(&self) -> Value<String> {
        match &self.key {
            ReplicaKey::Arn(arn) => arn.clone(),
            ReplicaKey::Alias => {
                sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/*", region = self.region.as_str())
            }
        }
    }
}
