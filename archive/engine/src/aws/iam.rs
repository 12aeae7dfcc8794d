//! The calls to IAM.

use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, EvaluationResult, PolicyEvaluationDecisionType};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{ApiError, Aws, present};

/// A role, with the attributes that are used here.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its ARN, which includes the role's path.
    pub arn: String,
    /// Its trust policy.
    pub trust: Value,
}

/// The policy simulator's decision about an action on a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulationResult {
    /// The action, such as `s3:CreateBucket`.
    pub action: String,
    /// The resource's ARN, or `*`.
    pub resource: String,
    /// The decision.
    pub decision: PolicyDecision,
}

/// A decision of the policy simulator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyDecision {
    /// It is allowed.
    Allowed,
    /// Implicitly denied: no policy allows it.
    Missing,
    /// Explicitly denied by a policy.
    Denied,
    /// Denied by a policy of the organization.
    DeniedByOrganization,
    /// The permissions boundary does not allow it.
    OutsideBoundary,
}

/// The circumstances of the calls that are simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallContext<'a> {
    /// The region of the calls.
    pub requested_region: &'a str,
    /// The service that a role would be given to, if a call gives one.
    pub passed_to: &'a str,
    /// The service that makes the calls for the principal; `None` if it makes them itself.
    pub called_via: Option<&'a str>,
}

impl Aws {
    /// The role called `role`; `None` if the account has none. IAM is global; `region` only selects the partition.
    ///
    /// # Errors
    /// If the call fails or the trust policy cannot be parsed.
    pub async fn role(&self, region: &str, role: &str) -> Result<Option<Role>, ApiError> {
        const OPERATION: &str = "GetRole";
        let sent = self.iam(region).get_role().role_name(role).send().await;
        let found = match sent.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(answer) => answer.role,
            Err(error) if error.is("NoSuchEntity") => return Ok(None),
            Err(error) => return Err(error),
        };
        let role = found.ok_or_else(|| ApiError::unreadable(OPERATION, region, "it has no role"))?;
        let trust = role.assume_role_policy_document.as_deref();
        let trust = trust.ok_or_else(|| ApiError::unreadable(OPERATION, region, "the role has no trust policy"))?;
        let trust = policy(trust).map_err(|error| ApiError::unreadable(OPERATION, region, error))?;
        let arn = present(role.arn).ok_or_else(|| ApiError::unreadable(OPERATION, region, "the role has no ARN"))?;
        Ok(Some(Role { arn, trust }))
    }

    /// Deletes a role, if it exists, with its inline policies; managed policies are detached from it, and stay.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn delete_role(&self, region: &str, role: &str) -> Result<(), ApiError> {
        match self.delete_role_and_policies(region, role).await {
            Err(error) if !error.is("NoSuchEntity") => Err(error),
            _ => Ok(()),
        }
    }

    async fn delete_role_and_policies(&self, region: &str, role: &str) -> Result<(), ApiError> {
        let iam = self.iam(region);
        let inline = iam.list_role_policies().role_name(role).into_paginator().items().send();
        let inline = inline.collect::<Result<Vec<_>, _>>().await;
        for name in inline.map_err(|error| ApiError::new("ListRolePolicies", region, error))? {
            let sent = iam.delete_role_policy().role_name(role).policy_name(name).send().await;
            sent.map_err(|error| ApiError::new("DeleteRolePolicy", region, error))?;
        }
        let attached = iam.list_attached_role_policies().role_name(role).into_paginator().items().send();
        let attached = attached.collect::<Result<Vec<_>, _>>().await;
        for policy in attached.map_err(|error| ApiError::new("ListAttachedRolePolicies", region, error))? {
            let sent = iam.detach_role_policy().role_name(role).set_policy_arn(policy.policy_arn).send().await;
            sent.map_err(|error| ApiError::new("DetachRolePolicy", region, error))?;
        }
        let sent = iam.delete_role().role_name(role).send().await;
        sent.map(|_| ()).map_err(|error| ApiError::new("DeleteRole", region, error))
    }

    /// Simulates the policies of the user or role `source` for each of `actions` on each of `resources`. Key policies and bucket policies are
    /// not included.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn simulate(
        &self,
        region: &str,
        source: &str,
        actions: &[String],
        resources: &[String],
        calls: CallContext<'_>,
    ) -> Result<Vec<SimulationResult>, ApiError> {
        const OPERATION: &str = "SimulatePrincipalPolicy";
        // Policies may allow an action only through CloudFormation, only in some regions, or allow a role to be passed to one
        // service only.
        let via = calls.called_via.map(|via| context("aws:CalledVia", ContextKeyTypeEnum::StringList, via));
        let context = [
            context("aws:RequestedRegion", ContextKeyTypeEnum::String, calls.requested_region),
            context("iam:PassedToService", ContextKeyTypeEnum::String, calls.passed_to),
        ];
        let call = self
            .iam(region)
            .simulate_principal_policy()
            .policy_source_arn(source)
            .set_action_names(Some(actions.to_vec()))
            .set_resource_arns(Some(resources.to_vec()))
            .set_context_entries(Some(context.into_iter().chain(via).collect()))
            .max_items(1000);
        let results = call.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await;
        let results = results.map_err(|error| ApiError::new(OPERATION, region, error))?;
        let read: Option<Vec<_>> = results.into_iter().map(simulated).collect();
        read.ok_or_else(|| ApiError::unreadable(OPERATION, region, "a result lacks its action or its decision"))
    }
}

