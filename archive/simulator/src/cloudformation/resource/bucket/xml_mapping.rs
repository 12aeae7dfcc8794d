//! Converts between CloudFormation properties and S3's XML documents, in both directions with one table.

use serde_json::{Map, Value};

use crate::cloudformation::failure::Failure;
use crate::cloudformation::template::intrinsics::text_of;
use crate::protocol::xml::Element;

/// A property that the table does not have, or with a value of another type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PropertyError {
    pub(super) path: String,
    pub(super) reason: String,
}

impl From<PropertyError> for Failure {
    fn from(error: PropertyError) -> Self {
        Self::new(format!("Properties validation failed with message: [#{}: {}]", error.path, error.reason))
    }
}

/// The type of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Text,
    Flag,
    Number,
    /// An empty element is `true`, its absence `false`.
    Presence,
    Struct(&'static [Field]),
    /// A list: repeated elements in the parent.
    Texts,
    Structs(&'static [Field]),
}

/// A field in properties and in XML.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) property: &'static str,
    /// The element, or a path of elements that other fields can share.
    pub(super) element: &'static str,
    pub(super) shape: Shape,
}

/// A field with the same name in both.
pub(super) const fn same(name: &'static str, shape: Shape) -> Field {
    Field { property: name, element: name, shape }
}

pub(super) const fn field(property: &'static str, element: &'static str, shape: Shape) -> Field {
    Field { property, element, shape }
}

/// Converts properties to XML.
///
/// # Errors
/// A property that the table does not have, or with a value of another type, with its path.
pub(super) fn to_xml(root: &str, fields: &[Field], value: &Value, path: &str) -> Result<Element, PropertyError> {
    let mut element = Element::new(root);
    fill(&mut element, fields, value, path)?;
    Ok(element)
}

fn fill(element: &mut Element, fields: &[Field], value: &Value, path: &str) -> Result<(), PropertyError> {
    let Some(map) = value.as_object() else {
        return Err(invalid(path, "expected type: JSONObject"));
    };
    if let Some(name) = map.keys().find(|name| !fields.iter().any(|field| field.property == name.as_str())) {
        return Err(invalid(path, &format!("the simulator does not support [{name}]; use AWS instead")));
    }
    // In the order of the table, which is that of S3's schema.
    for field in fields {
        let Some(value) = map.get(field.property) else { continue };
        let path = format!("{path}/{}", field.property);
        let (parents, name) = field.element.rsplit_once('/').unwrap_or(("", field.element));
        let parent = parents.split('/').filter(|part| !part.is_empty()).fold(&mut *element, child_mut);
        match field.shape {
            Shape::Text | Shape::Flag | Shape::Number => {
                if value.is_object() || value.is_array() {
                    return Err(invalid(&path, "expected type: String"));
                }
                let text = text_of(value);
                let text = if matches!(field.shape, Shape::Flag) { text.to_lowercase() } else { text };
                parent.children.push(Element::leaf(name, text));
            }
            Shape::Presence => {
                if text_of(value).eq_ignore_ascii_case("true") {
                    parent.children.push(Element::new(name));
                }
            }
            Shape::Struct(fields) => parent.children.push(to_xml(name, fields, value, &path)?),
            Shape::Texts => {
                let items = value.as_array().ok_or_else(|| invalid(&path, "expected type: JSONArray"))?;
                parent.children.extend(items.iter().map(|item| Element::leaf(name, text_of(item))));
            }
            Shape::Structs(fields) => {
                let items = value.as_array().ok_or_else(|| invalid(&path, "expected type: JSONArray"))?;
                for (index, item) in items.iter().enumerate() {
                    parent.children.push(to_xml(name, fields, item, &format!("{path}/{index}"))?);
                }
            }
        }
    }
    Ok(())
}

fn child_mut<'a>(parent: &'a mut Element, name: &str) -> &'a mut Element {
    let at = parent.children.iter().position(|child| child.name == name).unwrap_or_else(|| {
        parent.children.push(Element::new(name));
        parent.children.len() - 1
    });
    &mut parent.children[at]
}

fn invalid(path: &str, why: &str) -> PropertyError {
    PropertyError { path: path.to_owned(), reason: why.to_owned() }
}

/// Converts XML to properties.
pub(super) fn to_properties(fields: &[Field], element: &Element) -> Value {
    let mut map = Map::new();
    for field in fields {
        let (parents, name) = field.element.rsplit_once('/').unwrap_or(("", field.element));
        let parents: Vec<&str> = parents.split('/').filter(|part| !part.is_empty()).collect();
        let Some(parent) = parents.iter().try_fold(element, |element, part| element.get(part)) else { continue };
        let value = match field.shape {
            Shape::Text => parent.get(name).map(|found| Value::String(found.text.clone())),
            Shape::Flag => parent.get(name).map(|found| Value::Bool(found.text == "true")),
            Shape::Number => parent.get(name).map(|found| match found.text.parse::<i64>() {
                Ok(number) => number.into(),
                Err(_) => Value::String(found.text.clone()),
            }),
            Shape::Presence => parent.get(name).map(|_| Value::Bool(true)),
            Shape::Struct(fields) => parent.get(name).map(|found| to_properties(fields, found)),
            Shape::Texts => list(parent.all(name).map(|found| Value::String(found.text.clone()))),
            Shape::Structs(fields) => list(parent.all(name).map(|found| to_properties(fields, found))),
        };
        if let Some(value) = value {
            map.insert(field.property.to_owned(), value);
        }
    }
    Value::Object(map)
}

fn list(items: impl Iterator<Item = Value>) -> Option<Value> {
    let items: Vec<Value> = items.collect();
    (!items.is_empty()).then_some(Value::Array(items))
}
