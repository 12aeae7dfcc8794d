//! The properties of a resource.

use serde_json::{Map, Value};

/// Property names and values.
pub(crate) type Properties = Map<String, Value>;
