//! The ARN of a role where a key is wanted.

use models::{Stack, iam, id, json, sqs};

fn main() {
    let mut stack = Stack::new();
    let role = stack.add(id!("Role"), iam::Role::new(json!({})));
    let _ = sqs::Queue::new().kms_master_key_id(role.arn());
}
