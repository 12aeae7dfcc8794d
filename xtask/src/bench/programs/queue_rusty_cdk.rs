use rusty_cdk::sqs::QueueBuilder;
use rusty_cdk::stack::StackBuilder;
use rusty_cdk::wrappers::*;
use rusty_cdk::{delay_seconds, message_retention_period};

fn main() {
    let mut stack = StackBuilder::new();
    QueueBuilder::new("queue")
        .fifo_queue()
        .content_based_deduplication(true)
        .delay_seconds(delay_seconds!(30))
        .message_retention_period(message_retention_period!(600))
        .build(&mut stack);
    println!("{}", stack.build().unwrap().synth().unwrap());
}
