//! Builds, checks and writes stacks of 50 and 500 queues, and prints what 500 take, and how many times what 50 take.

use std::time::Instant;

use models::{LogicalId, ResourceAttributes as _, Stack, sqs};

const RUNS: usize = 20;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (few, many) = (fastest(50)?, fastest(500)?);
    println!("wall {many}\ngrowth {}", many / few);
    Ok(())
}

/// The seconds of the fastest run: what the work takes when nothing else disturbs it.
fn fastest(count: usize) -> Result<f64, Box<dyn std::error::Error>> {
    let mut fastest = f64::INFINITY;
    for _ in 0..RUNS {
        let begin = Instant::now();
        let text = queues(count)?.synth()?.to_json();
        fastest = fastest.min(begin.elapsed().as_secs_f64());
        if text.matches("AWS::SQS::Queue").count() != count {
            return Err(format!("the template has not {count} queues:\n{text}").into());
        }
    }
    Ok(fastest)
}

/// A stack of queues, each after the one before.
fn queues(count: usize) -> Result<Stack, Box<dyn std::error::Error>> {
    let mut stack = Stack::new();
    let mut previous: Option<models::Handle<sqs::Queue>> = None;
    for index in 0..count {
        let id = LogicalId::try_from(format!("Queue{index}"))?;
        let queue = sqs::Queue::new().queue_name(format!("queue-{index}")).delay_seconds(5);
        previous = Some(match &previous {
            Some(previous) => stack.add(id, queue.depends_on(previous)),
            None => stack.add(id, queue),
        });
    }
    Ok(stack)
}
