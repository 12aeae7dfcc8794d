//! Identity and Access Management: roles and policies of one account.

pub(crate) mod api;
pub(crate) mod authorise;
mod aws_managed;
pub(crate) mod caller;
pub(crate) mod initial_roles;
mod simulate;

use std::collections::BTreeMap;

use iam_evaluator::{Policy, PolicyKind};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::arn::{self, with_path};
use crate::scope::{Scope, last_segment};
use crate::state::iam::Role;
use crate::world::World;

/// The parameters of CreateRole.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewRole {
    pub(crate) name: String,
    pub(crate) path: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) max_session_duration: Option<u32>,
    pub(crate) assume_role_policy: Value,
    pub(crate) permissions_boundary: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// Creates a role.
///
/// # Errors
/// The name is invalid or in use, or the trust policy names principals that do not exist.
pub(crate) fn create_role(world: &mut World, scope: &Scope, new: NewRole) -> Result<Role, ApiError> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    if new.name.is_empty() || new.name.len() > 64 || !new.name.chars().all(legal) {
        let why = format!(
            "1 validation error detected: Value '{}' at 'roleName' failed to satisfy constraint: Member must \
            satisfy regular expression pattern: [\\w+=,.@-]+ and have length less than or equal to 64",
            new.name
        );
        return Err(ApiError::new(400, "ValidationError", why));
    }
    if world.iam(scope).roles.contains_key(&new.name) {
        let why = format!("Role with name {} already exists.", new.name);
        return Err(ApiError::new(409, "EntityAlreadyExists", why));
    }
    check_trust_policy(world, scope, &new.assume_role_policy)?;
    let path = new.path.unwrap_or_else(|| "/".into());
    let role = Role {
        arn: arn::ROLE.arn(scope, with_path(&path, &new.name)),
        id: format!("AROA{}", world.ids.upper(17)),
        path,
        created: world.now,
        description: new.description,
        max_session_duration: new.max_session_duration.unwrap_or(3600),
        assume_role_policy: new.assume_role_policy,
        permissions_boundary: new.permissions_boundary,
        policies: BTreeMap::new(),
        attached: Vec::new(),
        tags: new.tags,
        name: new.name,
    };
    world.iam(scope).roles.insert(role.name.clone(), role.clone());
    Ok(role)
}

/// # Errors
/// `MalformedPolicyDocument`: the document is not a trust policy, or a principal does not exist.
pub(crate) fn check_trust_policy(world: &mut World, scope: &Scope, policy: &Value) -> Result<(), ApiError> {
    Policy::parse(PolicyKind::Trust, "trust policy", policy).map_err(|error| malformed(error.to_string()))?;
    let statements = match policy.get("Statement") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    };
    for principal in statements.iter().filter_map(|statement| statement.get("Principal")) {
        for name in principals_of(principal, "AWS") {
            if !principal_exists(world, scope, name) {
                return Err(malformed(format!("Invalid principal in policy: \"AWS\":\"{name}\"")));
            }
        }
    }
    Ok(())
}

/// # Errors
/// `MalformedPolicyDocument`: the document is not an identity-based policy.
pub(crate) fn check_identity_policy(policy: &Value) -> Result<(), ApiError> {
    let parsed = Policy::parse(PolicyKind::Identity, "policy", policy);
    parsed.map(|_| ()).map_err(|error| malformed(error.to_string()))
}

/// The principals of one kind (`AWS`, `Service`, …).
pub(crate) fn principals_of<'a>(principal: &'a Value, kind: &str) -> Vec<&'a str> {
    match principal.get(kind) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Whether a policy may have this principal: roles have to exist in the simulation, accounts do not.
pub(crate) fn principal_exists(world: &mut World, scope: &Scope, name: &str) -> bool {
    if name == "*" || (name.len() == 12 && name.bytes().all(|byte| byte.is_ascii_digit())) {
        return true;
    }
    let mut parts = name.splitn(6, ':');
    let (Some("arn"), Some(partition), Some(service), Some(""), Some(account), Some(resource)) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    if partition != scope.partition() || account.len() != 12 {
        return false;
    }
    match (service, resource.split_once('/')) {
        ("iam", None) => resource == "root",
        ("iam", Some(("role", path_and_name))) => {
            let role = last_segment(path_and_name);
            let owner = Scope::new(account, &scope.region);
            world.iam(&owner).roles.get(role).is_some_and(|role| role.arn == name)
        }
        ("iam", Some(("user", _))) => true,
        ("sts", Some(("assumed-role" | "federated-user", _))) => true,
        _ => false,
    }
}

/// # Errors
/// `MalformedPolicyDocument`: the string is not JSON.
pub(crate) fn parse_policy(text: &str) -> Result<Value, ApiError> {
    serde_json::from_str(text).map_err(|error| malformed(format!("Syntax errors in policy: {error}")))
}

fn malformed(message: impl Into<String>) -> ApiError {
    ApiError::new(400, "MalformedPolicyDocument", message)
}
