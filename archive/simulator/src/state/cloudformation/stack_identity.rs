//! The values of the pseudo parameters.

use std::collections::BTreeMap;

use crate::scope::Scope;

/// The stack for which a template is evaluated.
#[derive(Clone, Debug)]
pub(crate) struct StackIdentity {
    pub(crate) scope: Scope,
    pub(crate) stack_name: String,
    pub(crate) stack_id: String,
    pub(crate) notification_arns: Vec<String>,
    /// The values of other stacks at the start of the operation: by the names of exports, and by the keys of outputs
    /// (`OutputReference::key`).
    pub(crate) imports: BTreeMap<String, String>,
}
