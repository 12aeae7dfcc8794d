//! A list where one value is wanted.

fn main() {
    let _ = models::sqs::Queue::new().queue_name(["queue"]);
}
