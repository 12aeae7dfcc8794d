//! Resources of types whose own API is not served, as they are saved.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One such resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GenericResource {
    pub(crate) properties: Map<String, Value>,
    /// What `Fn::GetAtt` gives.
    pub(crate) attributes: Map<String, Value>,
}
