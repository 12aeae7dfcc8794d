//! The caller of a request, and its authorisation.
//!
//! By default callers are root users, who are allowed everything in their account. A session of a role has the
//! permissions of the role; so has CloudFormation on its behalf, if a stack has no service role.

use cfn_spec::handlers::needed::PASS_ROLE;
use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::api_error::ApiError;
use crate::arn;
use crate::iam::authorise::authorise;
use crate::protocol::query::Params;
use crate::protocol::service::Service;
use crate::scope::Scope;
use crate::state::cloudformation::stack::Stack;
use crate::state::cloudformation::stack_set_settings::ADMINISTRATION;
use crate::state::iam::Session;
use crate::world::World;

/// A caller, in the region of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) scope: Scope,
    /// `None` for the root user of the account.
    pub(crate) session: Option<Session>,
}

impl Caller {
    pub(crate) fn root(scope: &Scope) -> Self {
        Self { scope: scope.clone(), session: None }
    }

    pub(crate) fn is_root(&self) -> bool {
        self.session.is_none()
    }

    pub(crate) fn principal(&self) -> Principal {
        match &self.session {
            Some(Session { role, name, .. }) => Principal::Session { role: role.clone(), name: name.clone() },
            None => {
                Principal::Root { partition: self.scope.partition().to_owned(), account: self.scope.account.clone() }
            }
        }
    }

    /// The ARN of the caller, as in `GetCallerIdentity`.
    pub(crate) fn arn(&self) -> String {
        self.principal().to_string()
    }
}

/// Rejects a request of a session whose role does not allow it. S3 authorises its requests itself, with the bucket's
/// policy.
///
/// # Errors
/// `AccessDenied`.
pub(crate) fn check(
    world: &mut World,
    caller: &Caller,
    service: Service,
    operation: &str,
    params: &Params,
    body: &[u8],
) -> Result<(), ApiError> {
    let prefix = match service {
        _ if caller.is_root() => return Ok(()),
        Service::S3 | Service::S3Control => return Ok(()),
        // Requires no permission.
        Service::Sts if operation == "GetCallerIdentity" => return Ok(()),
        Service::CloudFormation | Service::CloudControl => "cloudformation",
        Service::Iam => "iam",
        Service::Kms => "kms",
        Service::Sts => "sts",
        Service::Ssm => "ssm",
        Service::Quotas => "servicequotas",
        Service::CloudWatch => "cloudwatch",
    };
    let scope = &caller.scope;
    let (resource, policy) = match service {
        // A new StackSet has no ARN yet.
        Service::CloudFormation if operation == "CreateStackSet" => ("*".to_owned(), None),
        Service::CloudFormation => (of_cloudformation(world, scope, params), None),
        Service::Kms => {
            let body = json_body(body)?;
            // Changing an alias is authorised on its key too.
            let is_of_alias = matches!(operation, "DeleteAlias" | "UpdateAlias");
            match body
                .get(if is_of_alias { "AliasName" } else { "KeyId" })
                .and_then(serde_json::Value::as_str)
                .map(|name| world.kms(scope).resolve(scope, name))
            {
                Some(Ok(key)) => (key.arn.clone(), Some(key.policy.clone())),
                // The operation reports a key that does not exist.
                Some(Err(_)) | None => ("*".to_owned(), None),
            }
        }
        // The actions of Cloud Control cannot be limited to a resource; its handlers are authorised by themselves. Nor can the reading of metrics.
        Service::Quotas | Service::CloudControl | Service::CloudWatch => ("*".to_owned(), None),
        Service::Ssm => {
            let body = json_body(body)?;
            let name = body.get("Name").and_then(serde_json::Value::as_str).unwrap_or("*");
            (arn::PARAMETER.arn(scope, name.trim_start_matches('/')), None)
        }
        _ => (of_iam(world, scope, params), None),
    };
    let action = format!("{prefix}:{operation}");
    let asked = Request::new(caller.principal(), &action, &resource, &scope.account);
    if authorise(world, &asked, policy.as_ref()).verdict != Verdict::Allowed {
        return Err(denied(caller, service, &action, &resource));
    }
    let passed = if service == Service::CloudFormation { passed_role(scope, operation, params) } else { None };
    if let Some(role) = passed {
        let given = Context::new().with("iam:PassedToService", "cloudformation.amazonaws.com");
        let asked = Request::new(caller.principal(), PASS_ROLE, &role, &scope.account).context(given);
        if authorise(world, &asked, None).verdict != Verdict::Allowed {
            return Err(denied(caller, service, PASS_ROLE, &role));
        }
    }
    Ok(())
}

/// The body of a request of the JSON protocol; without one the parameters are empty.
fn json_body(body: &[u8]) -> Result<serde_json::Value, ApiError> {
    if body.is_empty() {
        return Ok(serde_json::Value::Null);
    }
    serde_json::from_slice(body).map_err(|error| ApiError::new(400, "SerializationException", error.to_string()))
}

fn denied(caller: &Caller, service: Service, action: &str, resource: &str) -> ApiError {
    let why = format!(
        "User: {} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} \
        action",
        caller.arn()
    );
    match service {
        Service::Kms | Service::Ssm | Service::Quotas | Service::CloudControl | Service::CloudWatch => {
            ApiError::new(400, "AccessDeniedException", why)
        }
        _ => ApiError::new(403, "AccessDenied", why),
    }
}

/// The role that a request passes to CloudFormation: the service role of a stack, or the administration role of a
/// StackSet.
fn passed_role(scope: &Scope, operation: &str, params: &Params) -> Option<String> {
    let is_self_managed = params.text("PermissionModel") != Some("SERVICE_MANAGED");
    match operation {
        "CreateStackSet" if is_self_managed => {
            let own = || arn::ROLE.arn(scope, ADMINISTRATION);
            Some(params.owned("AdministrationRoleARN").unwrap_or_else(own))
        }
        "UpdateStackSet" => params.owned("AdministrationRoleARN"),
        _ => params.owned("RoleARN"),
    }
}

/// The ARN of the stack or StackSet of a request.
fn of_cloudformation(world: &mut World, scope: &Scope, params: &Params) -> String {
    if let Some(name) = params.text("StackSetName") {
        let name = name.split(':').next().unwrap_or(name);
        return arn::STACK_SET.arn(scope, format!("{name}:00000000-0000-0000-0000-000000000000"));
    }
    let Some(name) = params.text("StackName") else {
        // A change set given by its ARN is authorised as its stack.
        let set = params.text("ChangeSetName");
        let has_set = |stack: &&Stack| stack.change_sets.iter().any(|own| Some(own.id.as_str()) == set);
        let stack = world.cloudformation(scope).all_stacks().find(has_set);
        return stack.map_or_else(|| "*".to_owned(), |stack| stack.id.clone());
    };
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    let found = world.cloudformation(scope).find(name).map(|stack| stack.id.clone());
    found.unwrap_or_else(|| arn::STACK.arn(scope, format!("{name}/00000000-0000-0000-0000-000000000000")))
}

/// The ARN of the role or policy of a request.
fn of_iam(world: &mut World, scope: &Scope, params: &Params) -> String {
    for name in ["PolicySourceArn", "PolicyArn", "RoleArn"] {
        if let Some(arn) = params.text(name) {
            return arn.to_owned();
        }
    }
    let Some(name) = params.text("RoleName") else { return "*".to_owned() };
    let found = world.iam(scope).roles.get(name).map(|role| role.arn.clone());
    found.unwrap_or_else(|| arn::ROLE.arn(scope, name))
}
