//! With whose permissions the StackSet works: the two roles of a self-managed one, the organization of a service-managed one.

use std::collections::BTreeSet;

use futures_util::future::{join, join_all};
use iam_evaluator::{Context, Policies, Policy, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::{Value, json};

use super::{Examination, Finding, actions, permissions};
use crate::config::options::{CallAs, PermissionModel};
use crate::stacks::{Scope, administration_role_arn, administration_role_name, execution_role_name};
use cfn_deploy::aws::{self, ApiError, CallContext};

const BOOTSTRAP: &str = "deploy the two roles with `archive bootstrap`";
pub(crate) const LOOK_AT_TRUST: &str = "look at its trust policy in the IAM console";
const REPLICA_ACCOUNT: &str = "make sure that its stack is deployed in that account: `archive bootstrap --replica-account` prints the template; `archive doctor` with credentials of that account examines it";

pub(super) async fn examine(context: &Examination<'_>, scope: &Scope) -> Vec<Finding> {
    match context.config.options().stack_set.permission_model {
        PermissionModel::SelfManaged => self_managed(context, scope).await,
        PermissionModel::ServiceManaged => vec![organization(context).await],
    }
}

/// The execution role in the account of the replicas, which the caller is in: it trusts an administration role, and may do what the replicas
/// take. Whether it trusts the one of the archive's account is for a person to see, who knows that account.
pub(super) async fn of_replica_account(context: &Examination<'_>) -> Vec<Finding> {
    let config = context.config;
    if config.options().stack_set.permission_model == PermissionModel::ServiceManaged {
        return Vec::new();
    }
    let scope = match Scope::new(config, None) {
        Ok(scope) => scope,
        Err(findings) => return vec![invalid_template(&findings.to_string())],
    };
    let name = execution_role_name(config);
    let subject = format!("role {name}");
    let role = match present(context.aws.role(context.region(), name).await, &subject) {
        Ok(role) => role,
        Err(finding) if finding.passed == Some(false) => {
            return vec![Finding { remedies: vec![REPLICA_ACCOUNT.to_owned()], ..finding }];
        }
        Err(finding) => return vec![finding],
    };
    let mut trusted = Vec::new();
    for account in accounts_in(&role.trust) {
        let administrator = administration_role_arn(config, &account);
        let session = Principal::Session { role: administrator.clone(), name: "stack-set".to_owned() };
        match trusts(&role, session, &context.caller.account, Context::new()) {
            Ok(true) => trusted.push(administrator),
            Ok(false) => {}
            Err(why) => return vec![Finding::unknown(&subject, why, LOOK_AT_TRUST)],
        }
    }
    let trust = match trusted.is_empty() {
        true => Finding::failed(&subject, "trusts no administration role of the configured name", REPLICA_ACCOUNT),
        false => Finding::passed(&subject, format!("exists, and trusts {}", trusted.join(" and "))),
    };
    std::iter::once(trust).chain(lacks(context, &scope, &subject, &role.arn, REPLICA_ACCOUNT).await).collect()
}

/// The accounts that a trust policy names, in ARNs or by their numbers.
fn accounts_in(trust: &Value) -> BTreeSet<String> {
    match trust {
        Value::String(text) => {
            let parts = text.split(':').map(str::to_owned);
            parts.filter(|part| part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit())).collect()
        }
        Value::Array(items) => items.iter().flat_map(accounts_in).collect(),
        Value::Object(members) => members.values().flat_map(accounts_in).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

pub(super) fn invalid_template(why: &str) -> Finding {
    Finding::failed("replica template", why, "see `archive synth --replica`")
}

async fn self_managed(context: &Examination<'_>, scope: &Scope) -> Vec<Finding> {
    let config = context.config;
    let (administration, execution) = (administration_role_name(config), execution_role_name(config));
    let asked = |name| context.aws.role(context.region(), name);
    let Some(other) = &config.options().replica_account else {
        let (first, second) = join(asked(administration), asked(execution)).await;
        let administrator = arn(&first, context, administration);
        let target = arn(&second, context, execution);
        let (first, second) = join(
            of_administration(context, scope, administration, first, &target),
            of_execution(context, scope, execution, second, &administrator),
        )
        .await;
        return first.into_iter().chain(second).collect();
    };
    let target = format!("arn:{}:iam::{}:role/{execution}", config.region().partition(), other.account);
    let first = asked(administration).await;
    let mut findings = of_administration(context, scope, administration, first, &target).await;
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
    scope: &Scope,
    name: &str,
    found: Result<Option<aws::Role>, ApiError>,
    target: &str,
) -> Vec<Finding> {
    let subject = format!("role {name}");
    let role = match present(found, &subject) {
        Ok(role) => role,
        Err(finding) => return vec![finding],
    };
    let regional = scope.regions.iter().filter(|region| region.opt_in() != Some(false));
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
    let (region, target_of) = (context.region(), [target.to_owned()]);
    let calls = CallContext { requested_region: region, passed_to: actions::CLOUDFORMATION_ITSELF, called_via: None };
    let asked = context.aws.simulate(region, &role.arn, &assume, &target_of, calls);
    match asked.await {
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
    scope: &Scope,
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
    std::iter::once(trust).chain(lacks(context, scope, &subject, &role.arn, &bootstrap_again(name)).await).collect()
}

/// What the execution role lacks, or what of it cannot be told; `remedy` is how it is made anew.
async fn lacks(context: &Examination<'_>, scope: &Scope, subject: &str, role: &str, remedy: &str) -> Vec<Finding> {
    let needs = actions::of_replicas(context, scope);
    let asked = needs.iter().map(|need| permissions::one(context, subject, role, need));
    let lacks = join_all(asked).await.into_iter().filter(|finding| finding.passed != Some(true));
    // What it lacks is allowed by creating it anew, or by the administrator who created it otherwise.
    let lacks = lacks.map(|mut finding| {
        if finding.passed == Some(false) {
            finding.remedies.insert(0, remedy.to_owned());
        }
        finding
    });
    lacks.collect()
}

fn bootstrap_again(name: &str) -> String {
    format!(
        "`archive bootstrap` makes {name} as this configuration needs it, or says what to do where something else made the role"
    )
}

/// Whether the trust policy of a role lets a principal assume it that is allowed everything; what is wrong with the policy if it cannot
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
