//! Fault injection: faults of requests, reads and resources.

mod injector;

use std::time::Duration;

pub(crate) use injector::FaultInjector;

/// The faults to inject. Default: none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// The seed of random faults. The same seed and the same sequence of requests have the same faults.
    pub seed: u64,
    /// The probabilities of random faults.
    pub chances: Probabilities,
    /// How long a random silence lasts. Choose more than the client's timeout.
    pub silence_for: Duration,
    /// How late a late response is.
    pub late_by: Duration,
    /// The maximum number of random faults; `None`: unlimited.
    pub limit: Option<u32>,
    /// Faults of specific requests.
    pub wire: Vec<WireFault>,
    /// Faults of specific resources.
    pub resources: Vec<ResourceFault>,
    /// Faults of chosen tasks of S3 Batch Operations.
    pub tasks: Vec<TaskFault>,
    /// Faults of the content of objects on its way to the reader.
    pub bodies: Vec<BodyFault>,
    /// Regions that do not answer: every connection to them is closed.
    pub silent_regions: Vec<String>,
    /// How many of the next restorations in the tier Expedited S3 has no capacity for.
    pub expedited_unavailable: u32,
}

/// The probability of each fault: 0 never, 1 always.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Probabilities {
    /// A request is throttled.
    pub throttling: f64,
    /// An internal error before the request is carried out.
    pub server_error: f64,
    /// The connection is closed before the request is carried out.
    pub reset: f64,
    /// The request is carried out, and the connection is closed before the response.
    pub lost_reply: f64,
    /// The request is carried out, and there is no response.
    pub silence: f64,
    /// The response is late.
    pub late: f64,
    /// A read returns an earlier response.
    pub stale_read: f64,
    /// An operation on a resource of a stack fails.
    pub resource_failure: f64,
}

/// The fault of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFaultKind {
    /// Throttled.
    Throttling,
    /// An internal error before the request is carried out.
    ServerError,
    /// The caller lacks the permission.
    Denied,
    /// The credentials of the caller have expired.
    ExpiredCredentials,
    /// The connection is closed before the request is carried out.
    Reset,
    /// The request is carried out, and the connection is closed before the response.
    LostReply,
    /// The request is carried out, and the connection is closed after this time, without a response.
    Silence(Duration),
    /// The response is sent after this time.
    Delay(Duration),
    /// A read returns the previous response to the same request, if that is at most ten seconds old.
    StaleRead,
}

/// A fault of specific requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireFault {
    /// The operation, such as `ExecuteChangeSet`; for S3 the HTTP method. `None` matches every request.
    pub operation: Option<String>,
    /// The number of matching requests before the fault.
    pub after: u32,
    /// The number of requests with the fault.
    pub times: u32,
    /// The fault.
    pub kind: WireFaultKind,
}

impl WireFault {
    /// A fault of the next request with that operation.
    #[must_use]
    pub fn once(operation: &str, kind: WireFaultKind) -> Self {
        Self { operation: Some(operation.to_owned()), after: 0, times: 1, kind }
    }
}

/// Lets operations on matching resources fail. A field that is `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceFault {
    /// The resource type, such as `AWS::S3::Bucket`.
    pub resource_type: Option<String>,
    /// The logical ID.
    pub logical_id: Option<String>,
    /// The region of the stack.
    pub region: Option<String>,
    /// The status of the resource when the fault is injected, such as `CREATE_IN_PROGRESS`.
    pub status: Option<String>,
    /// How often the fault is injected.
    pub times: u32,
    /// The status reason of the resource.
    pub reason: String,
}

/// What happens to the content of an object on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFaultKind {
    /// The connection is closed after half of it.
    Broken,
    /// One byte is another.
    Corrupted,
}

/// A fault of the content of objects that are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFault {
    /// The key of the object; `None` matches every one.
    pub key: Option<String>,
    /// The region of the bucket; `None` matches every one.
    pub region: Option<String>,
    /// The number of faults.
    pub times: u32,
    /// What happens.
    pub kind: BodyFaultKind,
}

/// Makes tasks of S3 Batch Operations jobs fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFault {
    /// The key of the object; `None` matches every one.
    pub key: Option<String>,
    /// The number of faults.
    pub times: u32,
    /// The HTTP status that the completion report tells, such as 503.
    pub status: u16,
    /// The code that the completion report tells, such as `SlowDown`.
    pub code: String,
}
