//! What resources wait for: nested stacks, signals, and responses of custom resources.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// What a resource waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum WaitFor {
    /// The operation on a nested stack. `verb` is used in the message of a failure.
    Stack { id: String, verb: String },
    /// A number of signals, until a timeout.
    Signals {
        #[serde(alias = "inbox")]
        key: String,
        count: usize,
        until: Timestamp,
        of_policy: bool,
    },
    /// The response of a custom resource, until a timeout.
    #[serde(alias = "Answer")]
    Response { request: String, until: Timestamp },
}

impl WaitFor {
    /// When the timeout expires, if there is one.
    pub(crate) fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Stack { .. } => None,
            Self::Signals { until, .. } | Self::Response { until, .. } => Some(*until),
        }
    }
}

/// The signals of a wait condition or resource, by unique ID.
pub(crate) type Signals = BTreeMap<String, Signal>;

/// A signal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signal {
    pub(crate) is_success: bool,
    pub(crate) reason: String,
    pub(crate) data: String,
}

/// A request to a custom resource, with the response.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CustomResourceRequest {
    /// The request: `RequestType`, `ResponseURL` and so on.
    pub(crate) message: serde_json::Value,
    #[serde(alias = "answer")]
    pub(crate) response: Option<serde_json::Value>,
}
