//! One value where a list is wanted.

use models::{Tag, sqs};

fn main() {
    let _ = sqs::Queue::new().tags(Tag::new("Owner", "me"));
}
