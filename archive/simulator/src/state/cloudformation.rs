//! The stacks and StackSets of an account in a region.

pub(crate) mod change;
pub(crate) mod change_set;
pub(crate) mod deletion_policy;
pub(crate) mod deployment;
pub(crate) mod operation;
pub(crate) mod pending_call;
pub(crate) mod properties;
pub(crate) mod stack;
pub(crate) mod stack_identity;
pub(crate) mod stack_resource;
pub(crate) mod stack_set;
pub(crate) mod stack_set_operation;
pub(crate) mod stack_set_settings;
pub(crate) mod status;
pub(crate) mod wait;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;
use crate::state::saved::Saved;
use stack::Stack;
use stack_set::StackSet;
use status::StackStatus;
use wait::{CustomResourceRequest, Signals};

/// The stacks and StackSets of an account in a region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// By ARN; deleted stacks are kept, as they can be described by ARN.
    pub(crate) stacks: BTreeMap<String, Saved<Stack>>,
    /// By name.
    pub(crate) stack_sets: BTreeMap<String, StackSet>,
    /// The received signals, by key.
    #[serde(default, alias = "inboxes")]
    pub(crate) signals: BTreeMap<String, Signals>,
    /// The requests to custom resources, by ID.
    #[serde(default, alias = "custom_requests")]
    pub(crate) custom_resource_requests: BTreeMap<String, CustomResourceRequest>,
    /// The number of created stacks and StackSets, for ordering lists by age.
    #[serde(alias = "made")]
    created: u64,
}

impl State {
    /// The next number, for ordering by age.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.created += 1;
        self.created
    }

    /// Finds a stack by name or ARN; deleted stacks only by ARN.
    ///
    /// # Errors
    /// `ValidationError`, as from `DescribeStacks`.
    pub(crate) fn stack(&self, name_or_arn: &str) -> Result<&Stack, ApiError> {
        self.find(name_or_arn).ok_or_else(|| no_such_stack(name_or_arn))
    }

    /// As [`State::stack`].
    pub(crate) fn stack_mut(&mut self, name_or_arn: &str) -> Result<&mut Stack, ApiError> {
        let id = self.stack(name_or_arn)?.id.clone();
        self.stacks.get_mut(&id).map(|stack| &mut **stack).ok_or_else(|| no_such_stack(name_or_arn))
    }

    /// All stacks, deleted ones too.
    pub(crate) fn all_stacks(&self) -> impl Iterator<Item = &Stack> {
        self.stacks.values().map(|stack| &**stack)
    }

    /// Adds a stack, or replaces it by a changed one.
    pub(crate) fn put_stack(&mut self, stack: Stack) {
        self.stacks.insert(stack.id.clone(), stack.into());
    }

    /// Finds a stack by name or ARN.
    pub(crate) fn find(&self, name_or_arn: &str) -> Option<&Stack> {
        if let Some(stack) = self.stacks.get(name_or_arn) {
            return Some(stack);
        }
        let live = |stack: &&Stack| stack.name == name_or_arn && stack.status != StackStatus::DeleteComplete;
        self.all_stacks().find(live)
    }
}

fn no_such_stack(name: &str) -> ApiError {
    ApiError::validation(format!("Stack with id {name} does not exist"))
}
