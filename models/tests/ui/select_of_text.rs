//! `Fn::Select` of a string.

use models::intrinsic::{pseudo, select};
use models::sqs;

fn main() {
    let _ = sqs::Queue::new().queue_name(select(0, pseudo::region()));
}
