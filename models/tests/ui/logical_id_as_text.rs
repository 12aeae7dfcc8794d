//! A string literal instead of a logical ID.

fn main() {
    let mut stack = models::Stack::new();
    stack.add("Queue", models::sqs::Queue::new());
}
