//! Text where a list wants objects.

fn main() {
    let _ = models::sqs::Queue::new().tags(["Owner"]);
}
