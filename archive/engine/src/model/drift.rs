//! What drift detection finds.

use aws_sdk_cloudformation::types::StackResourceDrift;
use serde::Serialize;

use super::property::PropertyChange;
use crate::aws::{listed, told};

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

impl Drifted {
    /// `None` if AWS left out what identifies the resource or a property.
    pub(crate) fn read(region: &str, drift: StackResourceDrift) -> Option<Self> {
        Some(Self {
            region: region.to_owned(),
            logical_id: told(drift.logical_resource_id?)?,
            resource_type: told(drift.resource_type?)?,
            physical_id: drift.physical_resource_id,
            status: told(drift.stack_resource_drift_status?.as_str())?,
            properties: listed(drift.property_differences)
                .into_iter()
                .map(|difference| {
                    Some(PropertyChange {
                        path: told(difference.property_path?)?,
                        before: difference.expected_value,
                        after: difference.actual_value,
                        recreates: false,
                    })
                })
                .collect::<Option<_>>()?,
        })
    }
}

/// What a detection found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DriftReport {
    /// The resources that are not as their stacks left them.
    pub drifted: Vec<Drifted>,
    /// What is not known, or not in full: the regions of stacks, and StackSets whose instances cannot be listed. Each was warned of.
    pub unknown: Vec<String>,
}
