//! An attribute that the resource does not have.

use models::{Stack, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    let _ = queue.arm();
}
