//! `UpdatePolicy`.

use crate::node::{Node, Object};
use crate::value::{IntoValue, List};

/// How CloudFormation updates a resource. Several can be set: they apply to different resource types and changes.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html>.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UpdatePolicy {
    policy: Object,
}

impl UpdatePolicy {
    /// An empty policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `AutoScalingReplacingUpdate`: replaces the whole Auto Scaling group (`WillReplace`) rather than its instances.
    #[must_use]
    pub fn replacing_update(self, will_replace: impl IntoValue<bool>) -> Self {
        self.with(
            "AutoScalingReplacingUpdate",
            Object::from_iter([("WillReplace", will_replace.into_value().into_node())]),
        )
    }

    /// `AutoScalingRollingUpdate`: replaces the group's instances in batches.
    #[must_use]
    pub fn rolling_update(self, update: RollingUpdate) -> Self {
        self.with("AutoScalingRollingUpdate", update.update)
    }

    /// `AutoScalingScheduledAction`: keeps group sizes that a scheduled action changed.
    #[must_use]
    pub fn ignore_unmodified_group_sizes(self, ignore: impl IntoValue<bool>) -> Self {
        self.with(
            "AutoScalingScheduledAction",
            Object::from_iter([("IgnoreUnmodifiedGroupSizeProperties", ignore.into_value().into_node())]),
        )
    }

    /// `CodeDeployLambdaAliasUpdate`: CodeDeploy shifts the alias's traffic to the new version.
    #[must_use]
    pub fn code_deploy_lambda_alias_update(self, update: CodeDeployLambdaAliasUpdate) -> Self {
        self.with("CodeDeployLambdaAliasUpdate", update.update)
    }

    /// `UseOnlineResharding`: changes the shards of an ElastiCache replication group without replacing it.
    #[must_use]
    pub fn use_online_resharding(self, online: impl IntoValue<bool>) -> Self {
        self.with_node("UseOnlineResharding", online.into_value().into_node())
    }

    /// `EnableVersionUpgrade`: upgrades an OpenSearch domain's engine without replacing the domain.
    #[must_use]
    pub fn enable_version_upgrade(self, enable: impl IntoValue<bool>) -> Self {
        self.with_node("EnableVersionUpgrade", enable.into_value().into_node())
    }

    /// `StopBeforeUpdate`: stops an AppStream fleet before it is updated.
    #[must_use]
    pub fn stop_before_update(self) -> Self {
        self.with("StopBeforeUpdate", Object::new())
    }

    /// `StartAfterUpdate`: starts an AppStream fleet after it was updated.
    #[must_use]
    pub fn start_after_update(self) -> Self {
        self.with("StartAfterUpdate", Object::new())
    }

    fn with(self, name: &'static str, policy: Object) -> Self {
        self.with_node(name, Node::Object(policy))
    }

    fn with_node(mut self, name: &'static str, node: Node) -> Self {
        self.policy.insert(name, node);
        self
    }

    pub(crate) fn into_node(self) -> Node {
        Node::Object(self.policy)
    }
}

/// How the instances of an Auto Scaling group are replaced in batches. Settings that are not set have AWS's defaults.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RollingUpdate {
    update: Object,
}

impl RollingUpdate {
    /// AWS's defaults: one instance at a time.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of instances that are replaced at once.
    #[must_use]
    pub fn max_batch_size(self, instances: impl IntoValue<i64>) -> Self {
        self.with("MaxBatchSize", instances)
    }

    /// The number of instances that stay in service during the update.
    #[must_use]
    pub fn min_instances_in_service(self, instances: impl IntoValue<i64>) -> Self {
        self.with("MinInstancesInService", instances)
    }

    /// The percentage of new instances that must signal success.
    #[must_use]
    pub fn min_successful_instances_percent(self, percent: impl IntoValue<i64>) -> Self {
        self.with("MinSuccessfulInstancesPercent", percent)
    }

    /// The percentage of instances that must be active during the update.
    #[must_use]
    pub fn min_active_instances_percent(self, percent: impl IntoValue<i64>) -> Self {
        self.with("MinActiveInstancesPercent", percent)
    }

    /// How long to pause after a batch, or to wait for signals: ISO 8601, `PT5M`; at most one hour.
    #[must_use]
    pub fn pause_time(self, time: impl IntoValue<String>) -> Self {
        self.with("PauseTime", time)
    }

    /// The Auto Scaling processes that are suspended during the update: `ReplaceUnhealthy`, `ScheduledActions`, ….
    #[must_use]
    pub fn suspend_processes(self, processes: impl IntoValue<List<String>>) -> Self {
        self.with("SuspendProcesses", processes)
    }

    /// Waits for a success signal from each new instance, for at most the pause time.
    #[must_use]
    pub fn wait_on_resource_signals(self, wait: impl IntoValue<bool>) -> Self {
        self.with("WaitOnResourceSignals", wait)
    }

    fn with<T>(mut self, name: &'static str, value: impl IntoValue<T>) -> Self {
        self.update.insert(name, value.into_value().into_node());
        self
    }
}

/// How CodeDeploy shifts a Lambda alias's traffic.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeDeployLambdaAliasUpdate {
    update: Object,
}

impl CodeDeployLambdaAliasUpdate {
    /// The CodeDeploy application and deployment group, by name.
    #[must_use]
    pub fn new(application_name: impl IntoValue<String>, deployment_group_name: impl IntoValue<String>) -> Self {
        Self {
            update: Object::from_iter([
                ("ApplicationName", application_name.into_value().into_node()),
                ("DeploymentGroupName", deployment_group_name.into_value().into_node()),
            ]),
        }
    }

    /// The name of the Lambda function to run before traffic shifts.
    #[must_use]
    pub fn before_allow_traffic_hook(mut self, function: impl IntoValue<String>) -> Self {
        self.update.insert("BeforeAllowTrafficHook", function.into_value().into_node());
        self
    }

    /// The name of the Lambda function to run after traffic has shifted.
    #[must_use]
    pub fn after_allow_traffic_hook(mut self, function: impl IntoValue<String>) -> Self {
        self.update.insert("AfterAllowTrafficHook", function.into_value().into_node());
        self
    }
}
