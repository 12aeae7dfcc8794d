//! The two roles of a self-managed StackSet, with what this archive needs and nothing else.
//!
//! CloudFormation assumes the administration role, which assumes the execution role in the account of the replicas. In one account both are
//! in one stack; where the replicas are in another account, the execution role is deployed there.

use models::check::Findings;
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::iam::ACTIONS as IAM;
use models::iam::Role;
use models::iam::role::Policy;
use models::kms::ACTIONS as KMS;
use models::policy::{Action, Identity, IdentityPolicy, Principal, Statement, TrustPolicy, operator};
use models::s3::ACTIONS as S3;
use models::{IntoValue, Parameter, Stack, Template, Value, id, intrinsic::pseudo, sub};

use super::names::{Names, bucket_arn};
use crate::config::Config;
use crate::config::options::KeyStrategy;

/// AWS's own name of the administration role, which a StackSet takes where none is named.
const ADMINISTRATION_ROLE: &str = "AWSCloudFormationStackSetAdministrationRole";
/// AWS's own name of the execution role.
const EXECUTION_ROLE: &str = "AWSCloudFormationStackSetExecutionRole";

/// The stack with the administration role, and with the execution role if the replicas are in the same account.
///
/// # Errors
/// What CloudFormation or IAM would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn bootstrap(config: &Config) -> Result<Template, Findings> {
    let mut stack = Stack::new();
    stack.description(format!("The roles of the StackSet of the archive {}", config.prefix()));
    let role = stack.add(id!("AdministrationRole"), administration_role(config));
    stack.output(id!("AdministrationRoleArn"), role.arn()).description("The role that CloudFormation assumes");
    if config.options().replica_account.is_none() {
        let role = stack.add(id!("ExecutionRole"), execution_role(config, &pseudo::account_id()));
        stack.output(id!("ExecutionRoleArn"), role.arn()).description("The role that creates the replicas");
    }
    stack.synth()
}

/// The stack for the account of the replicas, if that is another one: the execution role, which trusts the account of the StackSet, the
/// parameter `AdministratorAccountId`.
///
/// # Errors
/// What CloudFormation or IAM would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn bootstrap_replica_account(config: &Config) -> Result<Template, Findings> {
    let mut stack = Stack::new();
    stack.description(format!("The role that creates the replicas of the archive {}", config.prefix()));
    let administrator = stack.parameter(
        id!("AdministratorAccountId"),
        Parameter::string().allowed_pattern("^[0-9]{12}$").description("The account of the StackSet"),
    );
    let role = stack.add(id!("ExecutionRole"), execution_role(config, &administrator.reference()));
    stack.output(id!("ExecutionRoleArn"), role.arn()).description("The role that creates the replicas");
    stack.synth()
}

/// The name of the administration role, without its path.
pub(crate) fn administration_role_name(config: &Config) -> &str {
    let arn = config.options().stack_set.administration_role_arn.as_deref();
    arn.and_then(|arn| arn.rsplit('/').next()).unwrap_or(ADMINISTRATION_ROLE)
}

/// The name of the execution role.
pub(crate) fn execution_role_name(config: &Config) -> &str {
    config.options().stack_set.execution_role_name.as_deref().unwrap_or(EXECUTION_ROLE)
}

fn administration_role(config: &Config) -> Role {
    // In a region that an account must enable, CloudFormation is a principal of its own.
    let regional: Vec<Value<String>> = config
        .replica_regions()
        .filter(|region| region.opt_in() != Some(false))
        .map(|region| sub!("cloudformation.${region}.amazonaws.com", region = region.as_str()))
        .collect();
    let services = std::iter::once("cloudformation.amazonaws.com".into_value()).chain(regional).collect::<Vec<_>>();
    let stack_sets = sub!(
        "arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stackset/${name}:*",
        name = config.stack_set_name()
    );
    let trust = Statement::allow_assume(Principal::service(services))
        .when(operator::STRING_EQUALS, "aws:SourceAccount", pseudo::account_id())
        .when(operator::ARN_LIKE, "aws:SourceArn", stack_sets);
    let account: Value<String> = match &config.options().replica_account {
        Some(replica) => (&replica.account).into_value(),
        None => pseudo::account_id(),
    };
    let assume = Statement::allow(
        Action::known("sts:AssumeRole"),
        sub!("arn:${AWS::Partition}:iam::${account}:role/${name}", account, name = execution_role_name(config)),
    );
    Role::new(TrustPolicy::new([trust]))
        .role_name(administration_role_name(config))
        .policies([Policy::new(IdentityPolicy::new([assume]), "AssumeExecutionRole")])
}

fn execution_role(config: &Config, administrator: &Value<String>) -> Role {
    let administration = sub!(
        "arn:${AWS::Partition}:iam::${administrator}:role/${name}",
        administrator,
        name = administration_role_name(config)
    );
    // The account with a condition, not the role: the role may be created at the same moment.
    let trust = Statement::allow_assume(Principal::account(administrator)).when(
        operator::ARN_EQUALS,
        "aws:PrincipalArn",
        administration,
    );
    let mut statements = vec![stacks(config), buckets(config)];
    statements.extend(keys(config));
    if config.options().replication.two_way {
        statements.push(
            Statement::allow(
                IAM.pass_role,
                sub!(
                    "arn:${AWS::Partition}:iam::${administrator}:role/service-role/${name}",
                    administrator,
                    name = config.replication_role_name()
                ),
            )
            .sid("GiveS3TheReplicationRole")
            .when(operator::STRING_EQUALS, "iam:PassedToService", "s3.amazonaws.com"),
        );
    }
    Role::new(TrustPolicy::new([trust]))
        .role_name(execution_role_name(config))
        .policies([Policy::new(IdentityPolicy::new(statements), "Replicas")])
}

