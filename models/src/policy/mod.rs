//! IAM policies.
//!
//! There is one type for each kind of policy: identity-based policies cannot have a principal, resource-based policies
//! must have one, and trust policies have no resource.
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
//! # Single values and lists
//! IAM accepts a single action, resource, principal or condition value as a string or as a list of one item. A single value is written as a value; an array, a vector or a [`List`](crate::List) is written as a list. So any existing policy can be reproduced exactly.

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
