//! The properties of a resource, as a template or a service gives them.

use serde_json::{Map, Value};

/// Property names and values.
pub(crate) type Properties = Map<String, Value>;
