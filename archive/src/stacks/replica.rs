//! The stack that the StackSet creates in every other region.

use models::check::Findings;
use models::{Parameter, ResourceAttributes, Stack, Template, Value, id, intrinsic::pseudo, json, sub};

use super::{bucket, bucket_policy, key};
use crate::config::Config;

/// The template of the stack in each region that holds a replica.
///
/// # Errors
/// What CloudFormation or a service would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn replica(config: &Config) -> Result<Template, Findings> {
    let mut stack = Stack::new();
    stack.description(format!("A replica of the archive {}", config.bucket_name()));
    let prefix = stack.parameter(id!("Prefix"), Parameter::string().description("Starts every name"));
    let role = stack.parameter(
        id!("ReplicationRole"),
        Parameter::string().description("The ARN of the role that S3 replicates with"),
    );

    let name: Value<String> = sub!("${prefix}-archive-replication-${AWS::Region}", prefix = prefix.reference());
    // The principal is the account, and a condition names the role: KMS refuses a policy that names a role which it cannot see yet,
    // and a role that was just created is not seen in every region at once.
    let replication = json!({
        "Sid": "Replication",
        "Effect": "Allow",
        "Principal": { "AWS": sub!("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        "Resource": "*",
        "Condition": {
            "ArnEquals": { "aws:PrincipalArn": role.reference() },
            "StringEquals": { "kms:ViaService": key::s3_of(pseudo::region()) },
            "StringLike": { "kms:EncryptionContext:aws:s3:arn": key::encryption_contexts([name.clone()]) }
        }
    });
    let key = stack.add(
        id!("Key"),
        key::key(
            "Encrypts a replica of the archive",
            json!({ "Version": "2012-10-17", "Statement": [key::account_administers(), replication] }),
        )
        .retain_except_on_create(),
    );
    stack.add(
        id!("KeyAlias"),
        key::alias(sub!("alias/${prefix}/archive/replication", prefix = prefix.reference()), key.reference()),
    );
    let bucket = stack.add(id!("Bucket"), bucket::protected(name, key.arn()).retain_except_on_create());
    stack.add(id!("BucketPolicy"), bucket_policy::protection(&bucket).retain_except_on_create());

    stack.output(id!("BucketName"), bucket.reference()).description("The bucket that holds the replicas");
    stack.output(id!("KeyArn"), key.arn()).description("The key that encrypts it");
    stack.synth()
}
