//! IAM policies. What a policy is attached to decides its type: one on an identity cannot name a principal, one on a
//! resource must, and one that says who may assume a role has no resource.
//!
//! ```
//! use models::policy::{Action, IdentityPolicy, Principal, ResourcePolicy, Statement, TrustPolicy, operator};
//!
//! const GET_OBJECT: Action = Action::known("s3:GetObject"); // with the feature of the service: `s3::ACTIONS.get_object`
//!
//! let on_identity = IdentityPolicy::new([Statement::allow(GET_OBJECT, "arn:aws:s3:::acme/*")]);
//! let on_resource = ResourcePolicy::new([Statement::deny_to(Principal::anyone(), Action::unchecked("s3:*"), "*")
//!     .sid("TlsOnly")
//!     .when(operator::BOOL, "aws:SecureTransport", false)]);
//! let trust = TrustPolicy::new([Statement::allow_assume(Principal::service("s3.amazonaws.com"))]);
//! # let _ = (on_identity, on_resource, trust);
//! ```
//!
//! # One or several
//!
//! IAM takes one action, resource, principal or condition value as such or as a list of one. What is given as a value is
//! written as a value, what is given as an array, a vector or a [`List`](crate::List) is written as a list. So any policy
//! that exists can be written again exactly.

mod action;
mod document;
mod one_or_many;
pub mod operator;
mod principal;
mod statement;

pub use action::{Action, Actions, IntoActions};
pub use document::{IdentityPolicy, Policy, PolicyVersion, ResourcePolicy, TrustPolicy};
pub use one_or_many::OneOrMany;
pub use operator::Operator;
pub use principal::Principal;
pub use statement::{Effect, Identity, IntoResources, Kind, Resource, Resources, Statement, StatementOf, Trust};
