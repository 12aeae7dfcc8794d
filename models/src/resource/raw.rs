//! The loud escapes: a property or a whole resource type that this version of the specification does not know.

use std::borrow::Cow;

use super::NoAttributes;
use super::ResourceType;
use crate::node::{Node, Object};
use crate::value::{IntoJson, JsonType, Literal};

/// A property that the types do not have. Every generated resource and property type implements it.
pub trait RawProperties: Sized {
    /// The properties as they will be written.
    #[doc(hidden)]
    fn properties_mut(&mut self) -> &mut Object;

    /// Sets a property that this version of the specification does not know, or a value that it does not allow.
    ///
    /// The compiler checks nothing here. `synth()` still reports where it contradicts the specification;
    /// `synth_unchecked()` does not.
    #[must_use]
    fn raw_property(mut self, name: impl Into<Cow<'static, str>>, value: impl IntoJson) -> Self {
        self.properties_mut().insert(name, value.into_json().into_node());
        self
    }
}

/// A resource of a type that this version of the specification does not know: a new one, or one of a private registry.
#[derive(Clone, Debug, PartialEq)]
pub struct RawResource {
    type_name: Cow<'static, str>,
    properties: Object,
}

impl RawResource {
    /// A resource of the type `type_name`: `AWS::Service::Thing`, `Organisation::Service::Thing::MODULE`.
    #[must_use]
    pub fn new(type_name: impl Into<Cow<'static, str>>) -> Self {
        Self { type_name: type_name.into(), properties: Object::new() }
    }

    /// Sets a property to a literal, a reference or another intrinsic function.
    #[must_use]
    pub fn property(mut self, name: impl Into<Cow<'static, str>>, value: impl IntoJson) -> Self {
        self.properties.insert(name, value.into_json().into_node());
        self
    }
}

impl RawProperties for RawResource {
    fn properties_mut(&mut self) -> &mut Object {
        &mut self.properties
    }
}

impl Literal for RawResource {
    const JSON_TYPE: JsonType = JsonType::Object;

    fn into_node(self) -> Node {
        Node::Object(self.properties)
    }
}

impl ResourceType for RawResource {
    const NAME: &'static str = "a resource type that is written as text";
    type Reference = String;
    type Attributes = NoAttributes;

    fn type_name(&self) -> Cow<'static, str> {
        self.type_name.clone()
    }
}
