//! The two roles of a self-managed StackSet, with what this archive needs and nothing else.
//!
//! CloudFormation assumes the administration role, which assumes the execution role in the account of the replicas. In one account both are
//! in one stack; where the replicas are in another account, the execution role is deployed there.

use std::collections::BTreeSet;

use cfn_spec::handlers::needed::Target;
use models::check::Findings;
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::iam::Role;
use models::iam::role::Policy;
use models::policy::{Action, Identity, IdentityPolicy, Principal, Statement, TrustPolicy, operator};
use models::{IntoValue, Parameter, Stack, Template, Value, id, intrinsic::pseudo, sub};

use super::names::{Names, bucket_arn};
use super::permissions::{self, Permission};
use super::replica;
use crate::config::Config;

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
        let role = stack.add(id!("ExecutionRole"), execution_role(config, &pseudo::account_id())?);
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
    let role = stack.add(id!("ExecutionRole"), execution_role(config, &administrator.reference())?);
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

fn execution_role(config: &Config, administrator: &Value<String>) -> Result<Role, Findings> {
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
    // Tags can be given with every deployment.
    let needed = permissions::of_template(&replica(config)?.to_value(), true);
    let mut statements = vec![stacks(config)];
    for group in Group::ALL {
        let of_group = needed.iter().filter(|permission| Group::of(permission) == Some(group));
        let actions: BTreeSet<&str> = of_group.map(|permission| permission.needed.action.as_str()).collect();
        let actions: Vec<Action> = actions.into_iter().map(|action| Action::unchecked(action.to_owned())).collect();
        if !actions.is_empty() {
            statements.push(group.allow(actions, config, administrator));
        }
    }
    Ok(Role::new(TrustPolicy::new([trust]))
        .role_name(execution_role_name(config))
        .policies([Policy::new(IdentityPolicy::new(statements), "Replicas")]))
}

/// The replica stacks: a StackSet calls those that it creates `StackSet-<name>-<id>`, and `archive adopt` those that it takes into the
/// StackSet as the StackSet itself.
fn stacks(config: &Config) -> Statement<Identity> {
    let name = config.stack_set_name();
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
        [
            sub!(
                "arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stack/StackSet-${name}-*/*",
                name = name.clone()
            ),
            sub!("arn:${AWS::Partition}:cloudformation:*:${AWS::AccountId}:stack/${name}/*", name),
        ],
    )
    .sid("ReplicaStacks")
}

/// The permissions of the handlers that are one statement, because they are on the same resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// The replica buckets and their log buckets: configured, never emptied. A bucket is deleted only where its creation failed.
    Buckets,
    /// What has no resource.
    CreateKeys,
    /// A key that is being created has neither an ARN nor an alias, so no resource narrows these; that CloudFormation asks does.
    Keys,
    /// The alias, and the key that gets it.
    Aliases,
    /// The primary key, where the replicas' keys are copies of it.
    PrimaryKey,
    /// The replication role, which S3 gets where replicas replicate back.
    ReplicationRole,
}

impl Group {
    const ALL: [Self; 6] =
        [Self::Buckets, Self::CreateKeys, Self::Keys, Self::Aliases, Self::PrimaryKey, Self::ReplicationRole];

    /// The group of a permission; `None` for a resource type that the replicas do not have.
    fn of(permission: &Permission) -> Option<Self> {
        match (permission.resource_type.as_str(), permission.needed.on) {
            ("AWS::S3::Bucket", Target::PassedRoles) => Some(Self::ReplicationRole),
            ("AWS::S3::Bucket" | "AWS::S3::BucketPolicy", _) => Some(Self::Buckets),
            ("AWS::KMS::Alias" | "AWS::KMS::Key" | "AWS::KMS::ReplicaKey", Target::Anything) => Some(Self::CreateKeys),
            ("AWS::KMS::Alias", _) => Some(Self::Aliases),
            ("AWS::KMS::ReplicaKey", Target::Property(_)) => Some(Self::PrimaryKey),
            ("AWS::KMS::Key" | "AWS::KMS::ReplicaKey", _) => Some(Self::Keys),
            _ => None,
        }
    }

    fn allow(self, actions: Vec<Action>, config: &Config, administrator: &Value<String>) -> Statement<Identity> {
        let names = Names::primary(config);
        let every_key = || sub!("arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*");
        let through_cloudformation = |statement: Statement<Identity>| {
            statement.when(operator::STRING_EQUALS.for_any_value(), "aws:CalledVia", "cloudformation.amazonaws.com")
        };
        match self {
            Self::Buckets => Statement::allow(actions, buckets(config)).sid("ReplicaBuckets"),
            Self::CreateKeys => through_cloudformation(Statement::allow(actions, "*").sid("CreateKeys")),
            Self::Keys => through_cloudformation(Statement::allow(actions, every_key()).sid("AdministerKeys")),
            Self::Aliases => {
                let alias = names.replica_key_alias();
                let alias = sub!("arn:${AWS::Partition}:kms:*:${AWS::AccountId}:${alias}", alias);
                through_cloudformation(Statement::allow(actions, [alias, every_key()]).sid("NameKeys"))
            }
            Self::PrimaryKey => {
                let region = names.region();
                let keys = sub!("arn:${AWS::Partition}:kms:${region}:${AWS::AccountId}:key/mrk-*", region);
                through_cloudformation(Statement::allow(actions, keys).sid("ReplicateKeys"))
            }
            Self::ReplicationRole => {
                let name = config.replication_role_name();
                let role =
                    sub!("arn:${AWS::Partition}:iam::${administrator}:role/service-role/${name}", administrator, name);
                Statement::allow(actions, role).sid("GiveS3TheReplicationRole").when(
                    operator::STRING_EQUALS,
                    "iam:PassedToService",
                    "s3.amazonaws.com",
                )
            }
        }
    }
}

/// The ARNs of the replica buckets and their log buckets.
fn buckets(config: &Config) -> Vec<Value<String>> {
    let has_logs = config.options().access_logs.is_some() || config.options().inventory.is_some();
    let mut arns: Vec<Value<String>> = Vec::new();
    for region in config.replica_regions() {
        let names = Names::replica(config, *region);
        arns.push(bucket_arn(&names.replica_bucket()));
        if has_logs {
            arns.push(bucket_arn(&names.log_bucket()));
        }
    }
    arns
}
