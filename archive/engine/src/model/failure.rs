//! Why an operation failed: the first failing resource first, and for a StackSet the failing resources of each region.

use serde::Serialize;

use super::event::ResourceEvent;
use super::explain::{Explanation, explain};

const NO_REASON: &str = "AWS gave no reason";

/// A resource that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FailedResource {
    /// What happened to it.
    #[serde(flatten)]
    pub event: ResourceEvent,
    /// The explanation of AWS's reason, if it is known.
    pub explanation: Option<Explanation>,
}

/// An instance of a StackSet that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FailedInstance {
    /// The StackSet's name.
    pub stack_set: String,
    /// The instance's account.
    pub account: String,
    /// The instance's region.
    pub region: String,
    /// The reason that the StackSet operation gives.
    pub reason: Option<String>,
    /// The explanation of the reason, if it is known.
    pub explanation: Option<Explanation>,
    /// The resources that failed in the instance's own stack, first failure first. Empty if the stack cannot be read.
    pub resources: Vec<FailedResource>,
}

/// Why an operation on a stack failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FailureReport {
    /// The stack's name.
    pub stack: String,
    /// The stack's region.
    pub region: String,
    /// The status that the stack ended in.
    pub status: String,
    /// The reason that AWS gives for that status.
    pub reason: Option<String>,
    /// The resources that failed themselves, first failure first.
    pub resources: Vec<FailedResource>,
    /// The instances that failed, of a StackSet among these resources.
    pub instances: Vec<FailedInstance>,
}

impl FailedResource {
    pub(crate) fn new(event: ResourceEvent) -> Self {
        let explanation = event.reason.as_deref().and_then(explain);
        Self { event, explanation }
    }
}

impl FailureReport {
    /// The failure in one sentence: the root causes that are known, of every region that failed.
    pub fn headline(&self) -> String {
        let place = format!("{} in {} ended in {}", self.stack, self.region, self.status);
        let instances: Vec<String> = self.instances.iter().map(FailedInstance::headline).collect();
        match (instances.is_empty(), self.resources.first()) {
            (false, _) => format!("{place}: {}", instances.join("; ")),
            (true, Some(resource)) => {
                format!("{place}: {} failed: {}", resource.event.logical_id, resource.reason())
            }
            (true, None) => format!("{place}: {}", self.reason.as_deref().unwrap_or(NO_REASON)),
        }
    }

    /// The explanations of the root causes, if known: one for each region that failed, without duplicates.
    pub fn explanations(&self) -> Vec<Explanation> {
        let mut causes: Vec<Explanation> = Vec::new();
        for cause in self.instances.iter().filter_map(FailedInstance::cause) {
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
        if causes.is_empty() {
            let own = self.resources.iter().find_map(|resource| resource.explanation);
            causes.extend(own.or_else(|| self.reason.as_deref().and_then(explain)));
        }
        causes
    }
}

impl FailedInstance {
    fn headline(&self) -> String {
        match self.resources.first() {
            Some(resource) => {
                format!("in {}, {} failed: {}", self.region, resource.event.logical_id, resource.reason())
            }
            None => {
                format!("the instance in {} failed: {}", self.region, self.reason.as_deref().unwrap_or(NO_REASON))
            }
        }
    }

    /// The known causes of the failure.
    fn cause(&self) -> Option<Explanation> {
        self.resources.iter().find_map(|resource| resource.explanation).or(self.explanation)
    }
}

impl FailedResource {
    fn reason(&self) -> &str {
        self.event.reason.as_deref().unwrap_or(NO_REASON)
    }
}
