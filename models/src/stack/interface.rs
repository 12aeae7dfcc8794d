//! `AWS::CloudFormation::Interface`: how the console shows the parameters.

use super::ParameterHandle;
use crate::node::{Node, Object};

/// How the console groups and labels the parameters.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-interface.html>.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interface {
    groups: Vec<Node>,
    labels: Object,
}

/// Parameters that the console shows together, in this order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterGroup {
    label: Option<String>,
    parameters: Vec<Node>,
}

impl Interface {
    /// An empty interface.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a group.
    #[must_use]
    pub fn group(mut self, group: ParameterGroup) -> Self {
        let mut entry = Object::new();
        if let Some(label) = group.label {
            entry.insert("Label", label_node(label));
        }
        entry.insert("Parameters", Node::List(group.parameters));
        self.groups.push(Node::Object(entry));
        self
    }

    /// The label that the console shows instead of the parameter's name.
    #[must_use]
    pub fn label<T>(mut self, parameter: &ParameterHandle<T>, label: impl Into<String>) -> Self {
        self.labels.insert(parameter.name().to_owned(), label_node(label.into()));
        self
    }

    pub(crate) fn into_node(self) -> Node {
        let mut interface = Object::new();
        if !self.groups.is_empty() {
            interface.insert("ParameterGroups", Node::List(self.groups));
        }
        if !self.labels.is_empty() {
            interface.insert("ParameterLabels", Node::Object(self.labels));
        }
        Node::Object(interface)
    }
}

impl ParameterGroup {
    /// A group without a label.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A group with a label.
    #[must_use]
    pub fn labelled(label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), parameters: Vec::new() }
    }

    /// Adds a parameter at the end.
    #[must_use]
    pub fn parameter<T>(mut self, parameter: &ParameterHandle<T>) -> Self {
        self.parameters.push(parameter.name_node());
        self
    }
}

fn label_node(text: String) -> Node {
    Node::Object(Object::from_iter([("default", Node::text(text))]))
}
