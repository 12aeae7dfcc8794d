//! The StackSet: CloudFormation's own machinery that creates the replica stack in every region.

use models::Handle;
use models::check::Findings;
use models::cloudformation::StackSet;
use models::cloudformation::stack_set::{
    DeploymentTargets, ManagedExecution, OperationPreferences, Parameter, PermissionModel, RegionConcurrencyType,
    StackInstances,
};
use models::iam::Role;

use crate::config::{Config, Region};

/// The StackSet with an instance in every region.
///
/// # Errors
/// What is wrong with the replica's template.
pub(super) fn stack_set(config: &Config, role: &Handle<Role>) -> Result<StackSet, Findings> {
    let regions: Vec<&str> = config.replications().iter().map(Region::as_str).collect();
    Ok(StackSet::new(PermissionModel::SelfManaged, config.stack_set_name())
        .description(format!("The replicas of the archive {}", config.bucket_name()))
        .managed_execution(ManagedExecution::new().active(true))
        .operation_preferences(
            OperationPreferences::new()
                .region_concurrency_type(RegionConcurrencyType::Parallel)
                // With a tolerance the operation succeeds although a region failed, and the bucket's rules would name nothing.
                .failure_tolerance_count(0),
        )
        .parameters([Parameter::new("Prefix", config.prefix()), Parameter::new("ReplicationRole", role.arn())])
        .stack_instances_group([StackInstances::new(
            DeploymentTargets::new().accounts([models::intrinsic::pseudo::account_id()]),
            regions,
        )])
        .template_body(super::replica(config)?))
}
