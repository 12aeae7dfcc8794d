//! A misspelt property, in `literal!`.

use models::{literal, sqs};

fn main() {
    let _ = sqs::Queue::new().delay_seconds(literal!(sqs::Queue::delay_second, 30));
}
