//! The differences between two templates.

use cfn_template::Template;
use serde::Serialize;

use super::compare::compare;
use super::property::PropertyChange;

/// The differences between two templates, value by value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateDiff {
    /// The values that differ, by path, such as `/Resources/Bucket/Properties/BucketName`.
    pub changes: Vec<PropertyChange>,
}

impl TemplateDiff {
    /// The differences from `deployed` to `wanted`.
    pub(crate) fn between(deployed: &Template, wanted: &Template) -> Self {
        let mut changes = Vec::new();
        compare("", &deployed.root().to_json(), &wanted.root().to_json(), &mut changes);
        Self { changes }
    }
}
