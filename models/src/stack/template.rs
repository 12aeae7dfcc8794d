//! A finished template.

use serde_core::{Serialize, Serializer};

use crate::node::{Node, Object};
use crate::value::{IntoValue, Value};

/// A finished template.
///
/// The output is deterministic: the same stack gives the same bytes. It can be the value of a property that takes a
/// template as a string (`TemplateBody` of a StackSet), and is then written as compact JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    root: Object,
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root.serialize(serializer)
    }
}

impl Template {
    pub(crate) const fn new(root: Object) -> Self {
        Self { root }
    }

    /// The template's tree.
    pub fn root(&self) -> &Object {
        &self.root
    }

    /// The template as a JSON value.
    pub fn to_value(&self) -> serde_json::Value {
        self.root.to_json()
    }

    /// The template as JSON, indented by two spaces.
    // Writing into a string cannot fail; what the fallback writes is the same.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(&self.root).unwrap_or_else(|_| format!("{:#}", self.to_value()))
    }

    /// The template as JSON without white space, which counts towards CloudFormation's limit of 51,200 bytes.
    pub fn to_json_compact(&self) -> String {
        serde_json::to_string(&self.root).unwrap_or_else(|_| self.to_value().to_string())
    }

    /// The template as YAML, with functions in short form (`!Ref Bucket`).
    pub fn to_yaml(&self) -> String {
        cfn_template::write_yaml(&cfn_template::Tree::from(&self.to_value()))
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for Template {
    fn into_value(self) -> Value<String> {
        self.to_json_compact().into_value()
    }
}

#[diagnostic::do_not_recommend]
impl IntoValue<String> for &Template {
    fn into_value(self) -> Value<String> {
        self.to_json_compact().into_value()
    }
}

impl From<Template> for Node {
    fn from(template: Template) -> Self {
        Self::Object(template.root)
    }
}
