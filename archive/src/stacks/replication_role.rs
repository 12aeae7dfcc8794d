//! The role that S3 assumes to replicate, and exactly what it may do.

use models::iam::{Policy, Role};
use models::kms::Key;
use models::policy::{Action, IdentityPolicy, Principal, Statement, TrustPolicy, operator};
use models::{Handle, IntoValue, Value, sub};

use super::key::through_s3;
use super::names::{Names, bucket_arn, objects_arn};
use crate::config::{Config, Region};

/// The role itself. Its name is fixed, because the replicas' key policies name it before they could ask for it.
///
/// The trust has no condition: who may give S3 this role is decided by `iam:PassRole`.
pub(super) fn role(config: &Config) -> Role {
    Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("s3.amazonaws.com"))]))
        .role_name(Names::new(config).replication_role())
        .path("/service-role/")
}

/// What the role may do, and nothing else: read versions of the source, and write replicas.
///
/// One statement holds the keys of all regions, one list their services, one their buckets. That is as exact as a statement a region,
/// and small enough for 30 regions: a key's region admits only that region's S3 as its service, and S3 sends only buckets of its own
/// region as encryption context, so no other combination of the three lists can come together.
pub(super) fn policy(config: &Config, role: &Handle<Role>, key: &Handle<Key>) -> Policy {
    let names = Names::new(config);
    let source = names.bucket();
    let regions = config.replications();
    let region_names: Vec<Value<String>> = regions.iter().map(|region| region.as_str().into_value()).collect();
    let destinations: Vec<Value<String>> = regions.iter().map(|region| names.replica_bucket(region)).collect();
    let statements = [
        Statement::allow(
            [Action::known("s3:GetReplicationConfiguration"), Action::known("s3:ListBucket")],
            bucket_arn(&source),
        )
        .sid("ReadReplicationRules"),
        Statement::allow(
            [
                Action::known("s3:GetObjectVersionForReplication"),
                Action::known("s3:GetObjectVersionAcl"),
                Action::known("s3:GetObjectVersionTagging"),
            ],
            objects_arn(&source),
        )
        .sid("ReadVersions"),
        through_s3(
            Statement::allow([Action::known("kms:Decrypt"), Action::known("kms:GenerateDataKey")], key.arn())
                .sid("DecryptSource"),
            &[config.region().as_str().into_value()],
            &[source],
        ),
        Statement::allow(
            [
                Action::known("s3:ReplicateObject"),
                Action::known("s3:ReplicateDelete"),
                Action::known("s3:ReplicateTags"),
            ],
            destinations.iter().map(objects_arn).collect::<Vec<_>>(),
        )
        .sid("WriteReplicas"),
        // KMS authorises against key ARNs, never against an alias: any key of the region, if it has the alias.
        through_s3(
            Statement::allow(
                [Action::known("kms:Encrypt"), Action::known("kms:GenerateDataKey"), Action::known("kms:Decrypt")],
                regions.iter().map(keys_of).collect::<Vec<_>>(),
            )
            .sid("EncryptReplicas"),
            &region_names,
            &destinations,
        )
        .when(operator::STRING_EQUALS.for_any_value(), "kms:ResourceAliases", names.replica_key_alias()),
    ];
    Policy::new(IdentityPolicy::new(statements), "Replication").roles([role.reference()])
}

/// Every key of this account in `region`.
fn keys_of(region: &Region) -> Value<String> {
    sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/*", region = region.as_str())
}
