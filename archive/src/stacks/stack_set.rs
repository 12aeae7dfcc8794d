//! The StackSet: CloudFormation's own machinery that creates the replica stack in every region.

use models::check::Findings;
use models::cloudformation::StackSet;
use models::cloudformation::stack_set::{
    AccountFilterType, AutoDeployment, CallAs, DeploymentTargets, ManagedExecution, OperationPreferences, Parameter,
    PermissionModel, RegionConcurrencyType, StackInstances,
};
use models::{IntoValue, Value, intrinsic::pseudo};

use crate::config::options::{self, RegionConcurrency};
use crate::config::{Config, Region};

/// The StackSet with an instance in every region, detached ones included.
///
/// # Errors
/// What is wrong with the replica's template.
pub(super) fn stack_set(config: &Config, parameters: Vec<(String, Value<String>)>) -> Result<StackSet, Findings> {
    let options = &config.options().stack_set;
    let regions: Vec<&str> = config.replica_regions().map(Region::as_str).collect();
    let parameters: Vec<Parameter> = parameters.into_iter().map(|(name, value)| Parameter::new(name, value)).collect();
    let preferences = OperationPreferences::new()
        .region_concurrency_type(match options.region_concurrency {
            RegionConcurrency::Parallel => RegionConcurrencyType::Parallel,
            RegionConcurrency::Sequential => RegionConcurrencyType::Sequential,
        })
        // With a tolerance the operation succeeds although a region failed, and the bucket's rules would name nothing.
        .failure_tolerance_count(0);
    let stack_set = |model: PermissionModel| StackSet::new(model, config.stack_set_name());
    let stack_set = match options.permission_model {
        options::PermissionModel::SelfManaged => self_managed(options, stack_set(PermissionModel::SelfManaged)),
        options::PermissionModel::ServiceManaged => {
            service_managed(options, stack_set(PermissionModel::ServiceManaged))
        }
    };
    Ok(stack_set
        .description(format!("The replicas of the archive {}", config.prefix()))
        .managed_execution(ManagedExecution::new().active(true))
        .operation_preferences(preferences)
        .parameters(parameters)
        .stack_instances_group([StackInstances::new(targets(config), regions)])
        .template_body(super::replica(config)?))
}

fn self_managed(options: &options::StackSet, stack_set: StackSet) -> StackSet {
    let stack_set = match &options.administration_role_arn {
        Some(arn) => stack_set.administration_role_arn(arn),
        None => stack_set,
    };
    match &options.execution_role_name {
        Some(name) => stack_set.execution_role_name(name),
        None => stack_set,
    }
}

fn service_managed(options: &options::StackSet, stack_set: StackSet) -> StackSet {
    stack_set
        .call_as(match options.call_as {
            options::CallAs::OwnAccount => CallAs::SELF,
            options::CallAs::DelegatedAdmin => CallAs::DelegatedAdmin,
        })
        // An account that joins the units later is not the account of the replicas.
        .auto_deployment(AutoDeployment::new().enabled(false))
}

/// The account of the replicas; in an organization, and nothing else of its units.
fn targets(config: &Config) -> DeploymentTargets {
    let account: Value<String> = match &config.options().replica_account {
        Some(replica) => (&replica.account).into_value(),
        None => pseudo::account_id(),
    };
    let targets = DeploymentTargets::new().accounts([account]);
    let options = &config.options().stack_set;
    match options.permission_model {
        options::PermissionModel::SelfManaged => targets,
        options::PermissionModel::ServiceManaged => targets
            .organizational_unit_ids(options.organizational_units.clone())
            .account_filter_type(AccountFilterType::Intersection),
    }
}
