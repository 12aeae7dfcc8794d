//! What happens to each resource when its stack is deleted, in every region.

use cfn_template::TemplateBody;
use futures_util::future::{join_all, try_join};

use super::engine::Engine;
use crate::model::{DeletionOutcome, Error, Remedy, STACK_SET, Stack, outcomes};

impl Engine<'_> {
    /// What happens to the resources of `stack`, and of the instances of its StackSets, when it is deleted.
    ///
    /// # Errors
    /// The failures of calls in the stack's own region. An instance that cannot be read is omitted with a warning. A template that cannot be parsed also causes a warning, and what happens to its resources is unknown.
    pub async fn deletion_outcomes(&self, stack: &Stack) -> Result<Vec<DeletionOutcome>, Error> {
        let (template, resources) = try_join(self.template(&stack.id), self.resources(&stack.id)).await?;
        self.warn_if_unreadable(&stack.name, self.region, &template);
        let mut found = outcomes(&stack.id, &template, &resources);
        for set in resources.iter().filter(|resource| resource.resource_type == STACK_SET) {
            let Some(id) = &set.physical_id else { continue };
            let Some(instances) = self.known_instance_stacks(id).await else { continue };
            let all = instances.iter().map(|(region, stack_id)| async move {
                let engine = self.of_instance(region, stack_id);
                let both = try_join(engine.template(stack_id), engine.resources(stack_id)).await;
                (region, stack_id, both)
            });
            for (region, stack_id, looked) in join_all(all).await {
                match looked {
                    Ok((template, resources)) => {
                        self.warn_if_unreadable(&set.logical_id, region, &template);
                        found.extend(outcomes(stack_id, &template, &resources));
                    }
                    Err(error) => self
                        .warn(format!("the replica stack in {region} cannot be inspected: {error}"), error.remedies()),
                }
            }
        }
        Ok(found)
    }

    fn warn_if_unreadable(&self, name: &str, region: &str, template: &TemplateBody) {
        if let Err(unreadable) = template.template() {
            let message = format!("what the stack of {name} in {region} retains is not known: {unreadable}");
            self.warn(message, vec![Remedy::LookInConsole]);
        }
    }
}
