use models::{Stack, id, sqs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stack = Stack::new();
    let queue = sqs::Queue::new().fifo_queue(true).content_based_deduplication(true).delay_seconds(30);
    stack.add(id!("Queue"), queue.message_retention_period(600));
    println!("{}", stack.synth()?.to_json());
    Ok(())
}
