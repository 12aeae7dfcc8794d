//! Injected faults: of connections, of reads, and of resources.

mod adversary;

use std::time::Duration;

pub(crate) use adversary::Adversary;

/// The faults to inject; none by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// The seed. The same seed and the same sequence of requests have the same faults.
    pub seed: u64,
    /// The probabilities of random faults.
    pub chances: Chances,
    /// The duration of a random missing response. Should be longer than the client's timeout.
    pub silence_for: Duration,
    /// The delay of a random late response.
    pub late_by: Duration,
    /// The maximum number of random faults; `None` is unlimited.
    pub limit: Option<u32>,
    /// Faults of specific requests.
    pub wire: Vec<WireFault>,
    /// Faults of specific resources.
    pub resources: Vec<ResourceFault>,
}

/// The probability of each fault, from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chances {
    /// A request is throttled.
    pub throttling: f64,
    /// A request fails with an internal error before it has an effect.
    pub server_error: f64,
    /// The connection is closed before the request has an effect.
    pub reset: f64,
    /// The request is processed and the connection is closed before the response.
    pub lost_reply: f64,
    /// The request is processed, and there is no response.
    pub silence: f64,
    /// The response is delayed.
    pub late: f64,
    /// A read returns a stale response.
    pub stale_read: f64,
    /// An operation on a resource of a stack fails.
    pub resource_failure: f64,
}

/// The fault of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFaultKind {
    /// Throttled.
    Throttling,
    /// An internal error before the request has an effect.
    ServerError,
    /// Access denied.
    Denied,
    /// Expired credentials.
    ExpiredCredentials,
    /// The connection is closed before the request has an effect.
    Reset,
    /// The request is processed and the connection is closed before the response.
    LostReply,
    /// The request is processed; there is no response for this duration, then the connection is closed.
    Silence(Duration),
    /// The response is delayed by this duration.
    Delay(Duration),
    /// A read returns the last response to the same request, if it is not older than ten seconds.
    StaleRead,
}

/// A fault of specific requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireFault {
    /// The operation, such as `ExecuteChangeSet`; for S3 the HTTP method. `None` matches everything.
    pub operation: Option<String>,
    /// The number of matching requests that succeed first.
    pub after: u32,
    /// The number of requests with the fault.
    pub times: u32,
    /// The fault.
    pub kind: WireFaultKind,
}

impl WireFault {
    /// A fault of the next request of an operation.
    #[must_use]
    pub fn once(operation: &str, kind: WireFaultKind) -> Self {
        Self { operation: Some(operation.to_owned()), after: 0, times: 1, kind }
    }
}

/// Makes operations on matching resources fail. A field that is `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceFault {
    /// The resource type, such as `AWS::S3::Bucket`.
    pub resource_type: Option<String>,
    /// The logical ID.
    pub logical_id: Option<String>,
    /// The region of the stack.
    pub region: Option<String>,
    /// The status of the resource at that moment, such as `CREATE_IN_PROGRESS`.
    pub status: Option<String>,
    /// The number of failures.
    pub times: u32,
    /// The status reason of the resource's event.
    pub reason: String,
}
