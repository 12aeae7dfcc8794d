//! Faults put into the simulation on purpose: of the wire, of reads, and of resources.

mod adversary;

use std::time::Duration;

pub(crate) use adversary::Adversary;

/// What is to go wrong. The default is: nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Faults {
    /// Where chance starts from. The same seed and the same requests, one after the other, meet the same faults.
    pub seed: u64,
    /// Faults by chance.
    pub chances: Chances,
    /// How long a silence by chance lasts. Choose more than the client's patience.
    pub silence_for: Duration,
    /// How much later a reply is that is late by chance.
    pub late_by: Duration,
    /// After how many faults by chance nothing goes wrong any more; without a limit there is no end to it.
    pub limit: Option<u32>,
    /// Faults of chosen requests.
    pub wire: Vec<WireFault>,
    /// Faults of chosen resources.
    pub resources: Vec<ResourceFault>,
    /// Faults of chosen tasks of S3 Batch Operations.
    pub tasks: Vec<TaskFault>,
    /// How many of the next restorations in the tier Expedited S3 has no capacity for.
    pub expedited_unavailable: u32,
}

/// How likely each fault is: 0 never, 1 always.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chances {
    /// A request is refused because there were too many.
    pub throttling: f64,
    /// A request meets an internal error before anything is done.
    pub server_error: f64,
    /// The connection breaks before anything is done.
    pub reset: f64,
    /// The request is carried out and the connection breaks before the reply.
    pub lost_reply: f64,
    /// The request is carried out, and no reply comes.
    pub silence: f64,
    /// The reply comes late.
    pub late: f64,
    /// A read is answered with what was true a moment ago.
    pub stale_read: f64,
    /// The work on a resource of a stack fails.
    pub resource_failure: f64,
}

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFaultKind {
    /// Refused because there were too many requests.
    Throttling,
    /// An internal error before anything is done.
    ServerError,
    /// Refused because the caller lacks the permission.
    Denied,
    /// Refused because the time of the caller's credentials is over.
    ExpiredCredentials,
    /// The connection breaks before anything is done.
    Reset,
    /// The request is carried out and the connection breaks before the reply.
    LostReply,
    /// The request is carried out; no reply comes for that long, and then the connection breaks.
    Silence(Duration),
    /// The reply comes that much later.
    Delay(Duration),
    /// A read is answered with the reply that the same request got last, if that was within the last ten seconds.
    StaleRead,
}

/// A fault of chosen requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireFault {
    /// The operation, such as `ExecuteChangeSet`; for S3 the HTTP method. `None` matches everything.
    pub operation: Option<String>,
    /// How many matching requests go through first.
    pub after: u32,
    /// How many then meet the fault.
    pub times: u32,
    /// What goes wrong.
    pub kind: WireFaultKind,
}

impl WireFault {
    /// A fault of the next request of that operation.
    #[must_use]
    pub fn once(operation: &str, kind: WireFaultKind) -> Self {
        Self { operation: Some(operation.to_owned()), after: 0, times: 1, kind }
    }
}

/// Makes work on matching resources fail. A field that is `None` matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceFault {
    /// The resource type, such as `AWS::S3::Bucket`.
    pub resource_type: Option<String>,
    /// The logical id.
    pub logical_id: Option<String>,
    /// The region of the stack.
    pub region: Option<String>,
    /// The status of the resource at that moment, such as `CREATE_IN_PROGRESS`.
    pub status: Option<String>,
    /// How often it strikes.
    pub times: u32,
    /// The reason that the resource's event gives.
    pub reason: String,
}

/// Makes tasks of S3 Batch Operations fail, as what S3 does on the objects would.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFault {
    /// The key of the object; `None` matches every one.
    pub key: Option<String>,
    /// How often it strikes.
    pub times: u32,
    /// The HTTP status that the completion report tells, such as 503.
    pub status: u16,
    /// The code that the completion report tells, such as `SlowDown`.
    pub code: String,
}
