//! IAM over the wire: the Query protocol.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::iam::{ManagedPolicy, NewRole, Role, create_role, no_such_entity, parse_policy};
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::world::World;

/// Answers one operation.
///
/// # Errors
/// What IAM answers.
pub(crate) fn handle(world: &mut World, scope: &Scope, operation: &str, params: &Params) -> Result<Element, ApiError> {
    let none = Element::new("Result");
    match operation {
        "CreateRole" => {
            let role = create_role(world, scope, new_role(params)?)?;
            Ok(none.child(role_element("Role", &role)))
        }
        "GetRole" => {
            let role = world.iam(scope).role(params.require("RoleName")?)?;
            Ok(none.child(role_element("Role", role)))
        }
        "ListRoles" => {
            let prefix = params.text("PathPrefix").unwrap_or("/").to_owned();
            let roles = world.iam(scope).roles.values().filter(|role| role.path.starts_with(&prefix));
            page(params, "Roles", roles.map(|role| role_element("member", role)).collect())
        }
        "UpdateAssumeRolePolicy" => {
            let policy = parse_policy(params.require("PolicyDocument")?)?;
            crate::iam::check_trust_policy(world, scope, &policy)?;
            world.iam(scope).role_mut(params.require("RoleName")?)?.assume_role_policy = policy;
            Ok(none)
        }
        "DeleteRole" => world.iam(scope).delete_role(params.require("RoleName")?).map(|()| none),
        "PutRolePolicy" => {
            let policy = parse_policy(params.require("PolicyDocument")?)?;
            crate::iam::check_identity_policy(&policy)?;
            let name = params.require("PolicyName")?.to_owned();
            world.iam(scope).role_mut(params.require("RoleName")?)?.policies.insert(name, policy);
            Ok(none)
        }
        "GetRolePolicy" => {
            let (role, name) = (params.require("RoleName")?, params.require("PolicyName")?);
            let policy = world.iam(scope).role(role)?.policies.get(name).ok_or_else(|| policy_not_found(name))?;
            Ok(none.with("RoleName", role).with("PolicyName", name).with("PolicyDocument", encoded(policy)))
        }
        "DeleteRolePolicy" => {
            let (role, name) = (params.require("RoleName")?, params.require("PolicyName")?);
            let removed = world.iam(scope).role_mut(role)?.policies.remove(name);
            removed.map(|_| none).ok_or_else(|| policy_not_found(name))
        }
        "ListRolePolicies" => {
            let role = world.iam(scope).role(params.require("RoleName")?)?;
            let names = role.policies.keys().map(|name| Element::leaf("member", name));
            page(params, "PolicyNames", names.collect())
        }
        "AttachRolePolicy" => {
            let (role, arn) = (params.require("RoleName")?, params.require("PolicyArn")?);
            world.iam(scope).attach(role, arn).map(|()| none)
        }
        "DetachRolePolicy" => {
            let arn = params.require("PolicyArn")?;
            world.iam(scope).role_mut(params.require("RoleName")?)?.attached.retain(|attached| attached != arn);
            Ok(none)
        }
        "ListAttachedRolePolicies" => {
            let role = world.iam(scope).role(params.require("RoleName")?)?;
            let attached = role.attached.iter().map(|arn| {
                let name = arn.rsplit('/').next().unwrap_or_default();
                Element::new("member").with("PolicyName", name).with("PolicyArn", arn)
            });
            page(params, "AttachedPolicies", attached.collect())
        }
        "ListRoleTags" => {
            let role = world.iam(scope).role(params.require("RoleName")?)?;
            page(params, "Tags", tag_elements(&role.tags))
        }
        "ListInstanceProfilesForRole" => {
            world.iam(scope).role(params.require("RoleName")?)?;
            page(params, "InstanceProfiles", Vec::new())
        }
        "GetPolicy" => {
            let policy = managed(world, scope, params)?;
            Ok(none.child(policy_element("Policy", policy)))
        }
        "GetPolicyVersion" => {
            let policy = managed(world, scope, params)?;
            let version = Element::new("PolicyVersion")
                .with("Document", encoded(&policy.document))
                .with("VersionId", format!("v{}", policy.version))
                .with("IsDefaultVersion", true)
                .with("CreateDate", policy.created);
            Ok(none.child(version))
        }
        "SimulatePrincipalPolicy" => {
            let results = crate::iam::simulate::results(world, scope, params)?;
            page(params, "EvaluationResults", results)
        }
        "ListPolicies" => {
            let policies = world.iam(scope).managed_policies.values();
            page(params, "Policies", policies.map(|policy| policy_element("member", policy)).collect())
        }
        _ => Err(ApiError::unknown_operation("IAM", operation)),
    }
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
        max_session_duration: params.text("MaxSessionDuration").and_then(|text| text.parse().ok()),
        assume_role_policy: parse_policy(params.require("AssumeRolePolicyDocument")?)?,
        permissions_boundary: params.owned("PermissionsBoundary"),
        tags: params.pairs("Tags", "Key", "Value").into_iter().collect(),
    })
}

/// IAM gives policies percent-encoded.
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

/// `MaxItems` and `Marker`, where the marker is the number of items already given.
fn page(params: &Params, member: &str, items: Vec<Element>) -> Result<Element, ApiError> {
    let from: usize = match params.text("Marker") {
        Some(marker) => marker.parse().map_err(|_| ApiError::validation(format!("Invalid Marker: {marker}")))?,
        None => 0,
    };
    let limit = params.text("MaxItems").and_then(|text| text.parse().ok()).unwrap_or(100);
    let total = items.len();
    let items: Vec<Element> = items.into_iter().skip(from).take(limit).collect();
    let next = from + items.len();
    let truncated = next < total;
    Ok(Element::new("Result")
        .child(Element::members(member, items))
        .with("IsTruncated", truncated)
        .with_some("Marker", truncated.then_some(next)))
}
