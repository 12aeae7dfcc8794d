//! Existing resources to import into a stack, and existing stacks to import into a StackSet.

use std::collections::BTreeMap;

/// An existing resource to import, and its logical ID in the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its logical ID in the template.
    pub logical_id: String,
    /// Its type, such as `AWS::S3::Bucket`.
    pub resource_type: String,
    /// Its resource identifier, such as `BucketName`.
    pub identifier: BTreeMap<String, String>,
}

/// Existing stacks to import into a StackSet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StackSetImport {
    /// The StackSet's name.
    pub name: String,
    /// The template of all the stacks.
    pub template: String,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The administration role, if not the default.
    pub administration_role_arn: Option<String>,
    /// The name of the execution role, if not the default.
    pub execution_role_name: Option<String>,
    /// The stacks' ARNs.
    pub stacks: Vec<String>,
}

/// An existing StackSet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackSetState {
    /// Its ID.
    pub id: String,
    /// Its template.
    pub template: String,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The region and the ARN of each instance's stack.
    pub instances: Vec<(String, String)>,
    /// The ARNs of those stacks that updates of the StackSet leave alone (`INOPERABLE`), because they could not be deleted or imported.
    pub inoperable: Vec<String>,
}
