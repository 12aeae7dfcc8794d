//! A finished template.

use serde::Serialize;

use crate::node::Object;

/// A finished template, in authoring order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Template {
    root: Object,
}
