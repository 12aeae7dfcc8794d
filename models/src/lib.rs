//! Typed CloudFormation authoring: a wrong template does not compile.

pub mod handle;
mod logical_id;
pub mod node;
mod resource;
mod stack;
mod value;

pub use handle::Handle;
pub use logical_id::{LogicalId, LogicalIdError};
pub use resource::{
    DeletionPolicy, Resource, ResourceAttributes, ResourceType, UpdateReplacePolicy,
};
pub use stack::{Stack, Template};
pub use value::{IntoValue, Json, List, Literal, Map, Timestamp, Value, meaning};
mod generated;
pub mod sample;
/// Tag
#[derive(Clone, Debug, PartialEq)]
pub struct Tag(node::Object);
impl Tag {
    /// new
    pub fn new(key: impl IntoValue<String>, value: impl IntoValue<String>) -> Self {
        let mut o = node::Object::new();
        generated::set(&mut o, "Key", key);
        generated::set(&mut o, "Value", value);
        Self(o)
    }
}
impl Literal for Tag {
    fn into_node(self) -> node::Node {
        node::Node::Object(self.0)
    }
}
