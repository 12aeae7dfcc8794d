//! A string for a property of type Integer.

fn main() {
    let _ = models::sqs::Queue::new().delay_seconds("a minute");
}
