//! A resource in a trust policy.

use models::policy::{Action, Principal, Statement, TrustPolicy};

fn main() {
    let assume = Action::known("sts:AssumeRole");
    let _ = TrustPolicy::new([Statement::allow_to(Principal::service("s3.amazonaws.com"), assume, "*")]);
}
