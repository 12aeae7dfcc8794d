//! Evaluates requests against IAM policies as AWS does: identity-based and resource-based policies, KMS key policies
//! and role trust policies, within an account and across accounts.
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
//! println!("{decision}"); // shows the policy and the statement of the decision
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! Supported: explicit denies; `NotAction`, `NotResource`, `NotPrincipal`; wildcards and policy variables; every
//! condition operator with `IfExists`, `ForAllValues:` and `ForAnyValue:`; users, roles, role sessions, the account
//! root user and delegation to the account, services and anonymous callers; key policies and trust policies, without
//! which identity-based policies have no effect. Not supported: permissions boundaries, session policies, service and
//! resource control policies, VPC endpoint policies, KMS grants, access control lists, and federated callers.
//!
//! Sources: the IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements reference" and "IAM JSON policy elements:
//! Condition operators"; the KMS Developer Guide, "Key policies in AWS KMS".

#![warn(clippy::disallowed_methods)]

mod arn;
mod assert;
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

pub use assert::{assert_allows, assert_denies};
pub use context::Context;
pub use decide::{Policies, decide};
pub use decision::{Decision, MissingAllow, NearMiss, Reason, Side, StatementId, Verdict};
pub use document::{Policy, PolicyKind};
pub use error::{PolicyError, PrincipalError};
pub use principal::Principal;
pub use request::Request;
pub use role::{TemplateRole, TemplateRoleError};
