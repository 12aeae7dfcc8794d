//! What drift detection finds.

use serde::Serialize;

use super::property::PropertyChange;

/// A resource that is not as its stack left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drifted {
    /// The region of its stack.
    pub region: String,
    /// Its logical id.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its physical id.
    pub physical_id: Option<String>,
    /// `MODIFIED` or `DELETED`.
    pub status: String,
    /// The properties that differ: as the template has them, and as they are.
    pub properties: Vec<PropertyChange>,
}

/// What a detection found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DriftReport {
    /// The resources that are not as their stacks left them.
    pub drifted: Vec<Drifted>,
    /// The stacks, by region, of which nothing or not everything is known. Each was warned of.
    pub unknown: Vec<String>,
}
