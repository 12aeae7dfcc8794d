//! A changed resource, as the safety checks need it.

use serde_json::Value;

use crate::model::{Danger, DangerKind};

/// A resource of a stack or of a StackSet's stacks, before and after a change.
#[derive(Debug, Clone, Copy)]
pub(super) struct ComparedResource<'a> {
    pub(super) kind: &'a str,
    pub(super) logical_id: &'a str,
    /// Its properties; `None` if there is no such resource.
    pub(super) before: Option<&'a Value>,
    pub(super) after: Option<&'a Value>,
}

impl ComparedResource<'_> {
    /// Adds a danger of `kind` with these details, if there are any.
    pub(super) fn record(self, kind: DangerKind, details: Vec<String>, found: &mut Vec<Danger>) {
        if details.is_empty() {
            return;
        }
        let what =
            if kind == DangerKind::PolicyBroadening { "allows more than before" } else { "protects less than before" };
        let message = format!("{} {} {what}", self.kind, self.logical_id);
        found.push(Danger { details, ..Danger::new(kind, self.logical_id, message) });
    }
}
