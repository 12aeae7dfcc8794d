//! Text where a number is wanted.

fn main() {
    let _ = models::sqs::Queue::new().delay_seconds("a minute");
}
