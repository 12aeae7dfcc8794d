//! The role of the jobs that replicate what is in the bucket already, and the bucket of their manifests and reports.
//!
//! A stack of its own: most archives never need it, and one that does is not to be updated on that day. The role may do what AWS documents as
//! needed for a manifest that the caller writes, and nothing else. [S3 User Guide, "Configuring an IAM role for S3 Batch Replication"]

use models::check::Findings;
use models::iam::Role;
use models::iam::role::Policy;
use models::policy::{IdentityPolicy, Principal, ResourcePolicy, Statement, TrustPolicy};
use models::s3::ACTIONS as S3;
use models::s3::bucket::{
    BucketEncryption, LifecycleConfiguration, Rule, ServerSideEncryptionByDefault, ServerSideEncryptionRule,
    SseAlgorithm, Status,
};
use models::s3::{Bucket, BucketPolicy};
use models::{ResourceAttributes, Stack, Template, id};

use super::bucket;
use super::bucket_policy::{arns, encrypted_transport_only};
use super::names::{Names, objects_arn};
use crate::config::Config;

/// The output with the ARN of the role.
pub(crate) const BACKFILL_ROLE: &str = "BackfillRoleArn";
/// The output with the name of the bucket.
pub(crate) const BACKFILL_BUCKET: &str = "BackfillBucketName";

/// S3 forgets a job 90 days after its end, and so long its manifest and report are kept.
const EXPIRE_DAYS: i64 = 90;
const ABORT_INCOMPLETE_UPLOADS_DAYS: i64 = 7;

/// A bucket for manifests and reports of jobs. CloudFormation names it, so that one that was retained is in nobody's way.
pub(super) fn job_bucket(bucket: Bucket) -> Bucket {
    // S3 encrypts reports with its own keys, whatever the default of the bucket is.
    let encryption = ServerSideEncryptionRule::new()
        .server_side_encryption_by_default(ServerSideEncryptionByDefault::new(SseAlgorithm::Aes256));
    let expire = Rule::new(Status::Enabled).id("jobs").expiration_in_days(EXPIRE_DAYS);
    bucket::private(bucket).bucket_encryption(BucketEncryption::new([encryption])).lifecycle_configuration(
        LifecycleConfiguration::new([bucket::abort_incomplete_uploads(ABORT_INCOMPLETE_UPLOADS_DAYS), expire]),
    )
}

/// The stack of `archive backfill`.
///
/// # Errors
/// What CloudFormation, S3 or IAM would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn backfill(config: &Config) -> Result<Template, Findings> {
    let mut stack = Stack::new();
    stack.description(format!(
        "The role and the bucket of the jobs that replicate what the archive {} has already",
        config.prefix()
    ));
    let bucket = stack.add(id!("BackfillBucket"), job_bucket(Bucket::new()).retain_except_on_create());
    let policy = BucketPolicy::new(bucket.reference(), ResourcePolicy::new([encrypted_transport_only(&bucket)]));
    stack.add(id!("BackfillBucketPolicy"), policy.retain_except_on_create());
    let (_, files) = arns(&bucket);
    let source = objects_arn(&Names::primary(config).primary_bucket());
    let statements = [
        Statement::allow(S3.initiate_replication, source).sid("ReplicateAgain"),
        Statement::allow([S3.get_object, S3.get_object_version], &files).sid("ReadManifests"),
        Statement::allow(S3.put_object, &files).sid("WriteReports"),
    ];
    // The trust has no condition, as that of the replication role: who may give S3 this role is decided by `iam:PassRole`.
    let role =
        Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service("batchoperations.s3.amazonaws.com"))]))
            .role_name(config.backfill_role_name())
            .policies([Policy::new(IdentityPolicy::new(statements), "Backfill")]);
    let role = stack.add(id!("BackfillRole"), role);
    stack.output(id!("BackfillRoleArn"), role.arn()).description("The role that S3 replicates again as");
    stack.output(id!("BackfillBucketName"), bucket.reference()).description("The bucket of manifests and reports");
    stack.synth()
}
