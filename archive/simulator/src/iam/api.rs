//! The API of IAM: the Query protocol.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::arn::{self, with_path};
use crate::iam::{self, NewRole, parse_policy};
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::{Scope, last_segment};
use crate::state::iam::{ManagedPolicy, Role, no_such_entity};
use crate::world::World;

type Answer = Result<Element, ApiError>;

/// An operation: takes the parameters of a request, returns the result.
type Operation = fn(&mut World, &Scope, &Params) -> Answer;

/// The supported operations.
const OPERATIONS: &[(&str, Operation)] = &[
    ("CreateRole", create_role),
    ("GetRole", get_role),
    ("ListRoles", list_roles),
    ("UpdateAssumeRolePolicy", update_assume_role_policy),
    ("DeleteRole", delete_role),
    ("PutRolePolicy", put_role_policy),
    ("GetRolePolicy", get_role_policy),
    ("DeleteRolePolicy", delete_role_policy),
    ("ListRolePolicies", list_role_policies),
    ("AttachRolePolicy", attach_role_policy),
    ("DetachRolePolicy", detach_role_policy),
    ("ListAttachedRolePolicies", list_attached_role_policies),
    ("ListRoleTags", list_role_tags),
    ("ListInstanceProfilesForRole", list_instance_profiles_for_role),
    ("TagRole", tag_role),
    ("UntagRole", untag_role),
    ("CreatePolicy", create_policy),
    ("DeletePolicy", delete_policy),
    ("GetPolicy", get_policy),
    ("GetPolicyVersion", get_policy_version),
    ("SimulatePrincipalPolicy", simulate_principal_policy),
    ("ListPolicies", list_policies),
];

/// Handles one operation.
///
/// # Errors
/// The error response of IAM.
pub(crate) fn handle(world: &mut World, scope: &Scope, operation: &str, params: &Params) -> Result<Element, ApiError> {
    let found = OPERATIONS.iter().find(|(name, _)| *name == operation);
    let (_, answer) = found.ok_or_else(|| ApiError::unknown_operation("IAM", operation))?;
    answer(world, scope, params)
}

fn create_role(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let role = iam::create_role(world, scope, new_role(params)?)?;
    Ok(result().child(role_element("Role", &role)))
}

fn get_role(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let role = world.iam(scope).role(params.require("RoleName")?)?;
    Ok(result().child(role_element("Role", role)))
}

fn list_roles(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let prefix = params.text("PathPrefix").unwrap_or("/").to_owned();
    let roles = world.iam(scope).roles.values().filter(|role| role.path.starts_with(&prefix));
    page(params, "Roles", roles.map(|role| role_element("member", role)).collect())
}

fn update_assume_role_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let policy = parse_policy(params.require("PolicyDocument")?)?;
    crate::iam::check_trust_policy(world, scope, &policy)?;
    world.iam(scope).role_mut(params.require("RoleName")?)?.assume_role_policy = policy;
    Ok(result())
}

fn delete_role(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    world.iam(scope).delete_role(params.require("RoleName")?).map(|()| result())
}

fn put_role_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let policy = parse_policy(params.require("PolicyDocument")?)?;
    crate::iam::check_identity_policy(&policy)?;
    let name = params.require("PolicyName")?.to_owned();
    world.iam(scope).role_mut(params.require("RoleName")?)?.policies.insert(name, policy);
    Ok(result())
}

fn get_role_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let (role, name) = (params.require("RoleName")?, params.require("PolicyName")?);
    let policy = world.iam(scope).role(role)?.policies.get(name).ok_or_else(|| policy_not_found(name))?;
    Ok(result().with("RoleName", role).with("PolicyName", name).with("PolicyDocument", encoded(policy)))
}

fn delete_role_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let (role, name) = (params.require("RoleName")?, params.require("PolicyName")?);
    let removed = world.iam(scope).role_mut(role)?.policies.remove(name);
    removed.map(|_| result()).ok_or_else(|| policy_not_found(name))
}

fn list_role_policies(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let role = world.iam(scope).role(params.require("RoleName")?)?;
    let names = role.policies.keys().map(|name| Element::leaf("member", name));
    page(params, "PolicyNames", names.collect())
}

fn attach_role_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let (role, arn) = (params.require("RoleName")?, params.require("PolicyArn")?);
    world.iam(scope).attach(role, arn).map(|()| result())
}

fn detach_role_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let arn = params.require("PolicyArn")?;
    let role = world.iam(scope).role_mut(params.require("RoleName")?)?;
    if !role.attached.iter().any(|attached| attached == arn) {
        return Err(no_such_entity(format!("Policy {arn} was not found.")));
    }
    role.attached.retain(|attached| attached != arn);
    Ok(result())
}

fn list_attached_role_policies(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let role = world.iam(scope).role(params.require("RoleName")?)?;
    let attached = role.attached.iter().map(|arn| {
        let name = last_segment(arn);
        Element::new("member").with("PolicyName", name).with("PolicyArn", arn)
    });
    page(params, "AttachedPolicies", attached.collect())
}

fn list_role_tags(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let role = world.iam(scope).role(params.require("RoleName")?)?;
    page(params, "Tags", tag_elements(&role.tags))
}

fn tag_role(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let tags: Vec<(String, String)> = params.pairs("Tags", "Key", "Value")?;
    let role = world.iam(scope).role_mut(params.require("RoleName")?)?;
    role.tags.extend(tags);
    Ok(result())
}

fn untag_role(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let role = world.iam(scope).role_mut(params.require("RoleName")?)?;
    let keys = params.strings("TagKeys");
    role.tags.retain(|key, _| !keys.contains(key));
    Ok(result())
}

