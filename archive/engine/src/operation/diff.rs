//! The difference between the template that is deployed and the one that would be: one call, no change set.

use aws_sdk_cloudformation::types::StackStatus;
use serde_json::Value;

use super::engine::Engine;
use crate::model::{Error, StackRequest, TemplateDiff};

impl Engine<'_> {
    /// Compares the deployed template with the wanted one. A template inside a StackSet is compared value by value as well.
    ///
    /// # Errors
    /// [`Error::Stuck`] if there is no stack, and the failures of calls.
    pub async fn diff(&self, request: &StackRequest) -> Result<TemplateDiff, Error> {
        // The placeholder of a change set has no template yet.
        let stack = self.describe(&request.name).await?.filter(|stack| stack.status != StackStatus::ReviewInProgress);
        let stack = stack.ok_or_else(|| Error::no_stack(&request.name))?;
        let deployed = self.template(&stack.id).await?;
        let wanted: Value = serde_json::from_str(&request.template).unwrap_or_default();
        Ok(TemplateDiff::between(&deployed, &wanted))
    }
}
