//! An output of a nested stack for a property that takes something else.

use models::{Stack, cloudformation, id, sqs};

fn main() {
    let mut inner = Stack::new();
    let queue = inner.add(id!("Queue"), sqs::Queue::new());
    let arn = inner.typed_output(id!("Arn"), queue.arn());
    let mut outer = Stack::new();
    let nested = cloudformation::Stack::new("https://acme.s3.amazonaws.com/inner.json");
    let nested = outer.nested(id!("Inner"), nested, &inner.synth_unchecked());

    let _ = sqs::Queue::new().kms_master_key_id(nested.typed_output(&arn));
}