fn context(key: &str, kind: ContextKeyTypeEnum, value: &str) -> ContextEntry {
    ContextEntry::builder().context_key_name(key).context_key_type(kind).context_key_values(value).build()
}

/// `None` if a member is missing.
fn simulated(result: EvaluationResult) -> Option<SimulationResult> {
    present(result.eval_decision.as_str())?;
    let organization = result.organizations_decision_detail.as_ref().map(|detail| detail.allowed_by_organizations);
    let boundary =
        result.permissions_boundary_decision_detail.as_ref().map(|detail| detail.allowed_by_permissions_boundary);
    let decision = match result.eval_decision {
        PolicyEvaluationDecisionType::Allowed => PolicyDecision::Allowed,
        _ if organization == Some(false) => PolicyDecision::DeniedByOrganization,
        _ if boundary == Some(false) => PolicyDecision::OutsideBoundary,
        PolicyEvaluationDecisionType::ExplicitDeny => PolicyDecision::Denied,
        _ => PolicyDecision::Missing,
    };
    Some(SimulationResult {
        action: present(result.eval_action_name)?,
        resource: result.eval_resource_name.unwrap_or_else(|| "*".to_owned()),
        decision,
    })
}

/// A policy as IAM returns it: percent-encoded JSON.
fn policy(document: &str) -> Result<Value, String> {
    let text = percent_decode_str(document).decode_utf8().map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("the trust policy is not JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use aws_sdk_iam::types::{OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail};

    use super::*;

    /// Organisation and boundary explain a refusal; what is allowed is allowed by them too.
    #[test]
    fn a_verdict_names_what_refuses() {
        use PolicyEvaluationDecisionType::{Allowed, ExplicitDeny, ImplicitDeny};
        for (sdk_decision, organization, boundary, decision) in [
            (Allowed, true, true, PolicyDecision::Allowed),
            (ImplicitDeny, true, true, PolicyDecision::Missing),
            (ExplicitDeny, true, true, PolicyDecision::Denied),
            (ImplicitDeny, false, true, PolicyDecision::DeniedByOrganization),
            (ExplicitDeny, true, false, PolicyDecision::OutsideBoundary),
        ] {
            let organization = OrganizationsDecisionDetail::builder().allowed_by_organizations(organization).build();
            let boundary =
                PermissionsBoundaryDecisionDetail::builder().allowed_by_permissions_boundary(boundary).build();
            let result = EvaluationResult::builder()
                .eval_action_name("s3:PutObject")
                .eval_decision(sdk_decision)
                .organizations_decision_detail(organization)
                .permissions_boundary_decision_detail(boundary)
                .build()
                .unwrap();
            let expected = SimulationResult { action: "s3:PutObject".into(), resource: "*".into(), decision };
            assert_eq!(simulated(result), Some(expected));
        }
    }

    #[test]
    fn a_policy_is_decoded() {
        assert_eq!(policy("%7B%22a%22%3A%22%C3%BC%22%7D").unwrap(), serde_json::json!({ "a": "ü" }));
        for unreadable in ["", "%7B", "%FF"] {
            assert!(policy(unreadable).is_err(), "{unreadable}");
        }
    }
}
