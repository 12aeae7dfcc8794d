//! What Lambda asks of a source of events, and of the function's role, when the two are connected.
//!
//! Sources: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>.

use super::{Resource, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scalar::text_of;
use crate::check::text::parsed;
use crate::node::Node;

/// The seconds of a queue's visibility timeout, and of a function's timeout, where nothing is said of them.
const VISIBILITY: u64 = 30;
const TIMEOUT: u64 = 3;

const FUNCTION: &str = "AWS::Lambda::Function";
const SERVERLESS: &str = "AWS::Serverless::Function";

/// By type of the source, what Lambda does with it in the role's name: what it names where it refuses to.
const READS: &[(&str, &[&str])] = &[
    ("AWS::SQS::Queue", &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]),
    ("AWS::Kinesis::Stream", &["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream"]),
    ("AWS::DynamoDB::Table", &["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"]),
];

/// The events of SAM that are read in the role's name, and the property that has their source.
const EVENTS: &[(&str, &str)] = &[("SQS", "Queue"), ("Kinesis", "Stream"), ("DynamoDB", "Stream")];

impl Checker<'_> {
    /// A mapping of a source to a function of the template.
    pub(super) fn event_source_mapping(&mut self, mapping: &Resource<'_>, at: &Location<'_>) {
        let get = |key: &str| mapping.properties.get(key);
        let (Some(name), Some(arn)) = (get("FunctionName").and_then(referred), get("EventSourceArn")) else { return };
        let Some(source) = referred(arn) else { return };
        let Some(function) = self.function_behind(name) else { return };
        let at = at.key("EventSourceArn");
        let cases = self.properties_beside(function);
        let is_serverless = self.symbols.resource_type(function) == Some(SERVERLESS);
        // Of the function itself a published rule says it, which follows no alias and knows no function of SAM.
        if is_serverless || name != function {
            let timeouts = cases.iter().map(|case| self.timeout(case.get("Timeout"), is_serverless));
            let timeouts: Option<Vec<u64>> = timeouts.collect();
            self.visible_long_enough(timeouts.and_then(|all| all.into_iter().min()), source, &at);
        }
        if let [case] = cases.as_slice()
            && let Some(role) = case.get("Role")
        {
            self.role_reads(role, arn, &at);
        }
    }

    /// The events of a function of the Serverless Application Model.
    pub(super) fn events_of_function(&mut self, function: &Resource<'_>, at: &Location<'_>) {
        let Some(Node::Object(events)) = function.properties.get("Events") else { return };
        let at = at.key("Events");
        for (id, event) in events.iter() {
            let kind = event.get("Type").and_then(Node::as_str);
            let Some((_, key)) = EVENTS.iter().find(|(known, _)| Some(*known) == kind) else { continue };
            let arn = event.get("Properties").and_then(|properties| properties.get(key));
            let Some((arn, source)) = arn.and_then(|arn| Some((arn, referred(arn)?))) else { continue };
            let at = at.key(id);
            let at = at.key("Properties");
            let at = at.key(key);
            let timeout = self.timeout(function.properties.get("Timeout"), true);
            self.visible_long_enough(timeout, source, &at);
            // Without one, the transform makes a role that may.
            if let Some(role) = function.properties.get("Role") {
                self.role_reads(role, arn, &at);
            }
        }
    }

    /// The function that a logical ID is, or that its version or alias belongs to.
    pub(super) fn function_behind<'n>(&'n self, id: &'n str) -> Option<&'n str> {
        match self.symbols.resource_type(id)? {
            FUNCTION | SERVERLESS => Some(id),
            "AWS::Lambda::Alias" | "AWS::Lambda::Version" => {
                let function = self.symbols.resource(id)?.get("Properties")?.get("FunctionName").and_then(referred)?;
                (self.symbols.resource_type(function) == Some(FUNCTION)).then_some(function)
            }
            _ => None,
        }
    }

    /// The seconds of a function's timeout; `None` where it is computed.
    fn timeout(&self, own: Option<&Node>, is_serverless: bool) -> Option<u64> {
        let global = || self.symbols.section("Globals").and_then(|globals| globals.get("Function")?.get("Timeout"));
        seconds(own.or_else(|| if is_serverless { global() } else { None }), TIMEOUT)
    }

    /// Lambda creates no event source of a queue whose messages become visible again before the function can end.
    fn visible_long_enough(&mut self, timeout: Option<u64>, queue: &str, at: &Location<'_>) {
        if self.symbols.resource_type(queue) != Some("AWS::SQS::Queue") {
            return;
        }
        let cases = self.properties_beside(queue);
        let visibilities = cases.iter().map(|case| seconds(case.get("VisibilityTimeout"), VISIBILITY));
        let Some(visibilities) = visibilities.collect::<Option<Vec<u64>>>() else { return };
        // A queue without properties has none to decide.
        let visibility = visibilities.into_iter().max().unwrap_or(VISIBILITY);
        if let Some(timeout) = timeout
            && visibility < timeout
        {
            let message = format!(
                "the visibility timeout of `{queue}` is {visibility} seconds, but the function's timeout is {timeout} seconds"
            );
            self.report(
                Finding::error("queue-visibility", &at.path(), message)
                    .allowed(format!("a queue with a `VisibilityTimeout` of at least {timeout}"))
                    .suggest(format!("set `VisibilityTimeout` of `{queue}` to six times the function's timeout")),
            );
        }
    }

    /// Lambda creates no mapping of a source that the function's role may not read.
    fn role_reads(&mut self, role: &Node, source: &Node, at: &Location<'_>) {
        // Where something else than an ARN is given, that is the mistake.
        let (Node::GetAtt(role, attribute), Node::GetAtt(source, of_source)) = (role, source) else { return };
        let source = source.id.as_ref();
        let of_type = self.symbols.resource_type(source);
        let Some((_, actions)) = READS.iter().find(|(known, _)| Some(*known) == of_type) else { return };
        if attribute.as_ref() != "Arn" || !of_source.ends_with("Arn") || self.has_policy_of_its_own(source) {
            return;
        }
        let Some(missing) = self.not_granted(&role.id, actions, source, &[]) else { return };
        if missing.is_empty() {
            return;
        }
        let all = missing.iter().map(|action| format!("`{action}`")).collect::<Vec<_>>().join(", ");
        self.report(
            Finding::error(
                "event-source-role",
                &at.path(),
                format!("no policy of the function's role `{}` allows {all} on `{source}`", role.id),
            )
            .suggest(format!("add a statement with {all} and the ARN of `{source}` to a policy of `{}`", role.id)),
        );
    }

    /// Whether a policy on the source can let the role in.
    pub(super) fn has_policy_of_its_own(&self, source: &str) -> bool {
        let by_resource = |ty: &str| {
            let names = [
                "Kinesis::ResourcePolicy",
                "SNS::TopicPolicy",
                "SNS::TopicInlinePolicy",
                "SQS::QueuePolicy",
                "SQS::QueueInlinePolicy",
            ];
            ty.strip_prefix("AWS::").is_some_and(|name| names.contains(&name))
        };
        let has_property = |case: &Node| {
            let stream = case.get("StreamSpecification");
            stream.is_some_and(|stream| stream.as_object().is_none() || stream.get("ResourcePolicy").is_some())
        };
        self.symbols.resources().any(|(_, ty, _)| by_resource(ty))
            || self.properties_beside(source).iter().any(|case| has_property(case))
    }
}

/// A number of seconds; `None` where it is computed.
fn seconds(node: Option<&Node>, default: u64) -> Option<u64> {
    node.map_or(Some(default), |node| parsed(text_of(node)?.trim()))
}
