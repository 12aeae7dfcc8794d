//! Resources that exist and are to enter a stack.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::ResourceToImport;

/// A resource that exists, and the place that it takes in the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The logical id that it has in the template.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// What identifies it, such as `BucketName`.
    pub identifier: BTreeMap<String, String>,
}

pub(super) fn target(import: &Import) -> ResourceToImport {
    ResourceToImport::builder()
        .logical_resource_id(&import.logical_id)
        .resource_type(&import.resource_type)
        .set_resource_identifier(Some(import.identifier.clone().into_iter().collect()))
        .build()
}
