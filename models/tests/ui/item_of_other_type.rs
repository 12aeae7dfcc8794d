//! A string in a list of objects.

fn main() {
    let _ = models::sqs::Queue::new().tags(["Owner"]);
}
