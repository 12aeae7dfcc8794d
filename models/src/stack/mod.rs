//! A stack under construction.

mod template;

pub use template::Template;

use crate::handle::{Handle, StackId};
use crate::logical_id::LogicalId;
use crate::node::{Node, Object};
use crate::resource::{Resource, ResourceAttributes, ResourceType};
use crate::value::{IntoValue, Literal};

/// A stack under construction: what is added to it becomes a [`Template`].
#[derive(Debug)]
pub struct Stack {
    id: StackId,
    description: Option<String>,
    resources: Vec<(LogicalId, Object)>,
    outputs: Vec<(LogicalId, Object)>,
}

impl Default for Stack {
    fn default() -> Self {
        Self::new()
    }
}

impl Stack {
    /// An empty stack.
    pub fn new() -> Self {
        Self {
            id: StackId::unique(),
            description: None,
            resources: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// Adds a resource and returns the handle by which others refer to it.
    pub fn add<R: ResourceAttributes>(
        &mut self,
        id: LogicalId,
        resource: R,
    ) -> Handle<R::Properties> {
        let Resource {
            properties,
            attributes,
            depends_on,
        } = resource.into_resource();
        let mut entry = Object::new();
        entry.insert("Type", Node::String(R::Properties::NAME.into()));
        let handle = Handle::new(self.id, id.clone().into_text());
        if !depends_on.is_empty() {
            entry.insert(
                "DependsOn",
                Node::List(
                    depends_on
                        .iter()
                        .map(|r| Node::String(r.id.clone()))
                        .collect(),
                ),
            );
        }
        for (name, node) in attributes.iter() {
            entry.insert(name.to_owned(), node.clone());
        }
        entry.insert("Properties", properties.into_node());
        self.resources.push((id, entry));
        handle
    }

    /// Adds an output.
    pub fn output(&mut self, id: LogicalId, value: impl IntoValue<String>) {
        self.outputs.push((
            id,
            Object::from_iter([("Value", value.into_value().into_node())]),
        ));
    }
}
