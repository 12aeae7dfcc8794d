//! Decides requests as AWS's policy evaluation does: identity policies, resource policies, KMS key policies and role trust
//! policies, within an account and across accounts.
//!
//! ```
//! use iam_evaluator::{decide, Policies, Policy, PolicyKind, Principal, Request, Verdict};
//! use serde_json::json;
//!
//! let identity = Policy::parse(PolicyKind::Identity, "replication", &json!({
//!     "Version": "2012-10-17",
//!     "Statement": {
//!         "Effect": "Allow",
//!         "Action": "s3:ReplicateObject",
//!         "Resource": "arn:aws:s3:::acme-archive-replication-*/*",
//!     },
//! }))?;
//! let role = Principal::parse("arn:aws:iam::123456789012:role/replication")?;
//! let request = Request::new(role, "s3:ReplicateObject", "arn:aws:s3:::acme-archive-replication-eu-west-1/photo", "123456789012");
//! let decision = decide(&request, &Policies::new().identity(&[identity]));
//! assert_eq!(decision.verdict, Verdict::Allowed);
//! println!("{decision}"); // names the policy and the statement that decided
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it knows: explicit denies; `NotAction`, `NotResource`, `NotPrincipal`; wildcards and policy variables; every condition
//! operator with `IfExists`, `ForAllValues:` and `ForAnyValue:`; users, roles, role sessions, the account root and what it
//! delegates, services and anonymous callers; the rule that a KMS key and a role admit nobody whom their own policy does not.
//!
//! What it leaves out, because the archive sets none of it: permission boundaries, session policies, service and resource control
//! policies, VPC endpoint policies, KMS grants, access control lists, and federated callers.
//!
//! Sources: the IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements reference" and "IAM JSON policy elements:
//! Condition operators"; the KMS Developer Guide, "Key policies in AWS KMS".

mod arn;
mod condition;
mod context;
mod decide;
mod decision;
mod document;
mod error;
mod pattern;
mod principal;
mod request;
mod role;
mod statement;
mod template;

pub use context::Context;
pub use decide::{Policies, decide};
pub use decision::{Because, Decision, Missing, NearMiss, Side, StatementId, Verdict};
pub use document::{Policy, PolicyKind};
pub use error::{PolicyError, PrincipalError};
pub use principal::Principal;
pub use request::Request;
pub use role::{TemplateRole, TemplateRoleError};
