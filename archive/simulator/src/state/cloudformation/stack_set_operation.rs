//! Operations of StackSets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;
use crate::scope::is_region;
use crate::state::cloudformation::status::{ResultStatus, SetAction, SetOperationStatus};
use crate::timestamp::Timestamp;

/// An operation of a StackSet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SetOperation {
    pub(crate) id: String,
    pub(crate) action: SetAction,
    pub(crate) status: SetOperationStatus,
    pub(crate) reason: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    #[serde(alias = "how")]
    pub(crate) options: OperationOptions,
    pub(crate) results: Vec<InstanceResult>,
}

/// The result of an operation for one instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InstanceResult {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) status: ResultStatus,
    pub(crate) reason: Option<String>,
    /// Whether a stack whose creation failed is deleted first.
    #[serde(alias = "clearing")]
    pub(crate) deletes_failed_stack: bool,
}

/// The options of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OperationOptions {
    pub(crate) preferences: Preferences,
    /// Whether the stacks of deleted instances are retained.
    pub(crate) retain_stacks: bool,
    /// Whether existing stacks become instances.
    #[serde(default)]
    pub(crate) is_import: bool,
    /// The operation ID, if the caller specifies it.
    pub(crate) id: Option<String>,
}

/// The operation preferences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Preferences {
    pub(crate) region_order: Vec<String>,
    pub(crate) parallel_regions: bool,
    pub(crate) failure_tolerance_count: Option<usize>,
    pub(crate) failure_tolerance_percentage: Option<usize>,
    pub(crate) max_concurrent_count: Option<usize>,
    pub(crate) max_concurrent_percentage: Option<usize>,
}

impl Preferences {
    /// The number of accounts that may fail in a region.
    pub(crate) fn tolerance(&self, accounts: usize) -> usize {
        let share = self.failure_tolerance_percentage.map(|percent| accounts * percent / 100);
        self.failure_tolerance_count.or(share).unwrap_or(0)
    }

    /// The number of accounts in a region that are processed concurrently.
    pub(crate) fn concurrency(&self, accounts: usize) -> usize {
        let share = self.max_concurrent_percentage.map(|percent| accounts * percent / 100);
        let asked = self.max_concurrent_count.or(share).unwrap_or(1);
        asked.min(self.tolerance(accounts) + 1).max(1)
    }
}

/// The accounts and regions of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) accounts: Vec<String>,
    pub(crate) regions: Vec<String>,
    pub(crate) overrides: Option<BTreeMap<String, String>>,
}

impl Target {
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&String, &String)> {
        self.regions.iter().flat_map(|region| self.accounts.iter().map(move |account| (account, region)))
    }

    pub(crate) fn check(&self) -> Result<(), ApiError> {
        if self.accounts.is_empty() || self.regions.is_empty() {
            return Err(ApiError::validation("Accounts or DeploymentTargets, and Regions, must not be empty"));
        }
        if let Some(region) = self.regions.iter().find(|region| !is_region(region)) {
            return Err(ApiError::validation(format!("Region {region} is not supported")));
        }
        let is_account = |account: &&String| account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        match self.accounts.iter().find(|account| !is_account(account)) {
            Some(account) => Err(ApiError::validation(format!("Account {account} is not a twelve-digit number"))),
            None => Ok(()),
        }
    }
}
