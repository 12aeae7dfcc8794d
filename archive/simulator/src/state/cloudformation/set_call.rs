//! The stack set calls of the resource `AWS::CloudFormation::StackSet`.

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::set_operation::{Preferences, Target};
use crate::state::cloudformation::set_settings::Settings;

/// A call on a stack set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PendingCall {
    pub(crate) set: String,
    pub(crate) what: StackSetCall,
}

/// The kinds of calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum StackSetCall {
    CreateInstances(Target, Preferences),
    UpdateInstances(Target, Preferences),
    DeleteInstances(Target, Preferences),
    UpdateSet(Box<Settings>, Preferences),
    DeleteSet,
}
