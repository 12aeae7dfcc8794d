//! An array of literals and references, which `list![…]` takes.

use models::{Stack, ecs, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    let _ = ecs::task_definition::ContainerDefinition::new("image", "name").command(["--queue", queue.reference()]);
}
