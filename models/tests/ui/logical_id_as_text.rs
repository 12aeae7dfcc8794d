//! A text where a logical id is wanted.

fn main() {
    let mut stack = models::Stack::new();
    stack.add("Queue", models::sqs::Queue::new());
}
