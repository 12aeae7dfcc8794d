//! A condition by name.

use models::{ResourceAttributes, sqs};

fn main() {
    let _ = sqs::Queue::new().only_if("Production");
}
