//! Policies that say who may assume a role.

use crate::policy::{Principal, Statement, TrustPolicy};

/// A service may assume the role: `trust::service("lambda.amazonaws.com")`.
pub fn service(principal: &'static str) -> TrustPolicy {
    TrustPolicy::new([Statement::allow_assume(Principal::service(principal))])
}
