//! Requests: caller, action, resource and condition keys.

use crate::arn;
use crate::context::Context;
use crate::principal::Principal;

/// A request to evaluate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The caller.
    pub principal: Principal,
    /// The action, such as `s3:ReplicateObject`.
    pub action: String,
    /// The ARN of the resource, or `*` for an action without one. For KMS it is the ARN of the key, never of an alias.
    pub resource: String,
    /// The account that owns the resource, twelve digits; the ARN of a bucket does not contain it.
    pub resource_account: String,
    /// The condition keys of the request.
    pub context: Context,
}

impl Request {
    /// A request without additional condition keys.
    #[must_use]
    pub fn new(principal: Principal, action: &str, resource: &str, resource_account: &str) -> Self {
        Self {
            principal,
            action: action.to_owned(),
            resource: resource.to_owned(),
            resource_account: resource_account.to_owned(),
            context: Context::new(),
        }
    }

    /// Sets the condition keys.
    #[must_use]
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// The condition keys, with those that AWS derives from the caller and the resource. Keys that are set are kept.
    ///
    /// `aws:PrincipalArn`, `aws:PrincipalAccount`, `aws:PrincipalType`, `aws:PrincipalIsAWSService`, `aws:PrincipalServiceName`,
    /// `aws:username`, `aws:ResourceAccount` and, for KMS, `kms:CallerAccount`.
    #[must_use]
    pub fn complete_context(&self) -> Context {
        let mut context = self.context.clone();
        if let Some(arn) = self.principal.principal_arn() {
            context.default_to("aws:PrincipalArn", arn);
        }
        if let Some(account) = self.principal.account() {
            context.default_to("aws:PrincipalAccount", account);
            if self.service() == "kms" {
                context.default_to("kms:CallerAccount", account);
            }
        }
        if let Some(kind) = self.principal.principal_type() {
            context.default_to("aws:PrincipalType", kind);
        }
        if let Some(name) = self.principal.user_name() {
            context.default_to("aws:username", name);
        }
        if let Principal::Service(name) = &self.principal {
            context.default_to("aws:PrincipalServiceName", name);
        }
        context.default_to("aws:PrincipalIsAWSService", matches!(self.principal, Principal::Service(_)).to_string());
        context.default_to("aws:ResourceAccount", &self.resource_account);
        context
    }

    /// The service prefix of the action, in lower case.
    pub(crate) fn service(&self) -> String {
        self.action.split_once(':').map_or(self.action.as_str(), |(service, _)| service).to_lowercase()
    }

    /// Whether the resource is a KMS key, to which access requires its key policy.
    pub(crate) fn is_for_key(&self) -> bool {
        arn::split(&self.resource).is_some_and(|arn| arn[2] == "kms" && arn[5].starts_with("key/"))
    }

    /// Whether the request assumes a role, which requires its trust policy.
    pub(crate) fn is_for_role(&self) -> bool {
        self.service() == "sts"
            && arn::split(&self.resource).is_some_and(|arn| arn[2] == "iam" && arn[5].starts_with("role/"))
    }
}
