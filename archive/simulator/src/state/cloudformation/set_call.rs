//! The calls on a stack set that the resource `AWS::CloudFormation::StackSet` makes.

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::set_operation::{Preferences, Target};
use crate::state::cloudformation::set_settings::Settings;

/// A call on the stack set of that name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PendingCall {
    pub(crate) set: String,
    pub(crate) what: StackSetCall,
}

/// The calls there are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum StackSetCall {
    CreateInstances(Target, Preferences),
    UpdateInstances(Target, Preferences),
    DeleteInstances(Target, Preferences),
    UpdateSet(Box<Settings>, Preferences),
    DeleteSet,
}
