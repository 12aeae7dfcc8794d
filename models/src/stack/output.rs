//! Outputs.

use std::borrow::Cow;

use super::ConditionHandle;
use crate::node::{Node, Object};
use crate::value::IntoValue;

/// An output of a stack, added by [`Stack::output`](crate::Stack::output).
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html>.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    id: Cow<'static, str>,
    entry: Object,
}

impl Output {
    pub(crate) fn new(id: Cow<'static, str>, value: Node) -> Self {
        Self { id, entry: Object::from_iter([("Value", value)]) }
    }

    /// `Description`: at most 1,024 bytes, a literal.
    pub fn description(&mut self, text: impl Into<String>) -> &mut Self {
        self.entry.insert("Description", Node::text(text.into()));
        self
    }

    /// `Export`: the name, unique in the account and region, under which other stacks import the value.
    pub fn export_name(&mut self, name: impl IntoValue<String>) -> &mut Self {
        let export = Object::from_iter([("Name", name.into_value().into_node())]);
        self.entry.insert("Export", Node::Object(export));
        self
    }

    /// `Condition`: the output exists only if the condition is true.
    pub fn only_if(&mut self, condition: &ConditionHandle) -> &mut Self {
        self.entry.insert("Condition", condition.name_node());
        self
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn entry(&self) -> (Cow<'static, str>, Node) {
        (self.id.clone(), Node::Object(self.entry.clone()))
    }
}
