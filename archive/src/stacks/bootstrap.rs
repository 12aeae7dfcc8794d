//! The two roles of a self-managed StackSet, with what this archive needs and nothing else.
//!
//! Where an archive is deployed already, they are for what is deployed too, so that a region or an option can be removed: the deployment
//! that removes it works with them, and after it they can be made again without it.
//!
//! CloudFormation assumes the administration role, which assumes the execution role in the account of the replicas. In one account both are
//! in one stack; where the replicas are in another account, the execution role is deployed there.

use models::check::Findings;
use models::iam::Role;
use models::iam::role::Policy;
use models::policy::{Action, IdentityPolicy, Principal, Statement, TrustPolicy, operator};
use models::{IntoValue, Parameter, Stack, Template, Value, id, intrinsic::pseudo, sub};

use super::deployed::Deployed;
use super::execution_role::policy;
use super::scope::Scope;
use crate::config::Config;

/// AWS's own name of the administration role, which a StackSet takes where none is named.
const ADMINISTRATION_ROLE: &str = "AWSCloudFormationStackSetAdministrationRole";
/// AWS's own name of the execution role.
const EXECUTION_ROLE: &str = "AWSCloudFormationStackSetExecutionRole";

/// The stack with the administration role, and with the execution role if the replicas are in the same account; beside what is deployed,
/// if it is known.
///
/// # Errors
/// What CloudFormation or IAM would refuse; each finding names its place. Nothing that a checked configuration leads to.
pub fn bootstrap(config: &Config, deployed: Option<&Deployed>) -> Result<Template, Findings> {
    let scope = Scope::new(config, deployed)?;
    let mut stack = Stack::new();
    stack.description(format!("The roles of the StackSet of the archive {}", config.prefix()));
    let role = stack.add(id!("AdministrationRole"), administration_role(config, &scope));
    stack.output(id!("AdministrationRoleArn"), role.arn()).description("The role that CloudFormation assumes");
    if config.options().replica_account.is_none() {
        let role = stack.add(id!("ExecutionRole"), execution_role(config, &scope, &pseudo::account_id()));
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
    let scope = Scope::new(config, None)?;
    let mut stack = Stack::new();
    stack.description(format!("The role that creates the replicas of the archive {}", config.prefix()));
    let administrator = stack.parameter(
        id!("AdministratorAccountId"),
        Parameter::string().allowed_pattern("^[0-9]{12}$").description("The account of the StackSet"),
    );
    let role = stack.add(id!("ExecutionRole"), execution_role(config, &scope, &administrator.reference()));
    stack.output(id!("ExecutionRoleArn"), role.arn()).description("The role that creates the replicas");
    stack.synth()
}

/// The name of the administration role, without its path.
pub(crate) fn administration_role_name(config: &Config) -> &str {
    administration_role_path_and_name(config).1
}

/// The ARN of the administration role in the account `account`.
pub(crate) fn administration_role_arn(config: &Config, account: &str) -> String {
    let (path, name) = administration_role_path_and_name(config);
    format!("arn:{}:iam::{account}:role{path}{name}", config.region().partition())
}

/// The path of the administration role, such as `/` or `/teams/storage/`, and its name: as in `arn:aws:iam::123456789012:role/teams/storage/name`.
fn administration_role_path_and_name(config: &Config) -> (String, &str) {
    let arn = config.options().stack_set.administration_role_arn.as_deref();
    match arn.and_then(|arn| arn.split_once(":role/")) {
        None => ("/".to_owned(), ADMINISTRATION_ROLE),
        Some((_, resource)) => match resource.rsplit_once('/') {
            None => ("/".to_owned(), resource),
            Some((path, name)) => (format!("/{path}/"), name),
        },
    }
}

/// The name of the execution role.
pub(crate) fn execution_role_name(config: &Config) -> &str {
    config.options().stack_set.execution_role_name.as_deref().unwrap_or(EXECUTION_ROLE)
}

fn administration_role(config: &Config, scope: &Scope) -> Role {
    // In a region that an account must enable, CloudFormation is a principal of its own.
    let regional: Vec<Value<String>> = scope
        .regions
        .iter()
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
    let (path, name) = administration_role_path_and_name(config);
    let role = Role::new(TrustPolicy::new([trust])).role_name(name);
    let role = if path == "/" { role } else { role.path(path) };
    role.policies([Policy::new(IdentityPolicy::new([assume]), "AssumeExecutionRole")])
}

fn execution_role(config: &Config, scope: &Scope, administrator: &Value<String>) -> Role {
    let (path, name) = administration_role_path_and_name(config);
    let administration =
        sub!("arn:${AWS::Partition}:iam::${administrator}:role${path}${name}", administrator, path, name);
    // The account with a condition, not the role: the role may be created at the same moment.
    let trust = Statement::allow_assume(Principal::account(administrator)).when(
        operator::ARN_EQUALS,
        "aws:PrincipalArn",
        administration,
    );
    Role::new(TrustPolicy::new([trust]))
        .role_name(execution_role_name(config))
        .policies([Policy::new(policy(config, scope, administrator), "Replicas")])
}
