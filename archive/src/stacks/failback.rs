//! What returns the objects of a promoted replica to the primary bucket: a role, the bucket of its jobs, and what the StackSet's execution
//! role lacks to give S3 that role.
//!
//! A stack of its own in the replica's region, because the roles of an archive that never fails over are not to have any of it, and because it
//! can be deleted afterwards.

use models::check::Findings;
use models::iam::role::Policy as RolePolicy;
use models::iam::{ManagedPolicy, Role};
use models::kms::ACTIONS as KMS;
use models::policy::{Identity, IdentityPolicy, Principal, ResourcePolicy, Statement, TrustPolicy, operator};
use models::s3::ACTIONS as S3;
use models::s3::{Bucket, BucketPolicy};
use models::{ResourceAttributes, Stack, Template, Value, id, sub};

use super::backfill::job_bucket;
use super::bootstrap::execution_role_name;
use super::bucket_policy::{arns, encrypted_transport_only};
use super::key::through_s3;
use super::names::{Names, bucket_arn, objects_arn};
use super::replication_role::replicate;
use crate::config::options::PermissionModel;
use crate::config::{Config, Region};

/// The output with the ARN of the role.
pub(crate) const FAILBACK_ROLE: &str = "FailbackRoleArn";
/// The output with the name of the bucket.
pub(crate) const FAILBACK_BUCKET: &str = "FailbackBucketName";

/// The ARN of the role that returns what is in the replica in `region`.
pub(crate) fn failback_role_arn(config: &Config, region: Region, account: &str) -> String {
    format!("arn:{}:iam::{account}:role/{}", config.region().partition(), config.failback_role_name(&region))
}

/// The stack of `archive failback`, to be deployed in `region`.
///
/// # Errors
/// What CloudFormation, S3 or IAM would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn failback(config: &Config, region: Region) -> Result<Template, Findings> {
    let mut stack = Stack::new();
    stack.description(format!("Returns to the primary bucket of the archive {} what {region} has", config.prefix()));
    let bucket = stack.add(id!("JobBucket"), job_bucket(Bucket::new()).retain_except_on_create());
    let policy = BucketPolicy::new(bucket.reference(), ResourcePolicy::new([encrypted_transport_only(&bucket)]));
    stack.add(id!("JobBucketPolicy"), policy.retain_except_on_create());
    let (_, files) = arns(&bucket);
    let services = ["s3.amazonaws.com", "batchoperations.s3.amazonaws.com"];
    // The trust has no condition, as that of the replication role: who may give S3 this role is decided by `iam:PassRole`.
    let role = Role::new(TrustPolicy::new([Statement::allow_assume(Principal::service(services.to_vec()))]))
        .role_name(config.failback_role_name(&region))
        .policies([RolePolicy::new(IdentityPolicy::new(returning(config, region, &files)), "Return")]);
    let role = stack.add(id!("Role"), role);
    // Those of an organization have every right.
    if config.options().stack_set.permission_model == PermissionModel::SelfManaged {
        let replica = bucket_arn(&Names::replica(config, region).replica_bucket());
        let statements = [
            Statement::allow([S3.put_replication_configuration, S3.get_replication_configuration], replica)
                .sid("TurnTheReplicaAround"),
            Statement::allow(models::iam::ACTIONS.pass_role, role.arn()).sid("GiveS3TheRole").when(
                operator::STRING_EQUALS,
                "iam:PassedToService",
                "s3.amazonaws.com",
            ),
        ];
        // A managed policy, because CloudFormation finds out that one was removed by hand, and of `AWS::IAM::Policy` it does not.
        let policy = ManagedPolicy::new(IdentityPolicy::new(statements))
            .description("What turns a promoted replica of the archive around")
            .roles([execution_role_name(config)]);
        stack.add(id!("ExecutionRolePolicy"), policy);
    }
    stack.output(id!("FailbackRoleArn"), role.arn()).description("The role that S3 replicates back with");
    stack.output(id!("FailbackBucketName"), bucket.reference()).description("The bucket of manifests and reports");
    stack.synth()
}

/// What the role may do: read the replica, write the primary bucket, and replicate what is there already.
fn returning(config: &Config, region: Region, files: &Value<String>) -> Vec<Statement<Identity>> {
    let (from, to) = (Names::replica(config, region), Names::primary(config));
    let (replica, primary) = (from.replica_bucket(), to.primary_bucket());
    let mut read =
        vec![S3.get_object_version_for_replication, S3.get_object_version_acl, S3.get_object_version_tagging];
    if config.options().object_lock.is_some() {
        read.extend([S3.get_object_retention, S3.get_object_legal_hold]);
    }
    // Keys are known by their aliases, and KMS authorises against the ARNs of keys.
    let keys = |names: &Names| {
        sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/*", region = names.region().clone())
    };
    let use_key = |statement: Statement<Identity>, names: &Names, bucket: &Value<String>, alias: Value<String>| {
        let (regions, buckets) = (std::slice::from_ref(names.region()), std::slice::from_ref(bucket));
        through_s3(config, statement, regions, buckets).when(
            operator::STRING_EQUALS.for_any_value(),
            "kms:ResourceAliases",
            alias,
        )
    };
    vec![
        Statement::allow([S3.get_replication_configuration, S3.list_bucket], bucket_arn(&replica)).sid("ReadRules"),
        Statement::allow(read, objects_arn(&replica)).sid("ReadVersions"),
        use_key(
            Statement::allow([KMS.decrypt, KMS.generate_data_key], keys(&from)).sid("UseReplicaKey"),
            &from,
            &replica,
            from.replica_key_alias(),
        ),
        Statement::allow(replicate(), objects_arn(&primary)).sid("WritePrimary"),
        use_key(
            Statement::allow([KMS.encrypt, KMS.generate_data_key, KMS.decrypt], keys(&to)).sid("UsePrimaryKey"),
            &to,
            &primary,
            to.primary_key_alias(),
        ),
        Statement::allow(S3.initiate_replication, objects_arn(&replica)).sid("ReplicateAgain"),
        Statement::allow([S3.get_object, S3.get_object_version], files).sid("ReadManifests"),
        Statement::allow(S3.put_object, files).sid("WriteReports"),
    ]
}
