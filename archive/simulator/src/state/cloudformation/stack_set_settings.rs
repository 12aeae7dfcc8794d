//! The settings of a StackSet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::arn;
use crate::scope::Scope;

/// The settings of a StackSet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) template: String,
    pub(crate) description: Option<String>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) capabilities: Vec<String>,
    pub(crate) administration_role_arn: Option<String>,
    pub(crate) execution_role_name: Option<String>,
    /// `SELF_MANAGED` or `SERVICE_MANAGED`.
    pub(crate) permission_model: String,
    pub(crate) managed_execution: bool,
    pub(crate) auto_deployment: Option<AutoDeployment>,
}

/// Whether accounts that are added to an organizational unit automatically get instances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AutoDeployment {
    pub(crate) enabled: bool,
    pub(crate) retain_stacks: bool,
}

impl Settings {
    /// Whether AWS Organizations is used instead of the two roles.
    pub(crate) fn is_service_managed(&self) -> bool {
        self.permission_model == "SERVICE_MANAGED"
    }

    pub(crate) fn administration_role(&self, scope: &Scope) -> String {
        self.administration_role_arn.clone().unwrap_or_else(|| arn::ROLE.arn(scope, ADMINISTRATION))
    }

    pub(crate) fn execution_role(&self) -> &str {
        self.execution_role_name.as_deref().unwrap_or(EXECUTION)
    }
}

/// The default administration role, in the administrator account.
pub(crate) const ADMINISTRATION: &str = "AWSCloudFormationStackSetAdministrationRole";

/// The default execution role, in every target account.
pub(crate) const EXECUTION: &str = "AWSCloudFormationStackSetExecutionRole";
