//! Roles and managed policies of an account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::timestamp::Timestamp;

/// Roles by name and managed policies by ARN.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) roles: BTreeMap<String, Role>,
    pub(crate) managed_policies: BTreeMap<String, ManagedPolicy>,
}

/// A role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) arn: String,
    pub(crate) created: Timestamp,
    pub(crate) description: Option<String>,
    pub(crate) max_session_duration: u32,
    pub(crate) assume_role_policy: Value,
    pub(crate) permissions_boundary: Option<String>,
    /// Inline policies by name.
    pub(crate) policies: BTreeMap<String, Value>,
    /// ARNs of managed policies.
    pub(crate) attached: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// A customer managed policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ManagedPolicy {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) arn: String,
    pub(crate) created: Timestamp,
    pub(crate) description: Option<String>,
    pub(crate) document: Value,
    pub(crate) version: u32,
}

impl State {
    /// # Errors
    /// `NoSuchEntity`.
    pub(crate) fn role(&self, name: &str) -> Result<&Role, ApiError> {
        self.roles.get(name).ok_or_else(|| role_not_found(name))
    }

    /// # Errors
    /// `NoSuchEntity`.
    pub(crate) fn role_mut(&mut self, name: &str) -> Result<&mut Role, ApiError> {
        self.roles.get_mut(name).ok_or_else(|| role_not_found(name))
    }

    /// Attaches a managed policy of the account or of AWS.
    ///
    /// # Errors
    /// The role or the policy does not exist.
    pub(crate) fn attach(&mut self, role: &str, arn: &str) -> Result<(), ApiError> {
        let is_aws_managed = arn.contains(":iam::aws:policy/");
        if !is_aws_managed && !self.managed_policies.contains_key(arn) {
            return Err(no_such_entity(format!("Policy {arn} does not exist or is not attachable.")));
        }
        let role = self.role_mut(role)?;
        if !role.attached.iter().any(|attached| attached == arn) {
            role.attached.push(arn.to_owned());
        }
        Ok(())
    }

    /// Deletes a role without policies.
    ///
    /// # Errors
    /// `DeleteConflict`: the role still has policies.
    pub(crate) fn delete_role(&mut self, name: &str) -> Result<(), ApiError> {
        let role = self.role(name)?;
        if !role.policies.is_empty() {
            return Err(ApiError::new(409, "DeleteConflict", "Cannot delete entity, must delete policies first."));
        }
        if !role.attached.is_empty() {
            return Err(ApiError::new(409, "DeleteConflict", "Cannot delete entity, must detach all policies first."));
        }
        self.roles.remove(name);
        Ok(())
    }
}

fn role_not_found(name: &str) -> ApiError {
    no_such_entity(format!("The role with name {name} cannot be found."))
}

pub(crate) fn no_such_entity(message: impl Into<String>) -> ApiError {
    ApiError::new(404, "NoSuchEntity", message)
}

/// A role session, which an access key identifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The account of the role.
    pub(crate) account: String,
    /// The role's ARN, with its path.
    pub(crate) role: String,
    /// The unique ID of the role, such as `AROA…`.
    pub(crate) role_id: String,
    pub(crate) name: String,
    pub(crate) expires: Timestamp,
}

impl Session {
    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        now >= self.expires
    }

    /// The user ID of the session, as in `GetCallerIdentity`.
    pub(crate) fn user_id(&self) -> String {
        format!("{}:{}", self.role_id, self.name)
    }
}
