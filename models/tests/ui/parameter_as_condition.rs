//! A parameter instead of a condition.

use models::intrinsic::if_;
use models::{Parameter, Stack, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let fifo = stack.parameter(id!("Fifo"), Parameter::boolean());
    let _ = sqs::Queue::new().fifo_queue(if_(&fifo, true, false));
}
