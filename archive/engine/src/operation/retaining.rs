//! Takes instances out of a StackSet whose stacks stay as they are.

use aws_sdk_cloudformation::types::StackStatus;

use super::engine::Engine;
use crate::aws::ApiError;
use crate::model::{Error, Stack, StackSetState, account_of};

impl Engine<'_> {
    /// Takes the instances in `regions` out of a StackSet, and leaves their stacks as they are.
    ///
    /// # Errors
    /// [`Error::InvalidState`] if the operation fails, and failed calls.
    pub async fn retain_instances(&self, set: &StackSetState, regions: &[String]) -> Result<(), Error> {
        let mut accounts: Vec<String> = set
            .instances
            .iter()
            .filter(|(region, _)| regions.contains(region))
            .map(|(_, stack)| account_of(stack).to_owned())
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        if accounts.is_empty() {
            return Ok(());
        }
        self.take_out(&set.id, accounts, regions.to_vec()).await
    }

    /// Takes out the instances that have no stack, where one of `stacks` is to be the instance instead.
    pub(super) async fn take_out_empty_instances(&self, set: &StackSetState, stacks: &[String]) -> Result<(), Error> {
        for (account, region) in self.empty_instances(&set.id).await? {
            let takes_its_place =
                |stack: &String| account_of(stack) == account && stack.split(':').nth(3) == Some(&region);
            if stacks.iter().any(takes_its_place) {
                self.take_out(&set.id, vec![account], vec![region]).await?;
            }
        }
        Ok(())
    }

    /// Takes out the inoperable instances that are one of `stacks`.
    pub(super) async fn take_out_inoperable(&self, set: &StackSetState, stacks: &[String]) -> Result<(), Error> {
        for (region, stack) in set.instances.iter().filter(|(_, stack)| set.inoperable.contains(stack)) {
            if stacks.contains(stack) {
                self.take_out(&set.id, vec![account_of(stack).to_owned()], vec![region.clone()]).await?;
            }
        }
        Ok(())
    }

    async fn take_out(&self, set: &str, accounts: Vec<String>, regions: Vec<String>) -> Result<(), Error> {
        // An explicit operation ID: if the response is lost, the repeated call fails because the operation exists.
        let operation = format!("{}-retain-{:032x}", self.aws.application().name(), fastrand::u128(..));
        let begun = self
            .client()
            .delete_stack_instances()
            .stack_set_name(set)
            .set_accounts(Some(accounts))
            .set_regions(Some(regions))
            .retain_stacks(true)
            .operation_id(&operation)
            .send()
            .await;
        if let Err(error) = begun {
            let error = ApiError::new("DeleteStackInstances", self.region, error);
            if !error.is("OperationIdAlreadyExistsException") {
                return Err(error.into());
            }
        }
        self.await_operation(set, &operation).await
    }

    /// The stack that the resource with this physical ID belongs to; `None` if it belongs to none.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn stack_of(&self, physical_id: &str) -> Result<Option<Stack>, Error> {
        let stack = self.aws.stack_of(self.region, physical_id).await?;
        match stack {
            Some(stack) => Ok(self.describe(&stack).await?.filter(|stack| stack.status != StackStatus::DeleteComplete)),
            None => Ok(None),
        }
    }
}
