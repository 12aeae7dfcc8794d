//! KMS keys: creation, replication, policies and deletion.

use std::collections::BTreeMap;

use iam_evaluator::{Policy, PolicyKind};
use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::arn;
use crate::iam::authorise::can_change_key_policy;
use crate::scope::{Scope, last_segment};
use crate::state::kms::{Key, KeyState};
use crate::world::World;

/// The parameters of CreateKey.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewKey {
    pub(crate) description: String,
    pub(crate) policy: Option<Value>,
    pub(crate) spec: Option<String>,
    pub(crate) usage: Option<String>,
    pub(crate) multi_region: bool,
    pub(crate) bypass_lockout_check: bool,
    pub(crate) tags: BTreeMap<String, String>,
}

/// Creates a key.
///
/// # Errors
/// The policy is malformed, names principals that do not exist, or would lock the account out.
pub(crate) fn create(world: &mut World, scope: &Scope, new: NewKey) -> Result<Key, ApiError> {
    let policy = match new.policy {
        Some(policy) => policy,
        None => default_policy(scope),
    };
    check_policy(world, scope, &policy, new.bypass_lockout_check)?;
    let id = if new.multi_region { format!("mrk-{}", world.ids.hex(32)) } else { world.ids.uuid() };
    let key = Key {
        arn: arn::KEY.arn(scope, &id),
        account: scope.account.clone(),
        description: new.description,
        created: world.now,
        state: KeyState::Enabled,
        deletion_date: None,
        policy,
        rotation_days: None,
        spec: new.spec.unwrap_or_else(|| "SYMMETRIC_DEFAULT".into()),
        usage: new.usage.unwrap_or_else(|| "ENCRYPT_DECRYPT".into()),
        origin: "AWS_KMS".into(),
        manager: "CUSTOMER".into(),
        primary_region: new.multi_region.then(|| scope.region.clone()),
        tags: new.tags,
        id,
    };
    world.kms(scope).keys.insert(key.id.clone(), key.clone());
    Ok(key)
}

/// Creates a replica of a multi-Region key in another region.
///
/// # Errors
/// The key is not a multi-Region primary key, the region already has it, or the policy is invalid.
pub(crate) fn replicate(
    world: &mut World,
    primary_scope: &Scope,
    name: &str,
    region: &str,
    new: NewKey,
) -> Result<Key, ApiError> {
    let primary = world.kms(primary_scope).resolve(primary_scope, name)?.clone();
    if primary.primary_region.as_deref() != Some(primary_scope.region.as_str()) {
        let why = format!("{} is not a multi-region primary key.", primary.arn);
        return Err(ApiError::new(400, "UnsupportedOperationException", why));
    }
    if primary.state != KeyState::Enabled {
        return Err(primary.invalid_state());
    }
    let scope = Scope::new(&primary_scope.account, region);
    if !world.is_enabled(region) || scope.partition() != primary_scope.partition() {
        let why = format!("Region {region} is not enabled for this account.");
        return Err(ApiError::new(400, "ValidationException", why));
    }
    if world.kms(&scope).keys.contains_key(&primary.id) {
        let why = format!("Key {} already exists in region {region}.", primary.id);
        return Err(ApiError::new(400, "AlreadyExistsException", why));
    }
    let policy = new.policy.unwrap_or_else(|| default_policy(&scope));
    check_policy(world, &scope, &policy, new.bypass_lockout_check)?;
    let replica = Key {
        arn: arn::KEY.arn(&scope, &primary.id),
        description: new.description,
        created: world.now,
        policy,
        tags: new.tags,
        ..primary
    };
    world.kms(&scope).keys.insert(replica.id.clone(), replica.clone());
    Ok(replica)
}

/// Schedules the deletion of a key.
///
/// # Errors
/// The key does not exist, is already scheduled for deletion, or the waiting period is not 7 to 30 days.
pub(crate) fn schedule_deletion(world: &mut World, scope: &Scope, name: &str, days: i64) -> Result<Key, ApiError> {
    if !(7..=30).contains(&days) {
        let why = format!(
            "1 validation error detected: Value '{days}' at 'pendingWindowInDays' failed to satisfy constraint: \
            Member must have value between 7 and 30"
        );
        return Err(ApiError::new(400, "ValidationException", why));
    }
    let now = world.now;
    let key = world.kms(scope).resolve(scope, name)?.clone();
    if key.state.is_deleting() {
        return Err(key.invalid_state());
    }
    let is_primary = key.primary_region.as_deref() == Some(scope.region.as_str());
    let waits = is_primary && has_replicas(world, scope, &key.id);
    let key = world.kms(scope).resolve_mut(scope, name)?;
    if waits {
        key.state = KeyState::PendingReplicaDeletion;
    } else {
        key.state = KeyState::PendingDeletion;
        key.deletion_date = Some(now.after_days(days));
    }
    Ok(key.clone())
}

/// Whether a multi-Region key has replicas in other regions.
pub(crate) fn has_replicas(world: &World, primary: &Scope, id: &str) -> bool {
    let others = world.scopes().into_iter().filter(|other| other.account == primary.account && other != primary);
    others.into_iter().any(|other| world.region_ref(&other).is_some_and(|region| region.kms.keys.contains_key(id)))
}

/// Replaces the policy of a key.
///
/// # Errors
/// As [`create`].
pub(crate) fn put_policy(
    world: &mut World,
    scope: &Scope,
    name: &str,
    policy: Value,
    bypass_lockout_check: bool,
) -> Result<(), ApiError> {
    check_policy(world, scope, &policy, bypass_lockout_check)?;
    world.kms(scope).resolve_mut(scope, name)?.policy = policy;
    Ok(())
}

/// The policy of a key that is created without one.
pub(crate) fn default_policy(scope: &Scope) -> Value {
    json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": arn::ROOT_USER.arn(scope, "")},
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
}

/// Whether a new role is known in this region: in us-east-1 immediately, in other regions after a delay.
fn is_known_here(world: &mut World, scope: &Scope, name: &str) -> bool {
    let (now, delay) = (world.now, world.settings.iam_delay);
    let Some(owner) = Scope::of_global_arn(name).filter(|_| scope.region != "us-east-1") else { return true };
    let role = last_segment(name);
    world.iam(&owner).roles.get(role).is_none_or(|role| now >= role.created.after(delay))
}

/// Validates a key policy: its syntax, its principals, and whether the account could still change it.
fn check_policy(world: &mut World, scope: &Scope, policy: &Value, bypass_lockout_check: bool) -> Result<(), ApiError> {
    let malformed = |why: &str| ApiError::new(400, "MalformedPolicyDocumentException", why);
    let parsed =
        Policy::parse(PolicyKind::Resource, "key policy", policy).map_err(|error| malformed(&error.to_string()))?;
    let statements = match policy.get("Statement") {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    };
    for principal in statements.iter().filter_map(|statement| statement.get("Principal")) {
        for name in crate::iam::principals_of(principal, "AWS") {
            if !crate::iam::principal_exists(world, scope, name) || !is_known_here(world, scope, name) {
                return Err(malformed("Policy contains a statement with one or more invalid principals."));
            }
        }
    }
    if !bypass_lockout_check && !can_change_key_policy(scope, world.acting_role.as_deref(), &parsed) {
        return Err(malformed("The new key policy will not allow you to update the key policy in the future."));
    }
    Ok(())
}
