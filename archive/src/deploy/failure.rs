//! Why an operation failed: the first failing resource first, and for a StackSet the failing resources of each region.

use serde::Serialize;

use super::event_log::ResourceEvent;
use super::explain::{Explanation, explain};

/// A resource that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FailedResource {
    /// What happened to it.
    #[serde(flatten)]
    pub event: ResourceEvent,
    /// What AWS's reason means, if it is a known one.
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
    /// What the StackSet operation says of it.
    pub reason: Option<String>,
    /// What that means, if it is known.
    pub explanation: Option<Explanation>,
    /// The resources that failed in the instance's own stack, first failure first. Empty if the stack cannot be looked into.
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
    /// The resources that failed of themselves, first failure first.
    pub resources: Vec<FailedResource>,
    /// The instances that failed, of a StackSet among these resources.
    pub instances: Vec<FailedInstance>,
}

impl FailedResource {
    pub(super) fn new(event: ResourceEvent) -> Self {
        let explanation = event.reason.as_deref().and_then(explain);
        Self { event, explanation }
    }
}

impl FailureReport {
    /// The failure in one sentence: the deepest cause that is known.
    pub fn headline(&self) -> String {
        let place = format!("{} in {} ended in {}", self.stack, self.region, self.status);
        let deepest = self.instances.iter().find_map(|instance| Some((instance, instance.resources.first()?)));
        match (deepest, self.instances.first(), self.resources.first()) {
            (Some((instance, resource)), _, _) => {
                format!("{place}: in {}, {} failed: {}", instance.region, resource.event.logical_id, resource.reason())
            }
            (None, Some(instance), _) => {
                format!(
                    "{place}: the instance in {} failed: {}",
                    instance.region,
                    instance.reason.as_deref().unwrap_or("AWS gives no reason")
                )
            }
            (None, None, Some(resource)) => {
                format!("{place}: {} failed: {}", resource.event.logical_id, resource.reason())
            }
            (None, None, None) => format!("{place}: {}", self.reason.as_deref().unwrap_or("AWS gives no reason")),
        }
    }

    /// What to do about the deepest cause, if it is a known one.
    pub fn remedy(&self) -> Option<String> {
        let instances = self.instances.iter().flat_map(|instance| {
            instance.resources.iter().map(|resource| resource.explanation).chain(std::iter::once(instance.explanation))
        });
        instances
            .chain(self.resources.iter().map(|resource| resource.explanation))
            .chain(std::iter::once(self.reason.as_deref().and_then(explain)))
            .flatten()
            .next()
            .map(|explanation| format!("{}: {}", explanation.meaning, explanation.remedy))
    }
}

impl FailedResource {
    fn reason(&self) -> &str {
        self.event.reason.as_deref().unwrap_or("AWS gives no reason")
    }
}
