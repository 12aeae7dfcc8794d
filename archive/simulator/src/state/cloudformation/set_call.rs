//! What a resource does or waits for after its own call: the calls on a stack set that `AWS::CloudFormation::StackSet` makes, and what
//! comes from outside.

use serde::{Deserialize, Serialize};

use crate::state::cloudformation::awaited::Awaited;
use crate::state::cloudformation::set_operation::{Preferences, Target};
use crate::state::cloudformation::set_settings::Settings;

/// What is still to happen before a resource is complete.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum PendingCall {
    /// A call on the stack set of that name.
    OnSet { set: String, what: StackSetCall },
    /// Something that comes from outside.
    Await(Awaited),
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
