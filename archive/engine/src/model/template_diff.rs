//! How two templates differ.

use serde::Serialize;
use serde_json::Value;

use super::compare::compare;
use super::property::PropertyChange;

/// How two templates differ, value by value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateDiff {
    /// The values that differ, by path, such as `/Resources/Bucket/Properties/BucketName`.
    pub changes: Vec<PropertyChange>,
}

impl TemplateDiff {
    /// How `wanted` differs from `deployed`.
    pub(crate) fn between(deployed: &Value, wanted: &Value) -> Self {
        let mut changes = Vec::new();
        compare("", deployed, wanted, &mut changes);
        Self { changes }
    }
}
