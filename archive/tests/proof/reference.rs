//! The design that the archive improves on, as far as its eight defects need it: two stacks made of what its article documents.

use serde_json::{Value, json};

/// The primary stack with the StackSet of the replicas.
pub(crate) fn primary() -> Value {
    let regions = ["eu-west-1", "eu-north-1"];
    let bucket = |region: &str| format!("arn:aws:s3:::acme-archive-replication-{region}");
    let alias = |region: &str| format!("arn:aws:kms:{region}:123456789012:alias/archive/replication");
    let objects: Vec<String> = regions.iter().map(|region| bucket(region) + "/*").collect();
    let buckets: Vec<String> = regions.iter().map(|region| bucket(region)).collect();
    let aliases: Vec<String> = regions.iter().map(|region| alias(region)).collect();
    let rules: Vec<Value> = regions
        .iter()
        .enumerate()
        .map(|(priority, region)| {
            json!({
                "Id": region,
                "Priority": priority,
                "Status": "Enabled",
                "Filter": { "Prefix": "" },
                "DeleteMarkerReplication": { "Status": "Enabled" },
                "SourceSelectionCriteria": { "SseKmsEncryptedObjects": { "Status": "Enabled" } },
                "Destination": {
                    "Bucket": bucket(region),
                    "EncryptionConfiguration": { "ReplicaKmsKeyID": alias(region) },
                },
            })
        })
        .collect();
    let allow = |actions: Value, resource: Value| json!({ "Effect": "Allow", "Action": actions, "Resource": resource });
    let source = json!({ "Fn::GetAtt": ["Bucket", "Arn"] });
    let statements = json!([
        allow(json!(["s3:GetReplicationConfiguration", "s3:ListBucket"]), source),
        allow(
            json!([
                "s3:GetObjectVersion",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionTagging"
            ]),
            json!({ "Fn::Sub": "${Bucket.Arn}/*" })
        ),
        allow(json!("kms:Decrypt"), json!({ "Fn::GetAtt": ["Key", "Arn"] })),
        allow(json!("kms:Encrypt"), json!(aliases)),
        allow(json!(["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]), json!(objects)),
        allow(json!(["s3:List*", "s3:GetBucketVersioning", "s3:PutBucketVersioning"]), json!(buckets)),
    ]);
    let role = json!({ "Fn::GetAtt": ["ReplicationRole", "Arn"] });
    json!({ "Resources": {
        "Key": {
            "Type": "AWS::KMS::Key",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": { "KeyPolicy": { "Version": "2012-10-17", "Statement": [account()] } },
        },
        "KeyAlias": {
            "Type": "AWS::KMS::Alias",
            "Properties": { "AliasName": "alias/archive", "TargetKeyId": { "Fn::GetAtt": ["Key", "Arn"] } },
        },
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "BucketName": "acme-archive",
                "BucketEncryption": encryption(json!({ "Fn::Sub": "arn:aws:kms:eu-central-1:${AWS::AccountId}:alias/archive" })),
                "PublicAccessBlockConfiguration": closed(),
                "VersioningConfiguration": { "Status": "Enabled" },
                "ReplicationConfiguration": { "Role": role, "Rules": rules },
            },
        },
        "ReplicationRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "Path": "/service-role/",
                "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [
                    { "Effect": "Allow", "Principal": { "Service": "s3.amazonaws.com" }, "Action": "sts:AssumeRole" },
                ] },
            },
        },
        "ReplicationPolicy": {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": "Replication",
                "Roles": [{ "Ref": "ReplicationRole" }],
                "PolicyDocument": { "Version": "2012-10-17", "Statement": statements },
            },
        },
        "StackSet": {
            "Type": "AWS::CloudFormation::StackSet",
            "Properties": {
                "PermissionModel": "SELF_MANAGED",
                "StackSetName": "acme-archive-replication",
                "Parameters": [
                    { "ParameterKey": "Prefix", "ParameterValue": "acme" },
                    { "ParameterKey": "ReplicationRole", "ParameterValue": role },
                ],
                "StackInstancesGroup": [{ "DeploymentTargets": { "Accounts": ["123456789012"] }, "Regions": regions }],
                "TemplateBody": replica().to_string(),
            },
        },
    } })
}

/// The stack in each region.
pub(crate) fn replica() -> Value {
    let actions = ["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
    json!({
        "Parameters": { "Prefix": { "Type": "String" }, "ReplicationRole": { "Type": "String" } },
        "Resources": {
            "Key": {
                "Type": "AWS::KMS::Key",
                "Properties": { "KeyPolicy": { "Version": "2012-10-17", "Statement": [
                    account(),
                    {
                        "Sid": "Replication",
                        "Effect": "Allow",
                        "Principal": { "AWS": { "Ref": "ReplicationRole" } },
                        "Action": actions,
                        "Resource": "*",
                    },
                ] } },
            },
            "KeyAlias": {
                "Type": "AWS::KMS::Alias",
                "Properties": { "AliasName": "alias/archive/replication", "TargetKeyId": { "Ref": "Key" } },
            },
            "Bucket": {
                "Type": "AWS::S3::Bucket",
                "DeletionPolicy": "Retain",
                "Properties": {
                    "BucketName": { "Fn::Sub": "${Prefix}-archive-replication-${AWS::Region}" },
                    "AccessControl": "Private",
                    "PublicAccessBlockConfiguration": closed(),
                    "VersioningConfiguration": { "Status": "Enabled" },
                    "BucketEncryption": encryption(json!({ "Fn::Sub": "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:${KeyAlias}" })),
                },
            },
        },
    })
}

fn account() -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "AWS": { "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root" } },
        "Action": "kms:*",
        "Resource": "*",
    })
}

fn closed() -> Value {
    json!({ "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true })
}

fn encryption(key: Value) -> Value {
    json!({ "ServerSideEncryptionConfiguration": [{
        "BucketKeyEnabled": true,
        "ServerSideEncryptionByDefault": { "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key },
    }] })
}
