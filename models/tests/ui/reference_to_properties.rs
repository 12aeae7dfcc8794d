//! A reference to a resource that is not part of a stack.

use models::{Stack, id, kms, sqs};

fn main() {
    let mut stack = Stack::new();
    let key = kms::Key::new();
    stack.add(id!("Queue"), sqs::Queue::new().kms_master_key_id(key.arn()));
}
