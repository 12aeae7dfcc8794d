//! References to outputs of other stacks: the arguments of `Fn::GetStackOutput`.

use serde_json::Value;

use crate::scope::Scope;

/// An evaluated argument.
pub(crate) struct OutputReference {
    pub(crate) stack: String,
    pub(crate) output: String,
    pub(crate) region: String,
    pub(crate) role: Option<String>,
}

impl OutputReference {
    /// Without a region, the output is of a stack in the region of `home`. `None` if a part is missing or no scalar.
    pub(crate) fn new(argument: &Value, home: &Scope) -> Option<Self> {
        let part = |name: &str| match argument.get(name)? {
            Value::String(text) => Some(text.clone()),
            scalar @ (Value::Number(_) | Value::Bool(_)) => Some(scalar.to_string()),
            _ => None,
        };
        let region = if argument.get("Region").is_some() { part("Region")? } else { home.region.clone() };
        Some(Self { stack: part("StackName")?, output: part("OutputName")?, region, role: part("RoleArn") })
    }

    /// Its name among the imported values of a stack. No name of an export has a `|`.
    pub(crate) fn key(&self) -> String {
        let role = self.role.as_deref().unwrap_or("");
        format!("{}|{}|{}|{role}", self.region, self.stack, self.output)
    }
}
