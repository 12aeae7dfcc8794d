//! `SimulatePrincipalPolicy`: evaluates the policies of a role for actions.

use iam_evaluator::{Context, Policies, Policy, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::json;

use crate::api_error::ApiError;
use crate::arn;
use crate::iam::authorise::policies_of;
use crate::protocol::query::Params;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::state::iam::no_such_entity;
use crate::world::World;

/// A result for each action and resource.
///
/// # Errors
/// The source is not a role of the account.
pub(super) fn results(world: &mut World, scope: &Scope, params: &Params) -> Result<Vec<Element>, ApiError> {
    let source = params.require("PolicySourceArn")?;
    let principal = match Principal::parse(source) {
        Ok(principal @ Principal::Role(_)) => principal,
        _ => {
            let why = format!("Invalid Entity Arn: {source} does not clearly define entity type and name.");
            return Err(ApiError::new(400, "InvalidInput", why));
        }
    };
    let state = world.iam(scope);
    let role = state.roles.values().find(|role| role.arn == source);
    let role = role.ok_or_else(|| no_such_entity(format!("The role with ARN {source} cannot be found.")))?;
    let identity = policies_of(state, role);
    let context = params.list("ContextEntries").into_iter().fold(Context::new(), |context, entry| {
        context.with_values(entry.text("ContextKeyName").unwrap_or(""), entry.strings("ContextKeyValues"))
    });
    let mut resources = params.strings("ResourceArns");
    if resources.is_empty() {
        resources.push("*".to_owned());
    }
    let mut found = Vec::new();
    for action in params.strings("ActionNames") {
        for resource in &resources {
            let request = Request::new(principal.clone(), &action, resource, &scope.account).context(context.clone());
            let decision = match verdict(&request, &identity, scope) {
                Verdict::Allowed => "allowed",
                Verdict::ImplicitDeny => "implicitDeny",
                Verdict::ExplicitDeny => "explicitDeny",
            };
            found.push(
                Element::new("member")
                    .with("EvalActionName", &action)
                    .with("EvalResourceName", resource)
                    .with("EvalDecision", decision)
                    .child(Element::members("MatchedStatements", Vec::new()))
                    .child(Element::members("MissingContextValues", Vec::new())),
            );
        }
    }
    Ok(found)
}

/// Evaluates only the policies of the caller, also for keys and roles, whose own policies would be evaluated for a real
/// request.
fn verdict(request: &Request, identity: &[Policy], scope: &Scope) -> Verdict {
    let root = json!({ "AWS": arn::ROOT_USER.arn(scope, "") });
    let delegating = if request.action.starts_with("sts:") {
        let statement = json!({ "Effect": "Allow", "Principal": root, "Action": "sts:*" });
        Policy::parse(PolicyKind::Trust, "trust policy", &json!({ "Statement": statement }))
    } else {
        let statement = json!({ "Effect": "Allow", "Principal": root, "Action": "*", "Resource": "*" });
        Policy::parse(PolicyKind::Resource, "resource-based policy", &json!({ "Statement": statement }))
    };
    let policies = Policies::new().identity(identity);
    let guarded = request.action.starts_with("sts:") || request.action.starts_with("kms:");
    match delegating {
        Ok(delegating) if guarded => decide(request, &policies.resource(&delegating)).verdict,
        _ => decide(request, &policies).verdict,
    }
}
