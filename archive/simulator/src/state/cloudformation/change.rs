//! The changes of a change set.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::state::cloudformation::properties::Properties;

/// The changes of an operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Changes {
    pub(crate) resources: Vec<Change>,
    /// Whether outputs, tags or other parts of the stack change.
    #[serde(alias = "besides")]
    pub(crate) other_changes: bool,
}

impl Changes {
    pub(crate) fn is_empty(&self) -> bool {
        self.resources.is_empty() && !self.other_changes
    }
}

/// The change of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// `Add`, `Modify`, `Remove` or `Import`.
    pub(crate) action: String,
    pub(crate) logical_id: String,
    pub(crate) physical_id: Option<String>,
    pub(crate) kind: String,
    /// `True`, `False` or `Conditional`, for `Modify`.
    pub(crate) replacement: Option<String>,
    pub(crate) policy_action: Option<String>,
    pub(crate) scope: Vec<String>,
    pub(crate) details: Vec<Detail>,
    /// The resource before and after, as a JSON string.
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Change {
    /// The properties after the change, as far as they are known before it.
    #[expect(clippy::disallowed_methods, reason = "the JSON was written when the change set was created")]
    pub(crate) fn properties_after(&self) -> Option<Properties> {
        let context: Value = serde_json::from_str(self.after.as_deref()?).ok()?;
        context.get("Properties")?.as_object().cloned()
    }
}

/// The change of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Detail {
    /// `Properties`, `Tags`, `Metadata`, `DeletionPolicy` or `UpdateReplacePolicy`.
    pub(crate) attribute: String,
    /// The top-level property.
    pub(crate) name: Option<String>,
    pub(crate) path: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    /// `Never`, `Conditionally` or `Always`.
    pub(crate) requires_recreation: String,
    /// `Static` or `Dynamic`.
    pub(crate) evaluation: String,
    pub(crate) change_source: String,
    pub(crate) causing_entity: Option<String>,
}
