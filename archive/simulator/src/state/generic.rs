//! Resources of types whose service API is not simulated.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Such a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GenericResource {
    pub(crate) properties: Map<String, Value>,
    /// The values of `Fn::GetAtt`.
    pub(crate) attributes: Map<String, Value>,
}
