//! `[protection] deny_tampering`: what the policies deny to every principal that does not deploy.
//!
//! A statement of this kind must let the archive's own updates through, or nobody could change it any more. It rests on this:
//!
//! - CloudFormation calls S3 and KMS with the caller's credentials and sets `aws:CalledVia` to `cloudformation.amazonaws.com`. [IAM User
//!   Guide, "AWS global condition context keys", `aws:CalledVia`: CloudFormation is among the services] It is not set where CloudFormation
//!   has a service role, which is why those are named.
//! - StackSets work in a replica region as the execution role, whose name is known; those of an organization as `stacksets-exec-…`.
//!   [CloudFormation User Guide, "StackSets concepts"]
//! - The root user of the account is exempt by name, and S3 lets it read, write and delete a bucket policy in any case. [S3 User Guide,
//!   "Bucket policies for Amazon S3"]
//!
//! None of this was tried on live AWS.

use models::policy::{Action, Principal, Resource, Statement, operator};
use models::{IntoValue, Value, sub};

use super::bootstrap::execution_role_name;
use crate::config::Config;
use crate::config::options::PermissionModel;

/// What loses the data of a bucket without deleting a version, or silences what is said of it. `archive/tests/proof/tampering.rs` holds a
/// reason for each action of S3 and KMS that is not here.
pub(super) const OF_BUCKETS: [&str; 12] = [
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
    "s3:PutBucketVersioning",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutEncryptionConfiguration",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketNotification",
    "s3:PutBucketLogging",
    "s3:PutInventoryConfiguration",
];

/// What makes a key unusable, or hides it from the rules that know it by its alias.
pub(super) const OF_KEYS: [&str; 5] =
    ["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DisableKeyRotation", "kms:UpdateAlias", "kms:DeleteAlias"];

/// The statement that keeps everybody from writing into a replica.
pub(super) const NOBODY_WRITES_REPLICAS: &str = "NobodyWritesReplicas";

/// The statement of a bucket's policy; `None` if the configuration does not want it.
pub(super) fn of_bucket(config: &Config, bucket: &Value<String>) -> Option<Statement<Resource>> {
    of(config, &OF_BUCKETS, bucket.clone(), "OnlyDeploymentsChangeTheBucket")
}

/// The statement that keeps every principal from writing into a replica; `None` if it is not wanted, or objects are written to both sides. S3
/// replicates with other actions than those of an upload.
pub(super) fn of_replica(config: &Config, objects: &Value<String>) -> Option<Statement<Resource>> {
    let writes = ["s3:PutObject"];
    of(config, &writes, objects.clone(), NOBODY_WRITES_REPLICAS).filter(|_| !config.options().replication.two_way)
}

/// The statement of a key's policy; `None` if it is not wanted.
pub(super) fn of_key(config: &Config) -> Option<Statement<Resource>> {
    of(config, &OF_KEYS, "*".into_value(), "OnlyDeploymentsDisableTheKey")
}

fn of(
    config: &Config,
    actions: &[&'static str],
    resource: Value<String>,
    sid: &'static str,
) -> Option<Statement<Resource>> {
    let options = &config.options().protection;
    if !options.deny_tampering {
        return None;
    }
    let actions: Vec<Action> = actions.iter().map(|action| Action::unchecked(*action)).collect();
    let statement = Statement::deny_to(Principal::aws("*"), actions, resource).sid(sid);
    Some(statement.when(operator::ARN_NOT_LIKE, "aws:PrincipalArn", exempt(config)).when(
        operator::STRING_NOT_EQUALS.for_all_values(),
        "aws:CalledVia",
        "cloudformation.amazonaws.com",
    ))
}

/// The principals that are exempt from the statements.
fn exempt(config: &Config) -> Vec<Value<String>> {
    let role = |name: &str| sub!("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${name}", name = name);
    let mut exempt = vec![sub!("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")];
    match config.options().stack_set.permission_model {
        PermissionModel::SelfManaged => exempt.push(role(execution_role_name(config))),
        PermissionModel::ServiceManaged => exempt.push(role("stacksets-exec-*")),
    }
    exempt.extend(config.options().protection.exempt_roles.iter().map(IntoValue::into_value));
    exempt
}
