//! A list for a single value.

fn main() {
    let _ = models::sqs::Queue::new().queue_name(["queue"]);
}
