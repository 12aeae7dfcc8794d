//! The one dynamic tree that every typed value is a façade of.
//!
//! Generated types hold a [`Node`] and nothing else, so that writing, comparing and checking a template are each one
//! function over one tree, and a setter costs the compiler a line.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Number;

use crate::handle::StackId;

/// A JSON value in which the references made through handles are still known as such.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Cow<'static, str>),
    /// A list.
    List(Vec<Node>),
    /// An object: properties, or a map.
    Object(Object),
    /// `{"Ref": …}` to a resource, a parameter or a pseudo parameter.
    Ref(Box<Reference>),
    /// `{"Fn::GetAtt": [resource, attribute]}`.
    GetAtt(Box<Reference>, Cow<'static, str>),
    /// Any other intrinsic function: its name on the wire, and its argument.
    Function(&'static str, Box<Node>),
}

/// What a `Ref`, `Fn::GetAtt` or `Condition` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The logical id, or a pseudo parameter's name.
    pub id: Cow<'static, str>,
    /// The stack that declares it; `None` for pseudo parameters and names that were not checked.
    pub stack: Option<StackId>,
    /// The resource type, where it is a resource.
    pub resource_type: Option<&'static str>,
}

/// An object whose entries keep the order in which they were written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object(Vec<(Cow<'static, str>, Node)>);

impl Object {
    /// An object without entries.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets an entry; one of the same name is replaced in its place.
    pub fn insert(&mut self, name: impl Into<Cow<'static, str>>, node: Node) {
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = node,
            None => self.0.push((name, node)),
        }
    }

    /// The entry of that name.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, node)| node)
    }

    /// The entries in the order in which they were written.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Node)> {
        self.0.iter().map(|(name, node)| (name.as_ref(), node))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Into<Cow<'static, str>>> FromIterator<(K, Node)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(entries: I) -> Self {
        let mut object = Self::new();
        for (name, node) in entries {
            object.insert(name, node);
        }
        object
    }
}

impl Node {
    /// The tree as plain JSON, references written out.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(value) => Json::Number(value.clone()),
            Self::String(value) => Json::String(value.clone().into_owned()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(object) => Json::Object(
                object
                    .iter()
                    .map(|(name, node)| (name.to_owned(), node.to_json()))
                    .collect(),
            ),
            Self::Ref(target) => serde_json::json!({ "Ref": target.id }),
            Self::GetAtt(target, attribute) => {
                serde_json::json!({ "Fn::GetAtt": [target.id, attribute] })
            }
            Self::Function(name, argument) => {
                Json::Object(std::iter::once(((*name).to_owned(), argument.to_json())).collect())
            }
        }
    }
}

impl From<serde_json::Value> for Node {
    fn from(json: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(value) => Self::Number(value),
            Json::String(value) => Self::String(value.into()),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(map) => Self::Object(
                map.into_iter()
                    .map(|(name, value)| (name, Self::from(value)))
                    .collect(),
            ),
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => value.serialize(serializer),
            Self::String(value) => serializer.serialize_str(value),
            Self::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Object(object) => object.serialize(serializer),
            Self::Ref(target) => single(serializer, "Ref", &target.id),
            Self::GetAtt(target, attribute) => {
                single(serializer, "Fn::GetAtt", &[&target.id, attribute])
            }
            Self::Function(name, argument) => single(serializer, name, argument),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, node) in &self.0 {
            map.serialize_entry(name, node)?;
        }
        map.end()
    }
}

fn single<S: Serializer>(
    serializer: S,
    name: &str,
    value: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}
