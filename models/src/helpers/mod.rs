//! Statements and resources that nearly every stack needs: what may use what.
//!
//! These are functions that return ordinary statements and resources, nothing that hides in a stack: what they return is added, changed and
//! read like anything else. Each is there with the features of its services.
//!
//! ```
//! use models::helpers::{Access, grant, trust};
//! use models::policy::IdentityPolicy;
//! use models::{Stack, id, iam, sqs};
//!
//! let mut stack = Stack::new();
//! let queue = stack.add(id!("Queue"), sqs::Queue::new());
//! let role = iam::Role::new(trust::service("lambda.amazonaws.com")).policies([iam::role::Policy::new(
//!     IdentityPolicy::new([grant(&queue, Access::Read)]),
//!     "queue",
//! )]);
//! stack.add(id!("Role"), role);
//! # stack.synth().unwrap();
//! ```

mod grant;
pub mod trust;

#[cfg(feature = "lambda")]
mod lambda;
#[cfg(feature = "ec2")]
pub mod security_group;

pub use grant::{Access, Grantable, grant};
#[cfg(feature = "lambda")]
pub use lambda::allow_invoke;
#[cfg(all(feature = "lambda", feature = "logs"))]
pub use lambda::log_group_for;
