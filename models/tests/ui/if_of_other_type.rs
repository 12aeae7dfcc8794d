//! A branch of `Fn::If` with the wrong type.

use models::intrinsic::if_;
use models::{Condition, Stack, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let always = stack.condition(id!("Always"), Condition::equals("a", "a"));
    let _ = sqs::Queue::new().delay_seconds(if_(&always, 5, "none"));
}
