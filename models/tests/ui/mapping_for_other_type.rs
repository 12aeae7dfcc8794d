//! A value of a mapping of strings for a property of type Integer.

use models::{Mapping, Stack, id, sqs};

fn main() {
    let mut stack = Stack::new();
    let names = stack.mapping(id!("Names"), Mapping::strings().row("prod", [("Name", "archive")]));
    let _ = sqs::Queue::new().delay_seconds(names.find("prod", "Name"));
}
