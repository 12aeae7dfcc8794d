//! What a resource still has to do or wait for after its own call.

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::awaited::Awaited;
use crate::state::cloudformation::set_operation::{Preferences, Target};
use crate::state::cloudformation::set_settings::Settings;

/// A pending call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum PendingCall {
    /// A call on the StackSet with that name.
    OnSet { set: String, what: StackSetCall },
    /// Waiting for an event.
    Await(Awaited),
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
