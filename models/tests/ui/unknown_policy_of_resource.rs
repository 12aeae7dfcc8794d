//! A replacement policy that only deletion has.

use models::{ResourceAttributes, UpdateReplacePolicy, sqs};

fn main() {
    let _ = sqs::Queue::new().update_replace_policy(UpdateReplacePolicy::RetainExceptOnCreate);
}
