//! The stack of the primary region: the only one that is deployed by hand.

use models::check::Findings;
use models::policy::ResourcePolicy;
use models::{ResourceAttributes, Stack, Template, id};

use super::names::Names;
use super::{bucket, bucket_policy, key, replication_role, replication_rules, stack_set};
use crate::config::{Config, Region};

/// The template of the stack that creates the whole archive.
///
/// # Errors
/// What CloudFormation or a service would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn primary(config: &Config) -> Result<Template, Findings> {
    let names = Names::new(config);
    let mut stack = Stack::new();
    stack.description(format!("The archive {}: its bucket, and the StackSet of its replicas", config.bucket_name()));

    let key = stack.add(
        id!("Key"),
        key::key("Encrypts the archive", ResourcePolicy::new([key::account_administers()])).retain_except_on_create(),
    );
    stack.add(id!("KeyAlias"), key::alias(names.key_alias(), key.reference()));

    let role = stack.add(id!("ReplicationRole"), replication_role::role(config));
    let policy = stack.add(id!("ReplicationPolicy"), replication_role::policy(config, &role, &key));
    let stack_set = stack.add(id!("StackSet"), stack_set::stack_set(config, &role)?);

    let bucket = stack.add(
        id!("Bucket"),
        bucket::protected(names.bucket(), key.arn())
            .replication_configuration(replication_rules::replication(config, &role))
            .depends_on(&stack_set)
            .depends_on(&policy)
            .retain_except_on_create(),
    );
    stack.add(id!("BucketPolicy"), bucket_policy::protection(&bucket).retain_except_on_create());

    stack.output(id!("BucketName"), bucket.reference()).description("The bucket to write to");
    stack.output(id!("BucketRegion"), models::intrinsic::pseudo::region()).description("Its region");
    let regions: Vec<&str> = config.replications().iter().map(Region::as_str).collect();
    stack.output(id!("BucketReplications"), regions.join(",")).description("The regions that it is replicated to");
    stack.output(id!("KeyArn"), key.arn()).description("The key that encrypts it");
    stack.output(id!("ReplicationRoleArn"), role.arn()).description("The role that S3 replicates with");
    stack.output(id!("StackSetName"), config.stack_set_name()).description("The StackSet of the replicas");
    stack.synth()
}
