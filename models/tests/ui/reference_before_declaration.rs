//! A reference to a resource that has not been added yet.

use models::{Stack, id, kms, sqs};

fn main() {
    let mut stack = Stack::new();
    stack.add(id!("Queue"), sqs::Queue::new().kms_master_key_id(key.arn()));
    let key = stack.add(id!("Key"), kms::Key::new());
}
