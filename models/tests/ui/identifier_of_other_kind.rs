//! The ARN of a role for a property that takes a KMS key.

use models::policy::{Principal, Statement, TrustPolicy};
use models::{Stack, iam, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let trust = TrustPolicy::new([Statement::allow_assume(Principal::service("lambda.amazonaws.com"))]);
    let role = stack.add(id!("Role"), iam::Role::new(trust));
    let _ = sqs::Queue::new().kms_master_key_id(role.arn());
}
