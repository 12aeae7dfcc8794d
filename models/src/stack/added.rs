//! The resources of a stack, with their types until the template is written.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;

use super::tags::{self, Tags};
use crate::node::{EntryAttributes, Node, Object};
use crate::resource::ResourceType;

/// A resource as it was declared: its type is kept, so that [`Stack::visit`](super::Stack::visit) can change it with its own setters.
pub(super) struct DeclaredResource {
    id: Cow<'static, str>,
    what: Declaration,
    /// The default tags of the scopes that it was added in.
    tags: Tags,
}

enum Declaration {
    Typed(Box<dyn Added>),
    /// A raw entry or a loop (`Fn::ForEach`).
    Raw(Node),
}

/// A resource of any type.
trait Added: Any + Send + Sync {
    fn type_name(&self) -> Cow<'static, str>;
    fn entry(&self) -> Node;
    fn properties_mut(&mut self) -> &mut Object;
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

impl<R: ResourceType> Added for R {
    fn type_name(&self) -> Cow<'static, str> {
        ResourceType::type_name(self)
    }

    fn entry(&self) -> Node {
        entry(self.clone())
    }

    fn properties_mut(&mut self) -> &mut Object {
        crate::RawProperties::properties_mut(self)
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl DeclaredResource {
    pub(super) fn new<R: ResourceType>(id: Cow<'static, str>, resource: R, tags: Tags) -> Self {
        Self { id, what: Declaration::Typed(Box::new(resource)), tags }
    }

    pub(super) fn raw(id: Cow<'static, str>, node: Node) -> Self {
        Self { id, what: Declaration::Raw(node), tags: Tags::default() }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// `AWS::S3::Bucket`; `None` for loops, and for a raw entry that has no type.
    pub(super) fn type_name(&self) -> Option<Cow<'static, str>> {
        match &self.what {
            Declaration::Typed(resource) => Some(resource.type_name()),
            Declaration::Raw(node) => node.get("Type").and_then(Node::as_str).map(|name| Cow::Owned(name.to_owned())),
        }
    }

    /// The resource, if it was added as an `R`.
    pub(super) fn typed<R: ResourceType>(&mut self) -> Option<&mut R> {
        match &mut self.what {
            Declaration::Typed(resource) => resource.as_any_mut().downcast_mut(),
            Declaration::Raw(_) => None,
        }
    }

    /// Its properties; `None` for loops and raw entries.
    pub(super) fn properties_mut(&mut self) -> Option<&mut Object> {
        match &mut self.what {
            Declaration::Typed(resource) => Some(resource.properties_mut()),
            Declaration::Raw(_) => None,
        }
    }

    /// As the template has it, with its tags and those of the stack.
    pub(super) fn written(&self, of_stack: &Tags) -> (Cow<'static, str>, Node) {
        let mut node = match &self.what {
            Declaration::Typed(resource) => resource.entry(),
            Declaration::Raw(node) => node.clone(),
        };
        let defaults = self.tags.and(of_stack);
        if let (false, Some(type_name)) = (defaults.is_empty(), self.type_name()) {
            tags::apply(&defaults, &type_name, &mut node);
        }
        (self.id.clone(), node)
    }
}

impl fmt::Debug for DeclaredResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, node) = self.written(&Tags::default());
        f.debug_tuple("DeclaredResource").field(&id).field(&node).finish()
    }
}

/// A resource as written in the template. Empty properties are omitted.
pub(super) fn entry<R: ResourceType>(mut resource: R) -> Node {
    let EntryAttributes { attributes, metadata, mut depends_on } =
        crate::RawProperties::properties_mut(&mut resource).take_attributes();
    let mut entry = Object::new();
    entry.insert("Type", Node::text(ResourceType::type_name(&resource)));
    for (name, node) in attributes {
        entry.insert(name, node);
    }
    match depends_on.len() {
        0 => {}
        1 => entry.insert("DependsOn", Node::name(depends_on.remove(0))),
        _ => entry.insert("DependsOn", Node::List(depends_on.into_iter().map(Node::name).collect())),
    }
    if !metadata.is_empty() {
        entry.insert("Metadata", Node::Object(metadata));
    }
    let properties = resource.into_node();
    if properties.as_object().is_none_or(|properties| !properties.is_empty()) {
        entry.insert("Properties", properties);
    }
    Node::Object(entry)
}
