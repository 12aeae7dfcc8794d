//! A principal in an identity-based policy.

use models::policy::{Action, IdentityPolicy, Principal, Statement};

fn main() {
    let statement = Statement::allow_to(Principal::anyone(), Action::known("s3:GetObject"), "*");
    let _ = IdentityPolicy::new([statement]);
}
