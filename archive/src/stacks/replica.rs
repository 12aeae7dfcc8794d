//! The stack that the StackSet creates in every other region.

use models::check::Findings;
use models::policy::{Action, Principal, ResourcePolicy, Statement, operator};
use models::{Parameter, ResourceAttributes, Stack, Template, Value, id, intrinsic::pseudo, sub};

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
    let key = stack.add(
        id!("Key"),
        key::key("Encrypts a replica of the archive", key_policy(&name, &role.reference())).retain_except_on_create(),
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

/// Who may use the replica's key.
///
/// The principal is the account, and a condition names the role: KMS refuses a policy that names a role which it cannot see yet, and a
/// role that was just created is not seen in every region at once. The role's own policy allows the same; what depends on the alias
/// there takes minutes to have effect, this does not.
fn key_policy(bucket: &Value<String>, role: &Value<String>) -> ResourcePolicy {
    let region = [pseudo::region()];
    let to_role = |actions: Vec<Action>| {
        Statement::allow_to(Principal::this_account(), actions, "*").when(
            operator::ARN_EQUALS,
            "aws:PrincipalArn",
            role,
        )
    };
    let encrypt = to_role(vec![
        Action::known("kms:Encrypt"),
        Action::known("kms:Decrypt"),
        Action::unchecked("kms:GenerateDataKey*"),
        Action::unchecked("kms:ReEncrypt*"),
    ])
    .sid("Replication");
    // Describing a key has no encryption context, so the condition on it would never hold.
    let describe = to_role(vec![Action::known("kms:DescribeKey")]).sid("ReplicationDescribes");
    ResourcePolicy::new([
        key::account_administers(),
        key::through_s3(encrypt, &region, std::slice::from_ref(bucket)),
        key::via_s3(describe, &region),
    ])
}
