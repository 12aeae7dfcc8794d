//! An array of literals and references, which `list![…]` takes.

use models::{Stack, ecs, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    let _ = ecs::task_definition::ContainerDefinition::new("image", "name").command(["--queue", queue.reference()]);
}

// rustc 1.95 unifies the items of an array before it looks for a trait, so that no `#[diagnostic]` attribute applies to E0308. Where the items
// are of one type that does not fit, the line of the property says that `list![…]` mixes them (`item_of_other_type.rs`).
