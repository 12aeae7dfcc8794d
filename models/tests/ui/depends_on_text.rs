//! `DependsOn` with a logical ID instead of a handle.

use models::{ResourceAttributes, sqs};

fn main() {
    let _ = sqs::Queue::new().depends_on("Topic");
}
