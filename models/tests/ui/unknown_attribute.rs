//! An unknown attribute of a resource type.

use models::{Stack, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    let _ = queue.arm();
}
