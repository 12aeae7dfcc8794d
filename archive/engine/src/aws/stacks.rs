//! Which stack a resource belongs to.

use super::{ApiError, Aws, listed};

impl Aws {
    /// The ARN of the stack in `region` that has the resource with this physical ID; `None` if none has it.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn stack_of(&self, region: &str, physical_id: &str) -> Result<Option<String>, ApiError> {
        let client = self.cloudformation(region);
        let found = client.describe_stack_resources().physical_resource_id(physical_id).send().await;
        let stack = match found.map_err(|error| ApiError::new("DescribeStackResources", region, error)) {
            Ok(found) => listed(found.stack_resources).into_iter().find_map(|resource| resource.stack_id),
            Err(error) if error.is("ValidationError") && error.message.contains("does not exist") => None,
            Err(error) => return Err(error),
        };
        let Some(stack) = stack else { return Ok(None) };
        // CloudFormation knows the resources of deleted stacks for 90 days.
        let described = client.describe_stacks().stack_name(&stack).send().await;
        let described = match described.map_err(|error| ApiError::new("DescribeStacks", region, error)) {
            Ok(described) => listed(described.stacks),
            Err(error) if error.is("ValidationError") && error.message.contains("does not exist") => Vec::new(),
            Err(error) => return Err(error),
        };
        let is_there = |status: &aws_sdk_cloudformation::types::StackStatus| status.as_str() != "DELETE_COMPLETE";
        Ok(described.iter().any(|one| one.stack_status.as_ref().is_some_and(is_there)).then_some(stack))
    }
}
