//! A single value for a list.

use models::{Tag, sqs};

fn main() {
    let _ = sqs::Queue::new().tags(Tag::new("Owner", "me"));
}
