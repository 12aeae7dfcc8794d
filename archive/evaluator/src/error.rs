//! The errors of invalid input.

use thiserror::Error;

/// A policy document that AWS would reject.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("policy `{policy}`, {path}: {problem}")]
pub struct PolicyError {
    /// The name of the policy.
    pub policy: String,
    /// The path in the document, such as `Statement[2].Condition.StringEquals.kms:ViaService`.
    pub path: String,
    /// The error and what is expected.
    pub problem: String,
}

/// A string that is not a principal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{text}` is not a principal: use the ARN of an IAM user, role or root user, an STS assumed-role ARN, a service such as `s3.amazonaws.com`, or `*` for an anonymous caller"
)]
pub struct PrincipalError {
    /// The string.
    pub text: String,
}
