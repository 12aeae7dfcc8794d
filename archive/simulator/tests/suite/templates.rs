//! Templates for several tests.

use serde_json::{Value, json};

/// The stack of a replica: a key with an alias, and a bucket encrypted with it.
pub(crate) fn replica() -> Value {
    json!({
        "Parameters": {"Prefix": {"Type": "String"}},
        "Resources": {
            "Key": {
                "Type": "AWS::KMS::Key",
                "DeletionPolicy": "RetainExceptOnCreate",
                "UpdateReplacePolicy": "Retain",
                "Properties": {"EnableKeyRotation": true},
            },
            "Alias": {
                "Type": "AWS::KMS::Alias",
                "Properties": {
                    "AliasName": {"Fn::Sub": "alias/${Prefix}/replication"},
                    "TargetKeyId": {"Ref": "Key"},
                },
            },
            "Bucket": {
                "Type": "AWS::S3::Bucket",
                "DeletionPolicy": "RetainExceptOnCreate",
                "UpdateReplacePolicy": "Retain",
                "Properties": {
                    "BucketName": {"Fn::Sub": "${Prefix}-replica-${AWS::Region}"},
                    "VersioningConfiguration": {"Status": "Enabled"},
                    "BucketEncryption": {"ServerSideEncryptionConfiguration": [{
                        "BucketKeyEnabled": true,
                        "ServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]},
                        },
                    }]},
                },
            },
        },
    })
}

/// The stack of the primary: also with a role, a StackSet of replicas, and replication to them.
pub(crate) fn primary(regions: &[&str]) -> Value {
    let rules: Vec<Value> = regions
        .iter()
        .enumerate()
        .map(|(priority, region)| {
            json!({
                "Id": region,
                "Priority": priority,
                "Status": "Enabled",
                "Filter": {"Prefix": ""},
                "DeleteMarkerReplication": {"Status": "Enabled"},
                "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
                "Destination": {
                    "Bucket": format!("arn:aws:s3:::acme-replica-{region}"),
                    "EncryptionConfiguration": {
                        "ReplicaKmsKeyID": format!("arn:aws:kms:{region}:123456789012:alias/acme/replication"),
                    },
                },
            })
        })
        .collect();
    json!({
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key", "DeletionPolicy": "RetainExceptOnCreate", "Properties": {}},
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": "acme-replication",
                    "AssumeRolePolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [{
                            "Effect": "Allow",
                            "Principal": {"Service": "s3.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }],
                    },
                },
            },
            "Policy": {
                "Type": "AWS::IAM::Policy",
                "Properties": {
                    "PolicyName": "replication",
                    "Roles": [{"Ref": "Role"}],
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
                                "Resource": "arn:aws:s3:::acme-archive",
                            },
                            {
                                "Effect": "Allow",
                                "Action": [
                                    "s3:GetObjectVersionForReplication",
                                    "s3:GetObjectVersionAcl",
                                    "s3:GetObjectVersionTagging",
                                ],
                                "Resource": "arn:aws:s3:::acme-archive/*",
                            },
                            {
                                "Effect": "Allow",
                                "Action": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
                                "Resource": "arn:aws:s3:::acme-replica-*/*",
                            },
                            {
                                "Effect": "Allow",
                                "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                                "Resource": "arn:aws:kms:*:123456789012:key/*",
                            },
                        ],
                    },
                },
            },
            "StackSet": {
                "Type": "AWS::CloudFormation::StackSet",
                "Properties": {
                    "StackSetName": "acme-replication",
                    "PermissionModel": "SELF_MANAGED",
                    "OperationPreferences": {"RegionConcurrencyType": "PARALLEL", "FailureToleranceCount": 0},
                    "Parameters": [{"ParameterKey": "Prefix", "ParameterValue": "acme"}],
                    "StackInstancesGroup": [{
                        "DeploymentTargets": {"Accounts": [{"Ref": "AWS::AccountId"}]},
                        "Regions": regions,
                    }],
                    "TemplateBody": replica().to_string(),
                },
            },
            "Bucket": {
                "Type": "AWS::S3::Bucket",
                "DeletionPolicy": "RetainExceptOnCreate",
                "UpdateReplacePolicy": "Retain",
                "DependsOn": ["StackSet", "Policy"],
                "Properties": {
                    "BucketName": "acme-archive",
                    "VersioningConfiguration": {"Status": "Enabled"},
                    "BucketEncryption": {"ServerSideEncryptionConfiguration": [{
                        "BucketKeyEnabled": true,
                        "ServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]},
                        },
                    }]},
                    "ReplicationConfiguration": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Rules": rules},
                },
            },
        },
        "Outputs": {
            "BucketName": {"Value": {"Ref": "Bucket"}},
            "BucketReplications": {"Value": {"Fn::Join": [",", regions]}},
        },
    })
}

/// A bucket with that name.
pub(crate) fn bucket(name: &str) -> Value {
    json!({"Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}}})
}

/// Removes the value at a path.
pub(crate) fn without(mut template: Value, path: &[&str]) -> Value {
    let (last, parents) = path.split_last().expect("a path");
    let mut at = &mut template;
    for part in parents {
        at = at.get_mut(*part).expect("the path exists");
    }
    at.as_object_mut().expect("an object").remove(*last);
    template
}
