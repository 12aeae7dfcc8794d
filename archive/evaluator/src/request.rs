//! What is asked: who wants to do what to which resource, and under which circumstances.

use crate::arn;
use crate::context::Context;
use crate::principal::Principal;

/// A request to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// The action, such as `s3:ReplicateObject`.
    pub action: String,
    /// The ARN of the resource, or `*` for an action that has none. A KMS request names the key, never an alias.
    pub resource: String,
    /// The account that owns the resource: twelve digits. The ARN of a bucket does not say.
    pub resource_account: String,
    /// The condition keys that the caller of the API or the service sets.
    pub context: Context,
}

impl Request {
    /// A request with no condition keys but those that follow from its parts.
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

    /// The same request under these condition keys.
    #[must_use]
    pub fn context(mut self, context: Context) -> Self {
        self.context = context;
        self
    }

    /// The condition keys, with those that AWS derives from the caller and the resource. What the caller set is kept.
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

    /// The service whose action this is, in lower case.
    pub(crate) fn service(&self) -> String {
        self.action.split(':').next().unwrap_or_default().to_lowercase()
    }

    /// Whether the resource is a KMS key, which admits nobody whom its key policy does not.
    pub(crate) fn is_for_key(&self) -> bool {
        arn::split(&self.resource).is_some_and(|arn| arn[2] == "kms" && arn[5].starts_with("key/"))
    }

    /// Whether a role is to be assumed, which its trust policy decides as a key policy does.
    pub(crate) fn is_for_role(&self) -> bool {
        self.service() == "sts"
            && arn::split(&self.resource).is_some_and(|arn| arn[2] == "iam" && arn[5].starts_with("role/"))
    }
}
