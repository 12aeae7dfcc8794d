//! A function of the Serverless Application Model against what Lambda asks of the function that it becomes.
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>.

use super::{Resource, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scalar::text_of;
use crate::check::text::parsed;
use crate::node::{Node, Object};

/// The properties that are the code of a function.
const CODE: [&str; 3] = ["CodeUri", "ImageUri", "InlineCode"];

/// The seconds of a queue's visibility timeout, and of a function's timeout, where nothing is said of them.
const VISIBILITY: u64 = 30;
const TIMEOUT: u64 = 3;

impl Checker<'_> {
    pub(super) fn serverless_function(&mut self, function: &Resource<'_>, at: &Location<'_>) {
        self.runtime(function.properties, at);
        self.environment(function.properties, at);
        self.function_has_code(function, at);
        let Some(Node::Object(events)) = function.properties.get("Events") else { return };
        let at = at.key("Events");
        for (id, event) in events.iter() {
            let is_queue = event.get("Type").and_then(Node::as_str) == Some("SQS");
            let Some(queue) = event.get("Properties").and_then(|properties| properties.get("Queue")) else { continue };
            if is_queue {
                let at = at.key(id);
                let at = at.key("Properties");
                self.visible_long_enough(function.properties, queue, &at.key("Queue"));
            }
        }
    }

    /// The transform refuses a function without code. It is a warning: `sam build` sets `CodeUri` to the template's folder, and `ImageUri`
    /// to the image that it builds from the resource's metadata.
    fn function_has_code(&mut self, function: &Resource<'_>, at: &Location<'_>) {
        let given =
            |key: &str| function.properties.get(key).is_some() || self.has_global("AWS::Serverless::Function", key);
        let macros = function.properties.keys().any(|key| key.starts_with("Fn::"));
        if macros || CODE.iter().any(|key| given(key)) || function.entry.get("Metadata").is_some() {
            return;
        }
        self.report(
            Finding::warning("function-code", &at.path(), "the function has no code")
                .allowed("`CodeUri`, `InlineCode` or `ImageUri`")
                .suggest("add `CodeUri`: the folder of the code, or its archive in S3".to_owned()),
        );
    }

    /// Lambda creates no event source of a queue whose messages become visible again before the function can end.
    fn visible_long_enough(&mut self, function: &Object, queue: &Node, at: &Location<'_>) {
        let Some(id) = referred(queue).filter(|id| self.symbols.resource_type(id) == Some("AWS::SQS::Queue")) else {
            return;
        };
        let empty = Object::new();
        let entry = self.symbols.resource(id);
        let properties = entry.and_then(|entry| entry.get("Properties")?.as_object()).unwrap_or(&empty);
        let global = self.symbols.section("Globals").and_then(|globals| globals.get("Function")?.get("Timeout"));
        let timeout = seconds(function.get("Timeout").or(global), TIMEOUT);
        let visibility = seconds(properties.get("VisibilityTimeout"), VISIBILITY);
        if let (Some(timeout), Some(visibility)) = (timeout, visibility)
            && visibility < timeout
        {
            let message = format!(
                "the visibility timeout of `{id}` is {visibility} seconds, but the function's timeout is {timeout} seconds"
            );
            self.report(
                Finding::error("queue-visibility", &at.path(), message)
                    .allowed(format!("a queue with a `VisibilityTimeout` of at least {timeout}"))
                    .suggest(format!("set `VisibilityTimeout` of `{id}` to six times the function's timeout")),
            );
        }
    }
}

/// A number of seconds; `None` where it is computed.
fn seconds(node: Option<&Node>, default: u64) -> Option<u64> {
    node.map_or(Some(default), |node| parsed(text_of(node)?.trim()))
}
