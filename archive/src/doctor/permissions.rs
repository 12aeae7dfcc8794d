//! Whether the caller may do what a deployment takes, as IAM itself answers it.
//!
//! IAM is asked with `SimulatePrincipalPolicy`, group by group: a group is a list of actions on the same resources. It
//! looks at the policies of the caller, its boundary and those of the organization, not at session policies. Where it
//! may not be asked, nothing is claimed.

use futures_util::future::join_all;
use serde_json::json;

use super::actions::{self, RequiredActions};
use super::{Examination, Finding};
use cfn_deploy::StackRequest;
use cfn_deploy::aws::{ApiError, PolicyDecision};

/// What the caller lacks, `further` needs included; and the service role, if CloudFormation works with one.
pub(super) async fn examine(
    context: &Examination<'_>,
    request: &StackRequest,
    service_role: Option<&str>,
    further: Vec<RequiredActions>,
) -> Vec<Finding> {
    let mut own = actions::of_caller(context, service_role);
    own.extend(further);
    let resources = match actions::of_stack(context, request) {
        Ok(resources) => resources,
        Err(unreadable) => {
            let remedy = "see `archive synth` for the template";
            return vec![Finding::failed("template", unreadable.to_string(), remedy)];
        }
    };
    match service_role {
        None => by_caller(context, own.into_iter().chain(resources).collect()).await,
        Some(role) => {
            let subject = format!("service role {role}");
            let of_role = resources.iter().map(|need| one(context, &subject, role, need));
            let (mut findings, of_role) = futures_util::future::join(by_caller(context, own), join_all(of_role)).await;
            findings.extend(of_role);
            findings
        }
    }
}

/// What the caller lacks of these.
pub(super) async fn by_caller(context: &Examination<'_>, needs: Vec<RequiredActions>) -> Vec<Finding> {
    const SUBJECT: &str = "permissions";
    let caller = context.caller.arn.as_str();
    let resource = caller.splitn(6, ':').nth(5);
    let source = match resource.map(|resource| resource.split_once('/').unwrap_or((resource, ""))) {
        Some(("root", "")) => {
            return vec![Finding::passed(
                SUBJECT,
                "the account's root user has all permissions; a role would be safer",
            )];
        }
        Some(("user", _)) => caller.to_owned(),
        Some(("assumed-role", session)) => {
            // The ARN of a session lacks the role's path.
            let name = session.split('/').next().unwrap_or(session);
            match context.aws.role(context.region(), name).await {
                Ok(Some(role)) => role.arn,
                Ok(None) => {
                    let message = format!("{caller} is a session of a role that no longer exists");
                    return vec![Finding::unknown(SUBJECT, message, "sign in again")];
                }
                Err(error) => return vec![unsimulated(SUBJECT, &error)],
            }
        }
        _ => {
            let message = format!("IAM simulates the policies of users and roles, and {caller} is neither");
            return vec![Finding::unknown(SUBJECT, message, "sign in as a user or a role")];
        }
    };
    join_all(needs.iter().map(|need| one(context, SUBJECT, &source, need))).await
}

/// What `source` may do of one group.
pub(super) async fn one(context: &Examination<'_>, subject: &str, source: &str, need: &RequiredActions) -> Finding {
    let subject = format!("{subject}: {}", need.what);
    let RequiredActions { actions, resources, .. } = need;
    let asked = context.aws.simulate(context.region(), source, actions, resources, need.context());
    let results = match asked.await {
        Ok(results) => results,
        Err(error) => return unsimulated(subject, &error),
    };
    let of = |decision: PolicyDecision| {
        let mut actions: Vec<&str> =
            results.iter().filter(|result| result.decision == decision).map(|result| result.action.as_str()).collect();
        actions.dedup();
        actions
    };
    let mut said: Vec<String> = Vec::new();
    for (decision, words) in [
        (PolicyDecision::Missing, "not allowed"),
        (PolicyDecision::Denied, "denied by a policy of its own"),
        (PolicyDecision::DeniedByOrganization, "denied by a policy of the organization"),
        (PolicyDecision::OutsideBoundary, "outside of its permissions boundary"),
    ] {
        let actions = of(decision);
        let listed = match actions.as_slice() {
            [] => continue,
            // The statement below has them all.
            [first, second, _, _, rest @ ..] if decision == PolicyDecision::Missing && !rest.is_empty() => {
                let others = rest.len() + 2;
                format!("{first}, {second} and {others} other actions on {}", need.resources.join(", "))
            }
            all => all.join(", "),
        };
        said.push(format!("{words}: {listed}"));
    }
    if said.is_empty() {
        return Finding::passed(subject, format!("all {} actions are allowed", need.actions.len()));
    }
    let missing = of(PolicyDecision::Missing);
    let remedy = if missing.is_empty() {
        "ask the administrator of that policy".to_owned()
    } else {
        let statement = json!({ "Effect": "Allow", "Action": missing, "Resource": need.resources });
        format!("ask for this statement: {statement}")
    };
    match need.without {
        Some(unknown) => {
            let message = format!("{}: it works without, and then is not known: {unknown}", said.join("; "));
            Finding::unknown(subject, message, remedy)
        }
        None => Finding::failed(subject, said.join("; "), remedy),
    }
}

/// The simulation itself may be denied, which does not mean that it would have failed.
pub(super) fn unsimulated(subject: impl Into<String>, error: &ApiError) -> Finding {
    if error.is_denied() {
        let message = format!("unknown: {error}");
        let remedy = format!("ask for {}, or deploy to find out", error.action());
        return Finding::unknown(subject, message, remedy);
    }
    Finding::call_failed(subject, error)
}
