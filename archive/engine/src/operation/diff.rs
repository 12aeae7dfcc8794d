//! The difference between the deployed template and a new one: one call, no change set.

use super::engine::Engine;
use crate::model::{Error, Remedy, StackRequest, TemplateDiff};
use aws_sdk_cloudformation::types::StackStatus;
use cfn_template::{Template, Unreadable};

impl Engine<'_> {
    /// Compares the deployed template with the new one. The template of a StackSet is compared value by value as well.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if there is no stack or one of the templates cannot be parsed, and failed calls.
    pub async fn diff(&self, request: &StackRequest) -> Result<TemplateDiff, Error> {
        // The placeholder of a change set has no template yet.
        let stack = self.describe(&request.name).await?.filter(|stack| stack.status != StackStatus::ReviewInProgress);
        let stack = stack.ok_or_else(|| Error::no_stack(&request.name))?;
        let deployed = self.template(&stack.id).await?;
        let unreadable = |what: &str, unreadable: &Unreadable| Error::InvalidState {
            message: format!("the {what} template of {} cannot be compared: {unreadable}", request.name),
            remedies: vec![Remedy::Plan],
        };
        let deployed = deployed.template().map_err(|error| unreadable("deployed", error))?;
        let wanted = Template::read(&request.template).map_err(|error| unreadable("wanted", &error))?;
        Ok(TemplateDiff::between(deployed, &wanted))
    }
}
