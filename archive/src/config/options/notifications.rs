//! `[notifications]`: who hears of what happens in the primary bucket.

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

/// `[notifications]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifications {
    /// Whether every event of the primary bucket goes to EventBridge.
    pub event_bridge: bool,
    /// Where failed replications are reported.
    pub failure_topic: Option<FailureTopic>,
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

pub(super) static SECTION: Section = Section {
    name: "notifications",
    doc: "Who hears of what happens in the primary bucket.",
    settings: &[&EVENT_BRIDGE, &FAILURE_TOPIC],
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
    Located { value: Notifications { event_bridge: event_bridge.value, failure_topic }, place }
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
