//! A StackSet for an organisational unit.

use models::cloudformation::{StackSet, stack_set};
use models::{Parameter, Stack, Value, id};
use serde_json::json as plain;

use crate::original::Original;

/// The settings that both StackSets of the samples have.
pub(crate) fn to_organisational_unit(
    name: &str,
    units: models::Value<String>,
    regions: impl models::IntoValue<models::List<String>>,
) -> StackSet {
    StackSet::new(stack_set::PermissionModel::ServiceManaged, name)
        .capabilities([stack_set::Capability::CapabilityIam])
        .stack_instances_group([stack_set::StackInstances::new(
            stack_set::DeploymentTargets::new().organizational_unit_ids([units]),
            regions,
        )])
        .operation_preferences(
            stack_set::OperationPreferences::new()
                .failure_tolerance_count(0)
                .max_concurrent_count(2)
                .region_concurrency_type(stack_set::RegionConcurrencyType::Parallel),
        )
        .auto_deployment(stack_set::AutoDeployment::new().enabled(true).retain_stacks_on_account_removal(true))
}

#[test]
fn common_resources() {
    let Some(original) = Original::read("CloudFormation__StackSets__common-resources-stackset.json") else { return };
    let mut stack = Stack::new();
    stack.description(original.text("/Description"));
    let unit = stack.parameter(id!("OUID"), Parameter::string().default("ou-qxtx-vv0thlla"));
    stack.add(
        id!("StackSet"),
        to_organisational_unit("common-resources", unit.reference(), ["us-east-1", "us-west-2"])
            .template_body(Value::unchecked(plain!({ "Rain::Embed": "common-resources-pkg.yaml" })))
            .parameters([stack_set::Parameter::new("AppName", "stackset-logging-sample")])
            .description(original.text("/Resources/StackSet/Properties/Description")),
    );
    original.equals_template(&stack.synth_unchecked());
}
