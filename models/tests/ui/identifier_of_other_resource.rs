//! A reference to a bucket for a property that takes a KMS key.

use models::{Stack, id, s3, sqs};

fn main() {
    let mut stack = Stack::new();
    let bucket = stack.add(id!("Bucket"), s3::Bucket::new());
    let _ = sqs::Queue::new().kms_master_key_id(bucket.reference());
}
