//! `[notifications]`: who hears of what happens to the archive.

use super::reader::Reader;
use crate::config::arn::Arn;
use crate::config::problem::Located;
use crate::config::region::Region;
use crate::config::setting::{Kind, Section, Setting};

/// Where S3 reports objects that it could not replicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureTopic {
    /// An SNS topic that the archive creates.
    Created,
    /// The SNS topic with this ARN. Its own policy must let S3 publish.
    Existing(String),
}

/// How SNS delivers to a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// An email to an address.
    Email,
    /// A request to an address.
    Https,
    /// A call of a Lambda function.
    Lambda,
    /// A message in an SQS queue.
    Sqs,
}

/// Who gets the messages of the topic that the archive creates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// How SNS delivers to it.
    pub protocol: Protocol,
    /// The address, or the ARN.
    pub endpoint: String,
}

/// `[notifications]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifications {
    /// Whether every event of the primary bucket goes to EventBridge.
    pub event_bridge: bool,
    /// Where failed replications are reported.
    pub failure_topic: Option<FailureTopic>,
    /// Whether the topic of every region also hears of calls that put the data at risk.
    pub destructive_calls: bool,
    /// Who hears of it, where the archive creates the topic.
    pub subscribers: Vec<Subscriber>,
}

static EVENT_BRIDGE: Setting = Setting::with_default(
    "event_bridge",
    Kind::Boolean,
    "false",
    "Sends the primary bucket's events to EventBridge: objects created, deleted, restored, moved. S3 does not send replication events \
     there; those need `failure_topic`.",
);
static FAILURE_TOPIC: Setting = Setting::optional(
    "failure_topic",
    Kind::Text,
    "\"create\"",
    "The SNS topic that hears of every object that was not replicated, with the reason. \"create\" creates one, encrypted with the archive's \
     key; otherwise the ARN of a topic in the primary region whose policy lets s3.amazonaws.com publish.",
);
static DESTRUCTIVE_CALLS: Setting = Setting::with_default(
    "destructive_calls",
    Kind::Boolean,
    "false",
    "Reports each call that disables or deletes a key of the archive, or changes the policy, lifecycle, replication, versioning, encryption or \
     public access block of one of its buckets, deployments included: EventBridge rules in every region, and a topic in each. EventBridge \
     has these calls only where a CloudTrail trail records management events in the region. Needs  failure_topic = \"create\".",
);
static SUBSCRIBERS: Setting = Setting::optional(
    "subscribers",
    Kind::Texts,
    "[\"storage-team@example.com\"]",
    "Who gets the messages of the topic that \"create\" creates: email addresses, which have to confirm it, https addresses, and ARNs of SQS \
     queues and Lambda functions of the primary region, which must let the topic send to them. Without any, nobody hears of failures until someone \
     subscribes.",
);

pub(super) static SECTION: Section = Section {
    name: "notifications",
    doc: "Who hears of what happens to the archive.",
    settings: &[&EVENT_BRIDGE, &FAILURE_TOPIC, &DESTRUCTIVE_CALLS, &SUBSCRIBERS],
};

/// The notifications, and the place of the topic.
pub(super) fn read(reader: &mut Reader<'_, '_>, region: Option<Region>) -> Located<Notifications> {
    let event_bridge = reader.boolean(&EVENT_BRIDGE, false);
    let written = reader.text(&FAILURE_TOPIC);
    let place = written.as_ref().map_or(event_bridge.place, |topic| topic.place.clone());
    let failure_topic = written.and_then(|topic| {
        if topic.value == "create" {
            return Some(FailureTopic::Created);
        }
        let problem = region.and_then(|region| topic_fault(&topic.value, region));
        match problem {
            Some((message, remedy)) => {
                reader.refuse(&topic.place, message, remedy);
                None
            }
            None => Some(FailureTopic::Existing(topic.value)),
        }
    });
    let destructive_calls = reader.boolean(&DESTRUCTIVE_CALLS, false);
    if destructive_calls.value && failure_topic != Some(FailureTopic::Created) {
        reader.refuse(
            &destructive_calls.place,
            "`destructive_calls` are reported to a topic in each region, which the archive creates",
            "set  failure_topic = \"create\", or  destructive_calls = false",
        );
    }
    let subscribers = subscribers(reader, failure_topic.as_ref());
    let value = Notifications {
        event_bridge: event_bridge.value,
        failure_topic,
        destructive_calls: destructive_calls.value,
        subscribers,
    };
    Located { value, place }
}

fn subscribers(reader: &mut Reader<'_, '_>, topic: Option<&FailureTopic>) -> Vec<Subscriber> {
    let mut subscribers: Vec<Subscriber> = Vec::new();
    for written in reader.texts(&SUBSCRIBERS) {
        if topic != Some(&FailureTopic::Created) {
            reader.refuse(
                &written.place,
                "`subscribers` are those of the topic that the archive creates",
                "set  failure_topic = \"create\", or subscribe to your own topic yourself",
            );
            continue;
        }
        let Some(protocol) = protocol(&written.value) else {
            reader.refuse(
                &written.place,
                format!("{:?} cannot subscribe to the topic", written.value),
                "write an email address, an https:// address, or the ARN of an SQS queue or of a Lambda function",
            );
            continue;
        };
        // The logical ID of a subscription is made of its letters and digits.
        let is_same = |known: &Subscriber| alphanumeric(&known.endpoint).eq(alphanumeric(&written.value));
        if subscribers.iter().any(is_same) {
            reader.refuse(&written.place, format!("{:?} is named twice", written.value), "name it once");
            continue;
        }
        subscribers.push(Subscriber { protocol, endpoint: written.value });
    }
    subscribers
}

fn alphanumeric(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(char::is_ascii_alphanumeric)
}

/// The protocol for an address. [Amazon SNS API Reference, "Subscribe"]
fn protocol(text: &str) -> Option<Protocol> {
    if let Some(arn) = Arn::parse(text) {
        return match arn.service {
            "sqs" if !arn.resource.ends_with(".fifo") => Some(Protocol::Sqs),
            "lambda" if arn.resource.starts_with("function:") => Some(Protocol::Lambda),
            _ => None,
        };
    }
    if text.len() > "https://".len() && text.starts_with("https://") {
        return Some(Protocol::Https);
    }
    let (name, domain) = text.split_once('@')?;
    let is_address = !name.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace);
    is_address.then_some(Protocol::Email)
}

fn topic_fault(text: &str, region: Region) -> Option<(String, String)> {
    let wanted =
        format!("write \"create\", or an ARN such as arn:{}:sns:{region}:123456789012:name", region.partition());
    let Some(arn) = Arn::parse(text).filter(|arn| arn.service == "sns") else {
        return Some((format!("{text:?} is not an SNS topic"), wanted));
    };
    if arn.resource.ends_with(".fifo") {
        return Some((
            "S3 does not publish to FIFO topics".into(),
            "name a standard topic, or write \"create\"".into(),
        ));
    }
    (arn.region != region.as_str() || arn.partition != region.partition())
        .then(|| (format!("{text:?} is not in {region}; S3 publishes to topics of the bucket's region only"), wanted))
}
