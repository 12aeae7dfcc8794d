//! What a resource still has to do or wait for after its own call.

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::stack_set_operation::{Preferences, Target};
use crate::state::cloudformation::stack_set_settings::Settings;
use crate::state::cloudformation::wait::WaitFor;

/// A pending call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum PendingCall {
    /// A call on the StackSet with that name.
    #[serde(alias = "OnSet")]
    StackSet {
        set: String,
        #[serde(alias = "what")]
        call: StackSetCall,
    },
    /// Waiting for an event.
    #[serde(alias = "Await")]
    Wait(WaitFor),
}

/// The calls on a StackSet that `AWS::CloudFormation::StackSet` makes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum StackSetCall {
    CreateInstances(Target, Preferences),
    UpdateInstances(Target, Preferences),
    DeleteInstances(Target, Preferences),
    UpdateSet(Box<Settings>, Preferences),
    DeleteSet,
}
