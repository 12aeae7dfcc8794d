//! With whose permissions the StackSet works: the two roles of a self-managed one, the organization of a service-managed one.

use futures_util::future::{join, join_all};
use iam_evaluator::{Context, Policies, Policy, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::{Value, json};

use super::{Examination, Finding, actions, permissions};
use crate::config::options::{CallAs, PermissionModel};
use crate::stacks::{administration_role_name, execution_role_name};
use cfn_deploy::aws::{self, ApiError};

const BOOTSTRAP: &str = "deploy the two roles with `archive bootstrap`";
pub(crate) const LOOK_AT_TRUST: &str = "look at its trust policy in the IAM console";
const REPLICA_ACCOUNT: &str =
    "make sure that its stack is deployed in that account: `archive bootstrap --replica-account` prints the template";

pub(super) async fn examine(context: &Examination<'_>) -> Vec<Finding> {
    match context.config.options().stack_set.permission_model {
        PermissionModel::SelfManaged => self_managed(context).await,
        PermissionModel::ServiceManaged => vec![organization(context).await],
    }
}

async fn self_managed(context: &Examination<'_>) -> Vec<Finding> {
    let config = context.config;
    let (administration, execution) = (administration_role_name(config), execution_role_name(config));
    let asked = |name| context.aws.role(context.region(), name);
    let Some(other) = &config.options().replica_account else {
        let (first, second) = join(asked(administration), asked(execution)).await;
        let administrator = arn(&first, context, administration);
        let target = arn(&second, context, execution);
        let (first, second) = join(
            of_administration(context, administration, first, &target),
            of_execution(context, execution, second, &administrator),
        )
        .await;
        return first.into_iter().chain(second).collect();
    };
    let target = format!("arn:{}:iam::{}:role/{execution}", config.region().partition(), other.account);
    let first = asked(administration).await;
    let mut findings = of_administration(context, administration, first, &target).await;
    let message = format!("is in account {}, which cannot be checked from here", other.account);
    findings.push(Finding::unknown(format!("role {execution}"), message, REPLICA_ACCOUNT));
    findings
}

/// The ARN of a role, or what it would be.
fn arn(found: &Result<Option<aws::Role>, ApiError>, context: &Examination<'_>, name: &str) -> String {
    match found {
        Ok(Some(role)) => role.arn.clone(),
        _ => context.arn("iam", "", &format!("role/{name}")),
    }
}

/// The role, or what is wrong where there is none.
fn present(found: Result<Option<aws::Role>, ApiError>, subject: &str) -> Result<aws::Role, Finding> {
    match found {
        Ok(Some(role)) => Ok(role),
        Ok(None) => Err(Finding::failed(subject, "missing; StackSets cannot work without it", BOOTSTRAP)),
        Err(error) => Err(Finding::call_failed(subject, &error)),
    }
}

/// The role that CloudFormation assumes: trusted by it in every kind of region, and allowed to assume the other.
async fn of_administration(
    context: &Examination<'_>,
    name: &str,
    found: Result<Option<aws::Role>, ApiError>,
    target: &str,
) -> Vec<Finding> {
    let subject = format!("role {name}");
    let role = match present(found, &subject) {
        Ok(role) => role,
        Err(finding) => return vec![finding],
    };
    let regional = context.config.replica_regions().filter(|region| region.opt_in() != Some(false));
    let services = std::iter::once("cloudformation.amazonaws.com".to_owned())
        .chain(regional.map(|region| format!("cloudformation.{region}.amazonaws.com")));
    let set = format!("stackset/{}:00000000-0000-0000-0000-000000000000", context.config.stack_set_name());
    let keys = Context::new()
        .with("aws:SourceAccount", &context.caller.account)
        .with("aws:SourceArn", context.arn("cloudformation", context.region(), &set));
    let mut findings = Vec::new();
    for service in services {
        match trusts(&role, Principal::Service(service.clone()), &context.caller.account, keys.clone()) {
            Ok(true) => {}
            Ok(false) => {
                let message = format!("does not trust {service} for this StackSet, so CloudFormation cannot assume it");
                findings.push(Finding::failed(&subject, message, bootstrap_again(name)));
            }
            Err(why) => findings.push(Finding::unknown(&subject, why, LOOK_AT_TRUST)),
        }
    }
    let assume = ["sts:AssumeRole".to_owned()];
    match context
        .aws
        .simulate(context.region(), &role.arn, &assume, &[target.to_owned()], actions::CLOUDFORMATION_ITSELF)
        .await
    {
        Ok(results) if results.iter().all(|result| result.decision == aws::PolicyDecision::Allowed) => {}
        Ok(_) => {
            let message = format!("may not assume {target}");
            findings.push(Finding::failed(&subject, message, bootstrap_again(name)));
        }
        Err(error) => findings.push(permissions::unsimulated(format!("{subject}, assuming the other"), &error)),
    }
    if findings.is_empty() {
        findings.push(Finding::passed(
            subject,
            "exists; CloudFormation may assume it, and it may assume the execution role",
        ));
    }
    findings
}

/// The role that makes the replicas: it trusts the other, and may do what their template takes.
async fn of_execution(
    context: &Examination<'_>,
    name: &str,
    found: Result<Option<aws::Role>, ApiError>,
    administrator: &str,
) -> Vec<Finding> {
    let subject = format!("role {name}");
    let role = match present(found, &subject) {
        Ok(role) => role,
        Err(finding) => return vec![finding],
    };
    let session = Principal::Session { role: administrator.to_owned(), name: "stack-set".to_owned() };
    let trust = match trusts(&role, session, &context.caller.account, Context::new()) {
        Ok(true) => Finding::passed(&subject, "exists, and trusts the administration role"),
        Ok(false) => Finding::failed(&subject, format!("does not trust {administrator}"), bootstrap_again(name)),
        Err(why) => Finding::unknown(&subject, why, LOOK_AT_TRUST),
    };
    let required = match actions::of_replicas(context) {
        Ok(required) => required,
        Err(why) => return vec![trust, Finding::failed("replica template", why, "see `archive synth --replica`")],
    };
    let asked = required.iter().map(|actions| permissions::one(context, &subject, &role.arn, actions));
    let lacks = join_all(asked).await.into_iter().filter(|finding| finding.passed != Some(true));
    // What it lacks is allowed by creating it anew, or by whoever has created it otherwise.
    let lacks = lacks.map(|finding| match (finding.passed, &finding.remedy) {
        (Some(false), Some(otherwise)) => {
            let remedy = format!("{}; or {otherwise}", bootstrap_again(name));
            Finding { remedy: Some(remedy), ..finding }
        }
        _ => finding,
    });
    std::iter::once(trust).chain(lacks).collect()
}

fn bootstrap_again(name: &str) -> String {
    format!(
        "`archive bootstrap` makes {name} as this configuration needs it; a role that it did not create has to be deleted first"
    )
}

/// Whether the trust policy of a role lets somebody assume it who may otherwise do everything; what is wrong with the policy if it cannot
/// be read.
pub(crate) fn trusts(role: &aws::Role, who: Principal, account: &str, context: Context) -> Result<bool, String> {
    let trust = Policy::parse(PolicyKind::Trust, "trust policy", &role.trust).map_err(|error| error.to_string())?;
    let everything: Value = json!({ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } });
    let own = Policy::parse(PolicyKind::Identity, "everything", &everything).map_err(|error| error.to_string())?;
    let request = Request::new(who, "sts:AssumeRole", &role.arn, account).context(context);
    Ok(decide(&request, &Policies::new().identity(&[own]).resource(&trust)).verdict == Verdict::Allowed)
}

/// Whether StackSets may reach into the organization.
async fn organization(context: &Examination<'_>) -> Finding {
    use aws_sdk_cloudformation::types::{CallAs as Sdk, OrganizationStatus};
    let call_as = match context.config.options().stack_set.call_as {
        CallAs::OwnAccount => Sdk::SelfValue,
        CallAs::DelegatedAdmin => Sdk::DelegatedAdmin,
    };
    let subject = "organization";
    let client = context.aws.cloudformation(context.region());
    let asked = client.describe_organizations_access().call_as(call_as).send().await;
    match asked.map_err(|error| ApiError::new("DescribeOrganizationsAccess", context.region(), error)) {
        Ok(answer) if answer.status == Some(OrganizationStatus::Enabled) => {
            Finding::passed(subject, "StackSets have trusted access")
        }
        Ok(_) => Finding::failed(
            subject,
            "StackSets have no trusted access, so that a service-managed one cannot deploy",
            "activate it in the management account: CloudFormation console, StackSets, \"Activate trusted access\"",
        ),
        Err(error) => Finding::call_failed(subject, &error),
    }
}
