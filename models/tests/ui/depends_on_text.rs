//! `DependsOn` by name.

use models::{ResourceAttributes, sqs};

fn main() {
    let _ = sqs::Queue::new().depends_on("Topic");
}
