//! A parameter of a list type for a single value.

use models::{Parameter, Stack, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let names = stack.parameter(id!("Names"), Parameter::comma_delimited_list());
    let _ = sqs::Queue::new().queue_name(names.reference());
}
