//! Decides which requests and resources have a fault.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::cloudformation::failure::Failure;
use crate::faults::{BodyFault, BodyFaultKind, Faults, ResourceFault, TaskFault, WireFault, WireFaultKind};
use crate::ids::Ids;
use crate::protocol::reply::Reply;
use crate::scope::Scope;
use crate::state::cloudformation::stack_resource::Resource;
use crate::timestamp::Timestamp;

/// The maximum age of a stale response.
const MAX_STALE_AGE: Duration = Duration::from_secs(10);

/// The remaining faults and the random source.
#[derive(Debug)]
pub(crate) struct FaultInjector {
    faults: Faults,
    random: Ids,
    /// The latest responses to reads, by request.
    replies: BTreeMap<String, (Timestamp, Reply)>,
}

impl Default for FaultInjector {
    fn default() -> Self {
        Self::new(Faults::default())
    }
}

impl FaultInjector {
    pub(crate) fn new(faults: Faults) -> Self {
        let random = Ids::new(faults.seed);
        Self { faults, random, replies: BTreeMap::new() }
    }

    /// The fault of a request, if any.
    pub(crate) fn fault_of_request(&mut self, operation: &str, is_read: bool) -> Option<WireFaultKind> {
        if let Some(kind) = configured_fault(&mut self.faults.wire, operation) {
            return Some(kind);
        }
        let chances = self.faults.chances;
        let mut kinds = vec![
            (chances.throttling, WireFaultKind::Throttling),
            (chances.server_error, WireFaultKind::ServerError),
            (chances.reset, WireFaultKind::Reset),
            (chances.lost_reply, WireFaultKind::LostReply),
            (chances.silence, WireFaultKind::Silence(self.faults.silence_for)),
            (chances.late, WireFaultKind::Delay(self.faults.late_by)),
        ];
        if is_read {
            kinds.push((chances.stale_read, WireFaultKind::StaleRead));
        }
        kinds.into_iter().find(|(random, _)| self.occurs(*random)).map(|(_, kind)| kind)
    }

    /// Fails if there is a fault for the resource.
    ///
    /// # Errors
    /// The reason of the fault.
    pub(crate) fn fail_resource(&mut self, scope: &Scope, resource: &Resource) -> Result<(), Failure> {
        if let Some(fault) = self.faults.resources.iter_mut().find(|fault| fault.matches(scope, resource)) {
            fault.times -= 1;
            return Err(Failure::new(fault.reason.clone()));
        }
        if self.occurs(self.faults.chances.resource_failure) {
            return Err(Failure::new("Internal Failure (injected by the simulator)"));
        }
        Ok(())
    }

    /// The status and the code with which a task of a batch job fails, where a fault matches.
    pub(crate) fn strike_task(&mut self, key: &str) -> Option<(u16, String)> {
        let matches =
            |fault: &&mut TaskFault| fault.times > 0 && fault.key.as_deref().is_none_or(|wanted| wanted == key);
        let fault = self.faults.tasks.iter_mut().find(matches)?;
        fault.times -= 1;
        Some((fault.status, fault.code.clone()))
    }

    /// Whether a region answers.
    pub(crate) fn is_silent(&self, region: &str) -> bool {
        self.faults.silent_regions.iter().any(|silent| silent == region)
    }

    /// The answer to a read of an object, with a fault where one matches.
    pub(crate) fn harm_body(&mut self, key: &str, region: &str, reply: Reply) -> Reply {
        let is = |wanted: &Option<String>, actual: &str| wanted.as_deref().is_none_or(|wanted| wanted == actual);
        let matches = |fault: &&mut BodyFault| fault.times > 0 && is(&fault.key, key) && is(&fault.region, region);
        let size = reply.body.len();
        let Some(fault) = self.faults.bodies.iter_mut().find(matches).filter(|_| size > 0) else { return reply };
        fault.times -= 1;
        match fault.kind {
            BodyFaultKind::Broken => Reply { breaks: true, ..reply },
            BodyFaultKind::Corrupted => {
                let mut bytes = reply.body.to_vec();
                bytes[size / 2] ^= 1;
                reply.body(bytes)
            }
        }
    }

    /// Whether S3 has no capacity for an expedited restoration now.
    pub(crate) fn lacks_expedited_capacity(&mut self) -> bool {
        let left = self.faults.expedited_unavailable;
        self.faults.expedited_unavailable = left.saturating_sub(1);
        left > 0
    }

    /// Decides whether a random fault occurs, and counts it.
    fn occurs(&mut self, random: f64) -> bool {
        if random <= 0.0 || self.faults.limit == Some(0) || self.random.fraction() >= random {
            return false;
        }
        if let Some(limit) = &mut self.faults.limit {
            *limit -= 1;
        }
        true
    }

    /// Whether a read may be answered with an earlier response.
    pub(crate) fn may_answer_stale(&self) -> bool {
        self.faults.chances.stale_read > 0.0
            || self.faults.wire.iter().any(|fault| fault.kind == WireFaultKind::StaleRead)
    }

    /// Stores the response to a read.
    pub(crate) fn remember(&mut self, request: String, now: Timestamp, reply: &Reply) {
        self.replies.retain(|_, (at, _)| now <= at.after(MAX_STALE_AGE));
        self.replies.insert(request, (now, reply.clone()));
    }

    /// An earlier response to the same read.
    pub(crate) fn stale(&self, request: &str, now: Timestamp) -> Option<Reply> {
        let (at, reply) = self.replies.get(request)?;
        (now <= at.after(MAX_STALE_AGE)).then(|| reply.clone())
    }
}

/// The first configured fault for the operation.
fn configured_fault(faults: &mut [WireFault], operation: &str) -> Option<WireFaultKind> {
    let mut found = None;
    for fault in faults.iter_mut() {
        if fault.times == 0 || fault.operation.as_deref().is_some_and(|wanted| wanted != operation) {
            continue;
        }
        if fault.after > 0 {
            fault.after -= 1;
        } else if found.is_none() {
            fault.times -= 1;
            found = Some(fault.kind);
        }
    }
    found
}

impl ResourceFault {
    fn matches(&self, scope: &Scope, resource: &Resource) -> bool {
        let is = |wanted: &Option<String>, actual: &str| wanted.as_deref().is_none_or(|wanted| wanted == actual);
        self.times > 0
            && is(&self.resource_type, &resource.kind)
            && is(&self.logical_id, &resource.logical_id)
            && is(&self.region, &scope.region)
            && is(&self.status, resource.status.as_str())
    }
}
