//! A number out of range, in `literal!`.

use models::{literal, sqs};

fn main() {
    let _ = sqs::Queue::new().delay_seconds(literal!(sqs::Queue::delay_seconds, 901));
}
