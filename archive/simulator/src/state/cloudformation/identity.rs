//! The stack for which a template is evaluated.

use std::collections::BTreeMap;

use crate::scope::Scope;

/// What the pseudo parameters tell of a stack.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) scope: Scope,
    pub(crate) stack_name: String,
    pub(crate) stack_id: String,
    pub(crate) notification_arns: Vec<String>,
    /// The exports of other stacks that the template imports, as they were when the operation began.
    pub(crate) imports: BTreeMap<String, String>,
}
