//! A resource-based policy without a principal.

use models::policy::{Action, ResourcePolicy, Statement};

fn main() {
    let _ = ResourcePolicy::new([Statement::allow(Action::known("s3:GetObject"), "*")]);
}