/// The replica stacks, which a StackSet calls `StackSet-<name>-<id>`.
fn stacks(config: &Config) -> Statement<Identity> {
    Statement::allow(
        [
            CLOUDFORMATION.create_stack,
            CLOUDFORMATION.update_stack,
            CLOUDFORMATION.delete_stack,
            CLOUDFORMATION.cancel_update_stack,
            CLOUDFORMATION.continue_update_rollback,
            CLOUDFORMATION.describe_stacks,
            CLOUDFORMATION.describe_stack_events,
            CLOUDFORMATION.describe_stack_resource,
            CLOUDFORMATION.describe_stack_resources,
            CLOUDFORMATION.detect_stack_drift,
            CLOUDFORMATION.detect_stack_resource_drift,
            CLOUDFORMATION.get_template,
            CLOUDFORMATION.list_stack_resources,
            CLOUDFORMATION.set_stack_policy,
            CLOUDFORMATION.tag_resource,
            CLOUDFORMATION.untag_resource,
        ],
        sub!(
            "arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stack/StackSet-${name}-*/*",
            name = config.stack_set_name()
        ),
    )
    .sid("ReplicaStacks")
}

/// The replica buckets and their log buckets: configured, never emptied. A bucket is deleted only where its creation failed.
fn buckets(config: &Config) -> Statement<Identity> {
    let has_logs = config.options().access_logs.is_some() || config.options().inventory.is_some();
    let mut arns: Vec<Value<String>> = Vec::new();
    for region in config.replica_regions() {
        let names = Names::replica(config, *region);
        arns.push(bucket_arn(&names.replica_bucket()));
        if has_logs {
            arns.push(bucket_arn(&names.log_bucket()));
        }
    }
    let mut actions = vec![
        S3.create_bucket,
        S3.delete_bucket,
        S3.put_bucket_policy,
        S3.delete_bucket_policy,
        S3.put_bucket_public_access_block,
        S3.put_bucket_ownership_controls,
        S3.put_bucket_versioning,
        S3.put_encryption_configuration,
        S3.put_lifecycle_configuration,
        S3.put_bucket_tagging,
        S3.tag_resource,
        S3.untag_resource,
    ];
    actions.extend(bucket_reads());
    let options = config.options();
    if options.replication.two_way {
        actions.push(S3.put_replication_configuration);
    }
    if options.object_lock.is_some() {
        actions.push(S3.put_bucket_object_lock_configuration);
    }
    if options.access_logs.is_some() {
        actions.push(S3.put_bucket_logging);
    }
    if options.inventory.is_some() {
        actions.push(S3.put_inventory_configuration);
    }
    Statement::allow(actions, arns).sid("ReplicaBuckets")
}

/// What CloudFormation reads of a bucket and its policy, whatever is set: to create, to update, and to find drift.
/// [The handlers' permissions in the resource types' schemas]
pub(crate) fn bucket_reads() -> [Action; 24] {
    [
        S3.list_bucket,
        S3.get_bucket_location,
        S3.get_bucket_acl,
        S3.get_bucket_policy,
        S3.get_bucket_public_access_block,
        S3.get_bucket_ownership_controls,
        S3.get_bucket_versioning,
        S3.get_bucket_object_lock_configuration,
        S3.get_encryption_configuration,
        S3.get_lifecycle_configuration,
        S3.get_replication_configuration,
        S3.get_bucket_logging,
        S3.get_bucket_notification,
        S3.get_inventory_configuration,
        S3.get_bucket_tagging,
        S3.list_tags_for_resource,
        S3.get_accelerate_configuration,
        S3.get_analytics_configuration,
        S3.get_bucket_cors,
        S3.get_bucket_website,
        S3.get_intelligent_tiering_configuration,
        S3.get_metrics_configuration,
        S3.get_bucket_metadata_table_configuration,
        S3.get_bucket_abac,
    ]
}

/// The replicas' keys. A key that is being created has neither an ARN nor an alias, so no resource narrows these; that CloudFormation asks
/// does.
fn keys(config: &Config) -> Vec<Statement<Identity>> {
    let names = Names::primary(config);
    let every_key = sub!("arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*");
    let alias = sub!("arn:${AWS::Partition}:kms:*:${AWS::AccountId}:${alias}", alias = names.replica_key_alias());
    let administer = [
        KMS.describe_key,
        KMS.get_key_policy,
        KMS.put_key_policy,
        KMS.get_key_rotation_status,
        KMS.enable_key_rotation,
        KMS.enable_key,
        KMS.update_key_description,
        KMS.list_resource_tags,
        KMS.tag_resource,
        KMS.untag_resource,
        KMS.schedule_key_deletion,
    ];
    let mut statements = vec![
        Statement::allow([KMS.create_key, KMS.list_aliases], "*").sid("CreateKeys"),
        Statement::allow(administer, every_key.clone()).sid("AdministerKeys"),
        Statement::allow([KMS.create_alias, KMS.update_alias, KMS.delete_alias], [alias, every_key]).sid("NameKeys"),
    ];
    if config.options().keys.strategy == KeyStrategy::MultiRegion {
        let primary_keys =
            sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/mrk-*", region = names.region());
        statements.push(Statement::allow([KMS.replicate_key], primary_keys).sid("ReplicateKeys"));
    }
    statements
        .into_iter()
        .map(|statement| {
            statement.when(operator::STRING_EQUALS.for_any_value(), "aws:CalledVia", "cloudformation.amazonaws.com")
        })
        .collect()
}
