//! The role that S3 assumes to replicate, and exactly what it may do.

use models::iam::{ManagedPolicy, Policy, Role};
use models::kms::ACTIONS as KMS;
use models::kms::Key;
use models::policy::{Action, Identity, IdentityPolicy, Principal, Statement, TrustPolicy, operator};
use models::s3::ACTIONS as S3;
use models::{Handle, Value, sub};

use super::destination::{Destination, ReplicaKey};
use super::key::through_s3;
use super::names::{Names, bucket_arn, objects_arn};
use crate::config::Config;

/// The destinations that one policy holds. A destination takes at most 335 characters (a prefix of 28 in the longest region), so that 15
/// fit into a managed policy (6,144 characters) and, with the statements on the source, into the role's own (10,240). [IAM user guide,
/// "IAM and AWS STS quotas"]
const DESTINATIONS_A_POLICY: usize = 15;

/// The path of the role.
pub(crate) const REPLICATION_ROLE_PATH: &str = "/service-role/";

/// The role itself. Its name is fixed, because the replicas' key policies name it before they could ask for it.
///
/// The trust has no condition: who may give S3 this role is decided by `iam:PassRole`.
pub(super) fn role(config: &Config) -> Role {
    Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("s3.amazonaws.com"))]))
        .role_name(config.replication_role_name())
        .path(REPLICATION_ROLE_PATH)
}

/// Its ARN by its name. `Fn::GetAtt` would be known after the role is there only, and until then no change set could show that the
/// replicas' key policies are for the same role as before.
pub(super) fn arn(config: &Config) -> Value<String> {
    sub!(
        "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/service-role/${name}",
        name = config.replication_role_name()
    )
}

/// What the role may do, and nothing else: read versions of the source, and write replicas to the first destinations.
pub(super) fn policy(config: &Config, role: &Handle<Role>, key: &Handle<Key>, destinations: &[Destination]) -> Policy {
    let mut statements = source(config, key, destinations);
    if let Some(first) = destinations.chunks(DESTINATIONS_A_POLICY).next() {
        statements.extend(writing(config, first));
    }
    Policy::new(IdentityPolicy::new(statements), "Replication").roles([role.reference()])
}

/// The policies for the destinations that the role's own policy has no room for.
pub(super) fn further_policies(
    config: &Config,
    role: &Handle<Role>,
    destinations: &[Destination],
) -> Vec<ManagedPolicy> {
    destinations
        .chunks(DESTINATIONS_A_POLICY)
        .skip(1)
        .map(|destinations| {
            ManagedPolicy::new(IdentityPolicy::new(writing(config, destinations)))
                .description("Further replicas that the archive's replication role writes")
                .roles([role.reference()])
        })
        .collect()
}

/// Reading the source, which with two-way replication is each side.
fn source(config: &Config, key: &Handle<Key>, destinations: &[Destination]) -> Vec<Statement<Identity>> {
    let two_way = config.options().replication.two_way;
    let names = Names::primary(config);
    let primary = names.primary_bucket();
    let mut sources = vec![primary.clone()];
    if two_way {
        sources.extend(destinations.iter().map(|destination| destination.bucket.clone()));
    }
    let mut read =
        vec![S3.get_object_version_for_replication, S3.get_object_version_acl, S3.get_object_version_tagging];
    if config.options().object_lock.is_some() {
        read.extend([S3.get_object_retention, S3.get_object_legal_hold]);
    }
    let mut use_key = vec![KMS.decrypt, KMS.generate_data_key];
    if two_way {
        use_key.push(KMS.encrypt);
    }
    let mut statements = vec![
        Statement::allow(
            [S3.get_replication_configuration, S3.list_bucket],
            sources.iter().map(bucket_arn).collect::<Vec<_>>(),
        )
        .sid("ReadReplicationRules"),
        Statement::allow(read, sources.iter().map(objects_arn).collect::<Vec<_>>()).sid("ReadVersions"),
        through_s3(
            config,
            Statement::allow(use_key, key.arn()).sid("UsePrimaryKey"),
            std::slice::from_ref(names.region()),
            std::slice::from_ref(&primary),
        ),
    ];
    if two_way {
        statements.push(Statement::allow(replicate(), objects_arn(&primary)).sid("WritePrimary"));
    }
    statements
}

/// Writing replicas.
///
/// One statement holds the keys of all regions, one list their services, one their buckets. That is as exact as a statement a region,
/// and a third of its size: a key's region admits only that region's S3 as its service, and S3 sends only buckets of its own region as
/// encryption context, so no other combination of the three lists can come together.
fn writing(config: &Config, destinations: &[Destination]) -> [Statement<Identity>; 2] {
    let buckets: Vec<Value<String>> = destinations.iter().map(|destination| destination.bucket.clone()).collect();
    let regions: Vec<Value<String>> =
        destinations.iter().map(|destination| destination.names.region().clone()).collect();
    let keys: Vec<Value<String>> = destinations.iter().map(Destination::key_in_policy).collect();
    let encrypt = through_s3(
        config,
        Statement::allow([KMS.encrypt, KMS.generate_data_key, KMS.decrypt], keys).sid("UseReplicaKeys"),
        &regions,
        &buckets,
    );
    let by_alias = destinations.iter().find(|destination| matches!(destination.key, ReplicaKey::Alias));
    let encrypt = match by_alias {
        Some(destination) => encrypt.when(
            operator::STRING_EQUALS.for_any_value(),
            "kms:ResourceAliases",
            destination.names.replica_key_alias(),
        ),
        None => encrypt,
    };
    let objects: Vec<Value<String>> = buckets.iter().map(objects_arn).collect();
    [Statement::allow(replicate(), objects).sid("WriteReplicas"), encrypt]
}

/// What replication does to the objects of a destination. With Object Lock nothing is added: the retention comes with the replica.
pub(super) fn replicate() -> [Action; 3] {
    [S3.replicate_object, S3.replicate_delete, S3.replicate_tags]
}
