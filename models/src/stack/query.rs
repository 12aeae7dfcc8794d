//! What a finished template has, for tests of one's own stacks.

use std::fmt;

use super::Template;
use crate::node::{Node, Object};
use crate::resource::ResourceType;

/// A resource of a finished template.
#[derive(Clone, Copy, Debug)]
pub struct TemplateResource<'t> {
    id: &'t str,
    entry: &'t Node,
}

/// No resource of a template is like the one that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoMatch {
    wanted: String,
    /// Of each resource of the type, its logical ID and the first difference.
    differences: Vec<(String, String)>,
}

impl Template {
    /// The resources, in the order in which they were added. Loops (`Fn::ForEach`) are not repeated.
    pub fn resources(&self) -> impl Iterator<Item = TemplateResource<'_>> {
        let resources = self.root().get("Resources").and_then(Node::as_object);
        resources.into_iter().flat_map(Object::iter).map(|(id, entry)| TemplateResource { id, entry })
    }

    /// The resources of the type `R`: `template.resources_of::<sqs::Queue>().count()`.
    pub fn resources_of<R: ResourceType>(&self) -> impl Iterator<Item = TemplateResource<'_>> {
        self.resources().filter(|resource| resource.resource_type() == R::NAME)
    }

    /// The resource with that logical ID.
    pub fn resource(&self, logical_id: &str) -> Option<TemplateResource<'_>> {
        self.resources().find(|resource| resource.id == logical_id)
    }

    /// The first resource that has at least these properties, nested ones too: lists have the same items, objects at least the same
    /// entries.
    ///
    /// ```
    /// use models::{Stack, id, sqs};
    /// let mut stack = Stack::new();
    /// stack.add(id!("Slow"), sqs::Queue::new().delay_seconds(60).queue_name("slow"));
    /// let template = stack.synth().unwrap();
    /// let slow = template.find(sqs::Queue::new().delay_seconds(60)).unwrap();
    /// assert_eq!(slow.logical_id(), "Slow");
    /// let fast = template.find(sqs::Queue::new().delay_seconds(0)).unwrap_err();
    /// assert_eq!(fast.to_string(), "no AWS::SQS::Queue has these properties\n  Slow: DelaySeconds is 60, not 0");
    /// ```
    ///
    /// # Errors
    /// When there is none: the error has the first difference of each resource of the type.
    pub fn find<R: ResourceType>(&self, properties: R) -> Result<TemplateResource<'_>, NoMatch> {
        let name = properties.type_name();
        let wanted = properties.into_node().to_json();
        let mut differences = Vec::new();
        for resource in self.resources().filter(|resource| resource.resource_type() == name) {
            match difference(&wanted, &resource.properties(), "") {
                None => return Ok(resource),
                Some(difference) => differences.push((resource.id.to_owned(), difference)),
            }
        }
        Err(NoMatch { wanted: name.into_owned(), differences })
    }

    /// The value of an output, references written out.
    pub fn output(&self, name: &str) -> Option<serde_json::Value> {
        Some(self.root().get("Outputs")?.get(name)?.get("Value")?.to_json())
    }
}

impl<'t> TemplateResource<'t> {
    /// Its logical ID.
    pub const fn logical_id(self) -> &'t str {
        self.id
    }

    /// Its type: `AWS::SQS::Queue`.
    pub fn resource_type(self) -> &'t str {
        self.entry.get("Type").and_then(Node::as_str).unwrap_or("")
    }

    /// Its properties, references written out; an empty object where it has none.
    pub fn properties(self) -> serde_json::Value {
        self.entry.get("Properties").map_or_else(|| serde_json::json!({}), Node::to_json)
    }

    /// The property at a path: `VpcConfig/SubnetIds/0`.
    pub fn property(self, path: &str) -> Option<serde_json::Value> {
        self.properties().pointer(&format!("/{path}")).cloned()
    }

    /// A resource attribute: `DeletionPolicy`, `DependsOn`, `Condition`.
    pub fn attribute(self, name: &str) -> Option<serde_json::Value> {
        self.entry.get(name).map(Node::to_json)
    }
}

/// Describes the first difference of `have` from what is expected.
fn difference(wanted: &serde_json::Value, have: &serde_json::Value, at: &str) -> Option<String> {
    use serde_json::Value;
    let inside = |key: &dyn fmt::Display| if at.is_empty() { key.to_string() } else { format!("{at}/{key}") };
    match (wanted, have) {
        (Value::Object(wanted), Value::Object(have)) => wanted.iter().find_map(|(key, value)| match have.get(key) {
            Some(other) => difference(value, other, &inside(key)),
            None => Some(format!("{} is not set", inside(key))),
        }),
        (Value::Array(wanted), Value::Array(have)) if wanted.len() == have.len() => {
            let mut items = wanted.iter().zip(have).enumerate();
            items.find_map(|(index, (wanted, have))| difference(wanted, have, &inside(&index)))
        }
        _ if wanted == have => None,
        _ => Some(format!("{at} is {have}, not {wanted}")),
    }
}

impl fmt::Display for NoMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.differences.is_empty() {
            return write!(f, "the template has no {}", self.wanted);
        }
        write!(f, "no {} has these properties", self.wanted)?;
        for (id, difference) in &self.differences {
            write!(f, "\n  {id}: {difference}")?;
        }
        Ok(())
    }
}

impl std::error::Error for NoMatch {}
