//! How an existing resource is found.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde_json::{Map, Value, json};

use crate::node::Node;
use crate::resource::ResourceType;

/// What distinguishes an existing resource from the others of its type. All that is said of it has to hold.
#[derive(Clone, Debug)]
pub struct By<R> {
    pub(super) query: Query,
    resource: PhantomData<fn() -> R>,
}

/// The same without the type, as it is written to files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    id: Option<String>,
    tags: BTreeMap<String, String>,
    properties: Map<String, Value>,
    /// The properties that have no value before a deployment.
    pub(super) unknown: Vec<String>,
}

impl Query {
    pub(super) fn to_json(&self) -> Value {
        let mut by = json!({});
        if let Some(id) = &self.id {
            by["id"] = json!(id);
        }
        if !self.tags.is_empty() {
            by["tags"] = json!(self.tags);
        }
        if !self.properties.is_empty() {
            by["properties"] = Value::Object(self.properties.clone());
        }
        by
    }

    /// `by the tag Name=shared`.
    pub(super) fn describe(&self) -> String {
        let id = self.id.iter().map(|id| format!("the identifier {id}"));
        let tags = self.tags.iter().map(|(key, value)| format!("the tag {key}={value}"));
        let properties = self.properties.iter().map(|(name, value)| format!("{name} {value}"));
        let all: Vec<String> = id.chain(tags).chain(properties).collect();
        match all.is_empty() {
            true => "of which there is one".to_owned(),
            false => format!("by {}", all.join(" and ")),
        }
    }
}

impl<R: ResourceType> By<R> {
    pub(super) fn new() -> Self {
        Self { query: Query::default(), resource: PhantomData }
    }

    /// Its primary identifier, such as `vpc-0abc` of a VPC; the parts of one of several are separated by `|`.
    #[must_use]
    pub fn id(mut self, identifier: impl Into<String>) -> Self {
        self.query.id = Some(identifier.into());
        self
    }

    /// A tag that it has.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.tags.insert(key.into(), value.into());
        self
    }

    /// A property or an attribute that it has, by its name in the template reference: `property("IsDefault", true)`.
    #[must_use]
    pub fn property(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.query.properties.insert(name.into(), value.into());
        self
    }

    /// The properties that it has, with their types: `like(ec2::VPC::new().cidr_block("10.0.0.0/16"))`.
    #[must_use]
    pub fn like(mut self, resource: R) -> Self {
        if let Node::Object(properties) = resource.into_node() {
            for (name, value) in properties.iter() {
                if has_function(value) {
                    self.query.unknown.push(name.to_owned());
                } else {
                    self.query.properties.insert(name.to_owned(), value.to_json());
                }
            }
        }
        self
    }
}

/// Whether a value is known in a deployment only.
fn has_function(node: &Node) -> bool {
    match node {
        Node::List(items) => items.iter().any(has_function),
        Node::Object(object) => object.iter().any(|(_, value)| has_function(value)),
        other => other.is_intrinsic() || matches!(other, Node::Name(_)),
    }
}
