//! What can be wrong with what a caller hands in.

use thiserror::Error;

/// A policy document that AWS would refuse, or that means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("policy `{policy}`, {path}: {problem}")]
pub struct PolicyError {
    /// The name the policy was given when it was parsed.
    pub policy: String,
    /// The place in the document, such as `Statement[2].Condition.StringEquals.kms:ViaService`.
    pub path: String,
    /// What is wrong there, and what would be right.
    pub problem: String,
}

/// Text that names no principal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{text}` names no caller: write an IAM user, role or root ARN, an STS assumed-role ARN, a service such as `s3.amazonaws.com`, or `*` for an anonymous caller"
)]
pub struct PrincipalError {
    /// The text as it was given.
    pub text: String,
}
