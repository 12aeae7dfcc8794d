//! The role that S3 assumes to replicate, and exactly what it may do.

use models::iam::{Policy, Role};
use models::kms::Key;
use models::{Handle, Value, json, sub};

use super::key::{encryption_contexts, s3_of};
use super::names::{Names, bucket_arn, objects_arn};
use crate::config::{Config, Region};

/// The role itself. Its name is fixed, because the replicas' key policies name it before they could ask for it.
pub(super) fn role(config: &Config) -> Role {
    Role::new(json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "s3.amazonaws.com" },
            "Action": "sts:AssumeRole",
            // Only for buckets of this account: S3 acts for other accounts' buckets too.
            "Condition": { "StringEquals": { "aws:SourceAccount": models::intrinsic::pseudo::account_id() } }
        }]
    }))
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
    let destinations: Vec<Value<String>> = regions.iter().map(|region| names.replica_bucket(region)).collect();
    Policy::new(
        json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ReadReplicationRules",
                    "Effect": "Allow",
                    "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                    "Resource": bucket_arn(&source)
                },
                {
                    "Sid": "ReadVersions",
                    "Effect": "Allow",
                    "Action": ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
                    "Resource": objects_arn(&source)
                },
                {
                    "Sid": "DecryptSource",
                    "Effect": "Allow",
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                    "Resource": key.arn(),
                    "Condition": {
                        "StringEquals": { "kms:ViaService": s3_of(config.region().as_str()) },
                        "StringLike": { "kms:EncryptionContext:aws:s3:arn": encryption_contexts([source]) }
                    }
                },
                {
                    "Sid": "WriteReplicas",
                    "Effect": "Allow",
                    "Action": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                    "Resource": destinations.iter().map(objects_arn).collect::<Vec<_>>()
                },
                {
                    "Sid": "EncryptReplicas",
                    "Effect": "Allow",
                    "Action": ["kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"],
                    // KMS authorises against key ARNs, never against an alias: any key of the region, if it has the alias.
                    "Resource": regions.iter().map(keys_of).collect::<Vec<_>>(),
                    "Condition": {
                        "StringEquals": {
                            "kms:ViaService": regions.iter().map(|region| s3_of(region.as_str())).collect::<Vec<_>>()
                        },
                        "StringLike": { "kms:EncryptionContext:aws:s3:arn": encryption_contexts(destinations) },
                        "ForAnyValue:StringEquals": { "kms:ResourceAliases": names.replica_key_alias() }
                    }
                }
            ]
        }),
        "Replication",
    )
    .roles([role.reference()])
}

/// Every key of this account in `region`.
fn keys_of(region: &Region) -> Value<String> {
    sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/*", region = region.as_str())
}
