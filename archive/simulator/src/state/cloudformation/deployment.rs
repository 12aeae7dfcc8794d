//! What a stack is asked to be, and what asked for it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a stack is asked to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deployment {
    /// As it is deployed: a transform has done its work.
    pub(crate) template: String,
    /// As it was submitted, where a transform has changed it.
    #[serde(default)]
    pub(crate) submitted: Option<String>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// The values of those parameters that name one of the Parameter Store.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) resolved: BTreeMap<String, String>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) capabilities: Vec<String>,
    pub(crate) role_arn: Option<String>,
    pub(crate) notification_arns: Vec<String>,
    /// The exports of other stacks that the template imports, with their values.
    #[serde(default)]
    pub(crate) imports: BTreeMap<String, String>,
}

impl Deployment {
    /// The template as it was submitted.
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
