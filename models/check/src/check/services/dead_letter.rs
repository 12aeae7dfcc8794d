//! The dead-letter queue of a queue is another queue. One that is given by its ARN as text is of the same account and region, so that its
//! name tells which it is.
//!
//! Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>.

use super::literal;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::Object;

const TARGET: &str = "deadLetterTargetArn";

impl Checker<'_> {
    pub(super) fn own_dead_letters(&mut self, queue: &Object, at: &Location<'_>) {
        let Some(name) = queue.get("QueueName").and_then(literal) else { return };
        let target = queue.get("RedrivePolicy").and_then(|policy| policy.get(TARGET)).and_then(|arn| arn.outline());
        let Some(target) = target.filter(|arn| arn.starts_with("arn:")) else { return };
        if target.rsplit(':').next() == Some(name) {
            let at = at.key("RedrivePolicy");
            let message = format!("the dead-letter queue of `{name}` is the queue itself");
            self.report(
                Finding::error("own-dead-letters", &at.key(TARGET).path(), message)
                    .suggest("use the ARN of another queue".to_owned()),
            );
        }
    }
}
