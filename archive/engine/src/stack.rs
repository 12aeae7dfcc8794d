//! A stack as AWS describes it.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::StackStatus;
use aws_smithy_types::DateTime;

use super::request::StackRequest;
use super::{Engine, Error};
use crate::aws::ApiError;

/// What DescribeStacks says about one stack.
#[derive(Debug, Clone)]
pub struct Stack {
    /// The stack's ARN. Unlike the name it keeps its meaning when the stack is deleted.
    pub id: String,
    /// The stack's name.
    pub name: String,
    /// Its status.
    pub status: StackStatus,
    /// Why it has that status, if AWS says.
    pub reason: Option<String>,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
    /// When it was created.
    pub created: Option<DateTime>,
    /// When it was last updated.
    pub updated: Option<DateTime>,
    /// Whether it is protected from deletion.
    pub termination_protection: bool,
    /// The service role that CloudFormation uses for it.
    pub role_arn: Option<String>,
    /// The ARN of the change set that was executed last.
    pub change_set: Option<String>,
    /// The result of the last drift detection.
    pub drift: Option<String>,
}

impl Engine<'_> {
    /// Describes the stack called `stack` (a name or an ARN); `None` if there is none.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn describe(&self, stack: &str) -> Result<Option<Stack>, Error> {
        let answer = self.client().describe_stacks().stack_name(stack).send().await;
        let described = match answer {
            Ok(output) => output.stacks.unwrap_or_default().into_iter().next(),
            Err(error) => {
                let error = ApiError::new("DescribeStacks", self.region, error);
                if error.is("ValidationError") && error.message.contains("does not exist") {
                    None
                } else {
                    return Err(error.into());
                }
            }
        };
        Ok(described
            .and_then(Stack::read)
            .filter(|found| found.status != StackStatus::DeleteComplete || stack == found.id))
    }

    /// A service role is not a change for CloudFormation: it enters the stack with the next one.
    pub(super) fn warn_of_unused_role(&self, request: &StackRequest, stack: &Stack) {
        if let Some(role) = request.role_arn.as_ref().filter(|role| stack.role_arn.as_ref() != Some(role)) {
            let kept = stack.role_arn.as_deref().unwrap_or("the caller's permissions");
            let message = format!("nothing else changes, so {} goes on using {kept} and not {role}", stack.name);
            self.warn(message, Some("give the role again with the next change".into()));
        }
    }
}

impl Stack {
    fn read(described: aws_sdk_cloudformation::types::Stack) -> Option<Self> {
        Some(Self {
            id: described.stack_id?,
            name: described.stack_name?,
            status: described.stack_status?,
            reason: described.stack_status_reason,
            outputs: described
                .outputs
                .unwrap_or_default()
                .into_iter()
                .filter_map(|output| Some((output.output_key?, output.output_value?)))
                .collect(),
            created: described.creation_time,
            updated: described.last_updated_time,
            termination_protection: described.enable_termination_protection.unwrap_or_default(),
            role_arn: described.role_arn,
            change_set: described.change_set_id,
            drift: described
                .drift_information
                .and_then(|drift| drift.stack_drift_status)
                .map(|status| status.as_str().to_owned()),
        })
    }

    /// The part of the ARN that is unique to this stack among all that ever had its name.
    pub(super) fn unique(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }
}
