//! `RetainExceptOnCreate` as `UpdateReplacePolicy`.

use models::{ResourceAttributes, UpdateReplacePolicy, sqs};

fn main() {
    let _ = sqs::Queue::new().update_replace_policy(UpdateReplacePolicy::RetainExceptOnCreate);
}