fn create_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let name = params.require("PolicyName")?.to_owned();
    let document = parse_policy(params.require("PolicyDocument")?)?;
    iam::check_identity_policy(&document)?;
    let path = params.owned("Path").unwrap_or_else(|| "/".into());
    let arn = arn::POLICY.arn(scope, with_path(&path, &name));
    if world.iam(scope).managed_policies.contains_key(&arn) {
        let why = format!("A policy called {name} already exists. Duplicate names are not allowed.");
        return Err(ApiError::new(409, "EntityAlreadyExists", why));
    }
    let id = format!("ANPA{}", world.ids.upper(17));
    let (created, description) = (world.now, params.owned("Description"));
    let policy = ManagedPolicy { name, id, path, arn: arn.clone(), created, description, document, version: 1 };
    let element = policy_element("Policy", &policy);
    world.iam(scope).managed_policies.insert(arn, policy);
    Ok(result().child(element))
}

fn delete_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let arn = managed(world, scope, params)?.arn.clone();
    let state = world.iam(scope);
    if state.roles.values().any(|role| role.attached.contains(&arn)) {
        return Err(ApiError::new(409, "DeleteConflict", "Cannot delete a policy attached to entities."));
    }
    state.managed_policies.remove(&arn);
    Ok(result())
}

fn list_instance_profiles_for_role(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    world.iam(scope).role(params.require("RoleName")?)?;
    page(params, "InstanceProfiles", Vec::new())
}

fn get_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let policy = managed(world, scope, params)?;
    Ok(result().child(policy_element("Policy", policy)))
}

fn get_policy_version(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let policy = managed(world, scope, params)?;
    let version = Element::new("PolicyVersion")
        .with("Document", encoded(&policy.document))
        .with("VersionId", format!("v{}", policy.version))
        .with("IsDefaultVersion", true)
        .with("CreateDate", policy.created);
    Ok(result().child(version))
}

fn simulate_principal_policy(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let results = crate::iam::simulate::results(world, scope, params)?;
    page(params, "EvaluationResults", results)
}

fn list_policies(world: &mut World, scope: &Scope, params: &Params) -> Answer {
    let policies = world.iam(scope).managed_policies.values();
    page(params, "Policies", policies.map(|policy| policy_element("member", policy)).collect())
}

fn managed<'a>(world: &'a mut World, scope: &Scope, params: &Params) -> Result<&'a ManagedPolicy, ApiError> {
    let arn = params.require("PolicyArn")?;
    world.iam(scope).managed_policies.get(arn).ok_or_else(|| no_such_entity(format!("Policy {arn} was not found.")))
}

fn policy_not_found(name: &str) -> ApiError {
    no_such_entity(format!("The role policy with name {name} cannot be found."))
}

fn new_role(params: &Params) -> Result<NewRole, ApiError> {
    Ok(NewRole {
        name: params.require("RoleName")?.to_owned(),
        path: params.owned("Path"),
        description: params.owned("Description"),
        max_session_duration: params.number("MaxSessionDuration")?,
        assume_role_policy: parse_policy(params.require("AssumeRolePolicyDocument")?)?,
        permissions_boundary: params.owned("PermissionsBoundary"),
        tags: params.pairs("Tags", "Key", "Value")?,
    })
}

/// IAM returns policies percent-encoded.
fn encoded(policy: &Value) -> String {
    utf8_percent_encode(&policy.to_string(), NON_ALPHANUMERIC).to_string()
}

fn role_element(name: &str, role: &Role) -> Element {
    let mut element = Element::new(name)
        .with("Path", &role.path)
        .with("RoleName", &role.name)
        .with("RoleId", &role.id)
        .with("Arn", &role.arn)
        .with("CreateDate", role.created)
        .with("AssumeRolePolicyDocument", encoded(&role.assume_role_policy))
        .with_some("Description", role.description.as_ref())
        .with("MaxSessionDuration", role.max_session_duration);
    if let Some(arn) = &role.permissions_boundary {
        let boundary = Element::new("PermissionsBoundary")
            .with("PermissionsBoundaryType", "Policy")
            .with("PermissionsBoundaryArn", arn);
        element = element.child(boundary);
    }
    element.child(Element::members("Tags", tag_elements(&role.tags)))
}

fn policy_element(name: &str, policy: &ManagedPolicy) -> Element {
    Element::new(name)
        .with("PolicyName", &policy.name)
        .with("PolicyId", &policy.id)
        .with("Arn", &policy.arn)
        .with("Path", &policy.path)
        .with("DefaultVersionId", format!("v{}", policy.version))
        .with("IsAttachable", true)
        .with("CreateDate", policy.created)
        .with_some("Description", policy.description.as_ref())
}

fn tag_elements(tags: &BTreeMap<String, String>) -> Vec<Element> {
    tags.iter().map(|(key, value)| Element::new("member").with("Key", key).with("Value", value)).collect()
}

/// `MaxItems` and `Marker`; the marker is the number of items on the previous pages.
fn page(params: &Params, member: &str, items: Vec<Element>) -> Result<Element, ApiError> {
    let from: usize = match params.text("Marker") {
        Some(marker) => marker.parse().map_err(|_| ApiError::validation(format!("Invalid Marker: {marker}")))?,
        None => 0,
    };
    let limit = params.number("MaxItems")?.unwrap_or(100);
    let total = items.len();
    let items: Vec<Element> = items.into_iter().skip(from).take(limit).collect();
    let next = from + items.len();
    let truncated = next < total;
    Ok(Element::new("Result")
        .child(Element::members(member, items))
        .with("IsTruncated", truncated)
        .with_some("Marker", truncated.then_some(next)))
}

fn result() -> Element {
    Element::new("Result")
}
