//! The result of drift detection.

use aws_sdk_cloudformation::types::StackResourceDrift;
use serde::Serialize;

use super::property::PropertyChange;
use crate::aws::{listed, present};

/// A resource that has drifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drifted {
    /// The region of its stack.
    pub region: String,
    /// Its logical ID.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its physical ID.
    pub physical_id: Option<String>,
    /// `MODIFIED` or `DELETED`.
    pub status: String,
    /// The properties that differ: the expected and the actual values.
    pub properties: Vec<PropertyChange>,
}

impl Drifted {
    /// `None` if the response lacks the identifiers of the resource or of a property.
    pub(crate) fn read(region: &str, drift: StackResourceDrift) -> Option<Self> {
        Some(Self {
            region: region.to_owned(),
            logical_id: present(drift.logical_resource_id?)?,
            resource_type: present(drift.resource_type?)?,
            physical_id: drift.physical_resource_id,
            status: present(drift.stack_resource_drift_status?.as_str())?,
            properties: listed(drift.property_differences)
                .into_iter()
                .map(|difference| {
                    Some(PropertyChange {
                        path: present(difference.property_path?)?,
                        before: difference.expected_value,
                        after: difference.actual_value,
                        recreates: false,
                    })
                })
                .collect::<Option<_>>()?,
        })
    }
}

/// The result of a detection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DriftReport {
    /// The resources that have drifted.
    pub drifted: Vec<Drifted>,
    /// What could not be checked completely: the regions of stacks, and StackSets whose instances cannot be listed.
    /// There was a warning for each.
    pub unknown: Vec<String>,
}
