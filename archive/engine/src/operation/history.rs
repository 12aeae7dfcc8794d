//! The events of operations, running or past.

use super::engine::Engine;
use super::event_log::{EventLog, EventPosition};
use crate::model::{Error, Event, ResourceEvent, STACK_SET, Stack, is_settled};

impl Engine<'_> {
    /// Reports the events of the stack's last operation; if it is still running and `follow` is set, until it ends. A
    /// failed operation is reported with its reason, as a deployment would.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if there is no stack, the failure of the operation itself if it was followed, and failed calls.
    pub async fn events(&self, name: &str, follow: bool) -> Result<Stack, Error> {
        let stack = self.describe(name).await?.ok_or_else(|| Error::no_stack(name))?;
        if follow && !is_settled(&stack.status) {
            let ended = self.attach(&stack).await?;
            return Ok(self.result_of(ended)?.unwrap_or(stack));
        }
        let beginning = if is_settled(&stack.status) { EventPosition::Last } else { EventPosition::InProgress };
        for event in EventLog::new(&stack.id, self.region, beginning).fresh(self).await? {
            self.reporter.report(&Event::Resource(event));
        }
        Ok(stack)
    }

    /// The events of the stack's last operation together with those of its StackSet's instances in the same time, by time.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if there is no stack, and the failures of calls in the stack's own region.
    pub async fn logs(&self, name: &str) -> Result<Vec<ResourceEvent>, Error> {
        let stack = self.describe(name).await?.ok_or_else(|| Error::no_stack(name))?;
        let beginning = if is_settled(&stack.status) { EventPosition::Last } else { EventPosition::InProgress };
        let mut events = EventLog::new(&stack.id, self.region, beginning).fresh(self).await?;
        let Some(begin) = events.first().map(|event| event.time) else { return Ok(events) };
        for set in self.resources(&stack.id).await?.iter().filter(|resource| resource.resource_type == STACK_SET) {
            let Some(id) = &set.physical_id else { continue };
            let Some(stacks) = self.known_instance_stacks(id).await else { continue };
            let looks = stacks.into_iter().map(|(region, stack_id)| async move {
                let after = EventPosition::Since(begin);
                match EventLog::new(&stack_id, &region, after).fresh(self).await {
                    Ok(events) => events,
                    Err(error) => {
                        self.warn(
                            format!("the events of the replica stack in {region} cannot be read: {error}"),
                            error.remedies(),
                        );
                        Vec::new()
                    }
                }
            });
            events.extend(futures_util::future::join_all(looks).await.into_iter().flatten());
        }
        events.sort_by_key(|event| event.time.as_nanos());
        Ok(events)
    }
}
