//! What is deployed to a stack.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Template, parameters and options of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deployment {
    /// The template after its transform.
    pub(crate) template: String,
    /// The submitted template, if a transform changed it.
    #[serde(default)]
    pub(crate) submitted: Option<String>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// The values of the parameters that refer to the Parameter Store.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) resolved: BTreeMap<String, String>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) capabilities: Vec<String>,
    pub(crate) role_arn: Option<String>,
    pub(crate) notification_arns: Vec<String>,
    /// The values of other stacks: by the names of exports, and by the keys of outputs (`OutputReference::key`).
    #[serde(default)]
    pub(crate) imports: BTreeMap<String, String>,
}

impl Deployment {
    /// The submitted template.
    pub(crate) fn submitted(&self) -> &String {
        self.submitted.as_ref().unwrap_or(&self.template)
    }
}

/// The operation that an event belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cause {
    /// The caller's `ClientRequestToken`.
    pub(crate) token: Option<String>,
    pub(crate) operation_id: Option<String>,
}
