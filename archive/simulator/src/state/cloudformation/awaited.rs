//! What resources wait for that comes from outside: signals, and answers to custom resources.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// Something that a resource waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Awaited {
    /// Until an operation on the nested stack of this ARN has ended; what it did, for the words of a failure.
    Stack { id: String, verb: String },
    /// Until so many signals have come to the box of this name, or time is up.
    Signals { inbox: String, count: usize, until: Timestamp, of_policy: bool },
    /// Until the custom resource has answered the request of this id, or time is up.
    Answer { request: String, until: Timestamp },
}

impl Awaited {
    /// When time is up, if it ever is.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Stack { .. } => None,
            Self::Signals { until, .. } | Self::Answer { until, .. } => Some(*until),
        }
    }
}

/// The signals that came for one wait condition or resource, by their unique ids.
pub(crate) type Inbox = BTreeMap<String, Signal>;

/// One signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signal {
    pub(crate) is_success: bool,
    pub(crate) reason: String,
    pub(crate) data: String,
}

/// A request to a custom resource, and its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CustomRequest {
    /// What was sent: `RequestType`, `ResponseURL` and so on.
    pub(crate) message: serde_json::Value,
    pub(crate) answer: Option<serde_json::Value>,
}
