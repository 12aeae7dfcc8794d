//! StackSets and their instances.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scope::Scope;
use crate::state::cloudformation::stack_set_operation::SetOperation;
use crate::state::cloudformation::stack_set_operation::Target;
use crate::state::cloudformation::stack_set_settings::Settings;
use crate::state::cloudformation::status::{DriftStatus, InstanceStatus, ResultStatus, SetOperationStatus};
use crate::timestamp::Timestamp;

/// A StackSet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StackSet {
    pub(crate) name: String,
    /// `name:uuid`.
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) number: u64,
    pub(crate) settings: Settings,
    pub(crate) instances: Vec<Instance>,
    /// The oldest first.
    pub(crate) operations: Vec<SetOperation>,
    pub(crate) drift: Option<(DriftStatus, Timestamp)>,
    /// The token of the request that created it, and what it asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) created_with: Option<(String, Settings)>,
}

/// A stack instance: the stack of a StackSet in an account and region.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) stack_id: Option<String>,
    pub(crate) status: InstanceStatus,
    pub(crate) detailed_status: ResultStatus,
    pub(crate) reason: Option<String>,
    pub(crate) overrides: BTreeMap<String, String>,
    pub(crate) last_operation: Option<String>,
    pub(crate) drift: DriftStatus,
    pub(crate) drift_checked: Option<Timestamp>,
}

impl Instance {
    /// A new instance.
    pub(crate) fn new(
        account: &str,
        region: &str,
        overrides: BTreeMap<String, String>,
        stack_id: Option<String>,
    ) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            stack_id,
            status: InstanceStatus::Outdated,
            detailed_status: ResultStatus::Pending,
            reason: None,
            overrides,
            last_operation: None,
            drift: DriftStatus::NotChecked,
            drift_checked: None,
        }
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::new(&self.account, &self.region)
    }
}

impl StackSet {
    /// All instances as a target.
    pub(crate) fn all_instances(&self) -> Target {
        Target {
            accounts: unique(self.instances.iter().map(|instance| &instance.account)),
            regions: unique(self.instances.iter().map(|instance| &instance.region)),
            overrides: None,
        }
    }

    pub(crate) fn instance_mut(&mut self, account: &str, region: &str) -> Option<&mut Instance> {
        self.instances.iter_mut().find(|instance| instance.account == account && instance.region == region)
    }

    /// The operation that is in progress or queued.
    pub(crate) fn operation_in_progress(&self) -> Option<&SetOperation> {
        let is_in_progress = |operation: &&SetOperation| {
            matches!(
                operation.status,
                SetOperationStatus::Running | SetOperationStatus::Queued | SetOperationStatus::Stopping
            )
        };
        self.operations.iter().find(is_in_progress)
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&SetOperation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

fn unique<'a>(items: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut unique: Vec<String> = Vec::new();
    for item in items {
        if !unique.contains(item) {
            unique.push(item.clone());
        }
    }
    unique
}
