//! The name of a condition instead of its handle.

use models::{ResourceAttributes, sqs};

fn main() {
    let _ = sqs::Queue::new().only_if("Production");
}
