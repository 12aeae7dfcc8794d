//! Resources that exist and are to enter a stack, and stacks that exist and are to enter a StackSet.

use std::collections::BTreeMap;

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

/// Stacks that exist, and the StackSet that is to have them as its instances.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StackSetImport {
    /// The StackSet's name.
    pub name: String,
    /// The template, which all the stacks have.
    pub template: String,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The administration role, if not AWS's own.
    pub administration_role_arn: Option<String>,
    /// The name of the execution role, if not AWS's own.
    pub execution_role_name: Option<String>,
    /// The stacks' ARNs.
    pub stacks: Vec<String>,
}

/// A StackSet as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackSetState {
    /// Its id.
    pub id: String,
    /// Its template.
    pub template: String,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The region and the ARN of each instance's stack.
    pub instances: Vec<(String, String)>,
}
