//! Resources of stacks.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::state::cloudformation::deletion_policy::DeletionPolicy;
use crate::state::cloudformation::status::ResourceStatus;
use crate::timestamp::Timestamp;

/// A resource of a stack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Resource {
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    pub(crate) physical_id: Option<String>,
    pub(crate) status: ResourceStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) updated: Timestamp,
    /// The evaluated properties that were last applied.
    pub(crate) properties: Map<String, Value>,
    /// The tags of the stack that were last applied.
    pub(crate) stack_tags: Vec<(String, String)>,
    pub(crate) attributes: Map<String, Value>,
    pub(crate) needs: BTreeSet<String>,
    pub(crate) deletion_policy: DeletionPolicy,
    pub(crate) update_replace_policy: DeletionPolicy,
    pub(crate) metadata: Value,
    pub(crate) drift: Option<ResourceDrift>,
}

/// The drift of a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ResourceDrift {
    /// `IN_SYNC`, `MODIFIED`, `DELETED`, `NOT_CHECKED` or `UNKNOWN`.
    pub(crate) status: String,
    pub(crate) checked: Timestamp,
    pub(crate) expected: Value,
    pub(crate) actual: Value,
    /// Path, expected value, actual value, type of difference.
    pub(crate) differences: Vec<(String, String, String, String)>,
    /// Why drift could not be detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
}

impl Resource {
    /// Whether the physical resource exists and belongs to the stack.
    pub(crate) fn is_live(&self) -> bool {
        self.physical_id.is_some()
            && !matches!(self.status, ResourceStatus::DeleteComplete | ResourceStatus::DeleteSkipped)
    }
}
