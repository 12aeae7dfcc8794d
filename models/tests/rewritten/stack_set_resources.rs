//! Buckets that replicate, and the queue: what the StackSet puts into every account.

use models::policy::{Action, IdentityPolicy, Principal, ResourcePolicy, Statement, TrustPolicy, operator};
use models::s3::{self, bucket};
use models::{Handle, LogicalId, Parameter, ResourceAttributes, Stack, Value, iam, id, intrinsic, sqs, sub};
use serde_json::json as plain;

use crate::original::Original;

#[test]
fn common_resources() {
    let Some(original) = Original::read("CloudFormation__StackSets__common-resources-pkg.json") else { return };
    let mut stack = Stack::new();
    stack.without_format_version().description(original.text("/Description"));
    let app = stack.parameter(
        id!("AppName"),
        Parameter::string().default("stacksets-sample").description(original.description("Parameters/AppName")),
    );
    let app = app.reference();
    let log_name = sub!("${app}-logs-${AWS::Region}-${AWS::AccountId}", app = &app);
    let main_name = sub!("${app}-${AWS::Region}-${AWS::AccountId}", app = &app);
    let replica_name = sub!("${app}-replicas-${AWS::Region}-${AWS::AccountId}", app = &app);
    let comment = |id: &str| plain!(original.text(&format!("/Resources/{id}/Metadata/Comment")));
    let skip = |id: &str| {
        let comment = original.text(&format!("/Resources/{id}/Metadata/checkov/skip/0/comment"));
        plain!({ "skip": [{ "comment": comment, "id": "CKV_AWS_18" }] })
    };
    let suppress = |rules: &[&str]| plain!({ "SuppressedRules": rules });

    stack.add(id!("TestQ"), sqs::Queue::new().queue_name("test-events17"));
    let lock = bucket::ObjectLockConfiguration::new().object_lock_enabled(bucket::ObjectLockEnabled::Enabled).rule(
        bucket::ObjectLockRule::new()
            .default_retention(bucket::DefaultRetention::new().mode(bucket::Mode::Compliance).years(1)),
    );
    let log_bucket = stack.add(
        id!("StorageLogBucket"),
        private_bucket(&log_name)
            .object_lock_enabled(true)
            .object_lock_configuration(lock)
            .resource_metadata("Comment", comment("StorageLogBucket"))
            .resource_metadata("checkov", skip("StorageLogBucket"))
            .resource_metadata("guard", suppress(&["S3_BUCKET_LOGGING_ENABLED", "S3_BUCKET_REPLICATION_ENABLED"])),
    );
    let replica_bucket = stack.add(
        id!("StorageReplicaBucket"),
        private_bucket(&replica_name)
            .object_lock_enabled(false)
            .resource_metadata("Comment", comment("StorageReplicaBucket"))
            .resource_metadata("checkov", skip("StorageReplicaBucket"))
            .resource_metadata(
                "guard",
                suppress(&[
                    "S3_BUCKET_DEFAULT_LOCK_ENABLED",
                    "S3_BUCKET_REPLICATION_ENABLED",
                    "S3_BUCKET_LOGGING_ENABLED",
                ]),
            ),
    );
    let role = stack.add(
        id!("StorageReplicationRole"),
        iam::Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service(["s3.amazonaws.com"]))
            .actions([Action::known("sts:AssumeRole")])]))
        .path("/"),
    );
    stack.add(
        id!("StorageBucket"),
        private_bucket(&main_name)
            .logging_configuration(bucket::LoggingConfiguration::new().destination_bucket_name(log_bucket.reference()))
            .object_lock_enabled(false)
            .replication_configuration(bucket::ReplicationConfiguration::new(
                role.arn(),
                [bucket::ReplicationRule::new(
                    bucket::ReplicationDestination::new(replica_bucket.arn()),
                    bucket::Status::Enabled,
                )],
            ))
            .resource_metadata("guard", suppress(&["S3_BUCKET_DEFAULT_LOCK_ENABLED"])),
    );
    replication_policy(&mut stack, &main_name, &replica_name, &role);
    for (id, name) in [
        (id!("StorageLogBucketPolicyPolicy"), &log_name),
        (id!("StorageBucketPolicyPolicy"), &main_name),
        (id!("StorageReplicaBucketPolicyPolicy"), &replica_name),
    ] {
        bucket_policy(&mut stack, id, name);
    }
    original.equals(&stack);
}

/// Encrypted, versioned, closed to the public.
fn private_bucket(name: &Value<String>) -> s3::Bucket {
    s3::Bucket::new()
        .bucket_name(name)
        .bucket_encryption(bucket::BucketEncryption::new([bucket::ServerSideEncryptionRule::new()
            .server_side_encryption_by_default(bucket::ServerSideEncryptionByDefault::new(
                bucket::SseAlgorithm::Aes256,
            ))]))
        .public_access_block_configuration(
            bucket::PublicAccessBlockConfiguration::new()
                .block_public_acls(true)
                .block_public_policy(true)
                .ignore_public_acls(true)
                .restrict_public_buckets(true),
        )
        .versioning_configuration(bucket::VersioningConfiguration::new(bucket::VersioningStatus::Enabled))
}

fn arn(bucket: &Value<String>) -> Value<String> {
    sub!("arn:${AWS::Partition}:s3:::${bucket}", bucket)
}

fn objects(bucket: &Value<String>) -> Value<String> {
    sub!("arn:${AWS::Partition}:s3:::${bucket}/*", bucket)
}

fn replication_policy(stack: &mut Stack, main: &Value<String>, replica: &Value<String>, role: &Handle<iam::Role>) {
    let on_bucket = [Action::known("s3:GetReplicationConfiguration"), Action::known("s3:ListBucket")];
    let on_objects = [
        Action::known("s3:GetObjectVersionForReplication"),
        Action::known("s3:GetObjectVersionAcl"),
        Action::known("s3:GetObjectVersionTagging"),
    ];
    // The sample's third action does not exist, which is why it is written unchecked.
    let on_replicas = [
        Action::known("s3:ReplicateObject"),
        Action::known("s3:ReplicateDelete"),
        Action::unchecked("s3:ReplicationTags"),
    ];
    stack.add(
        id!("StorageReplicationPolicy"),
        iam::RolePolicy::new("bucket-replication-policy", role.reference()).policy_document(IdentityPolicy::new([
            Statement::allow(on_bucket, arn(main)),
            Statement::allow(on_objects, objects(main)),
            Statement::allow(on_replicas, objects(replica)),
        ])),
    );
}

fn bucket_policy(stack: &mut Stack, id: LogicalId, bucket: &Value<String>) {
    let tls_only = Statement::deny_to(Principal::aws("*"), Action::unchecked("s3:*"), [arn(bucket), objects(bucket)])
        .when(operator::BOOL, "aws:SecureTransport", false);
    let logging = Statement::allow_to(
        Principal::service("logging.s3.amazonaws.com"),
        Action::known("s3:PutObject"),
        [objects(bucket)],
    )
    .when(operator::ARN_LIKE, "aws:SourceArn", arn(bucket))
    .when(operator::STRING_EQUALS, "aws:SourceAccount", intrinsic::pseudo::account_id());
    stack.add(id, s3::BucketPolicy::new(bucket, ResourcePolicy::new([tls_only, logging])));
}
