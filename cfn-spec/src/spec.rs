//! The validated model: names are well-formed, references are resolved, both of AWS's documents are merged.

use std::collections::BTreeMap;

use crate::constraint::{Constraints, Rule};
use crate::name::{AttributeName, PropertyName, ResourceName, TypeName};

/// The model of the loaded services.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spec {
    /// `ResourceSpecificationVersion` of the specification: `236.0.0`.
    pub version: String,
    /// The resource types.
    pub resources: BTreeMap<ResourceName, Resource>,
    /// The property types.
    pub types: BTreeMap<TypeName, PropertyType>,
}

/// The document that something comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Only the Resource Specification.
    Specification,
    /// Only the provider schemas.
    Schemas,
    /// Both.
    Both,
}

/// A resource type.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its source.
    pub source: Source,
    /// The URL of its documentation, if there is one.
    pub documentation: Option<String>,
    /// Sorted by name.
    pub properties: BTreeMap<PropertyName, Property>,
    /// The attributes for `Fn::GetAtt`, sorted by name.
    pub attributes: BTreeMap<AttributeName, Attribute>,
    /// Whether other properties are allowed (custom resources).
    pub additional_properties: bool,
    /// The constraints between its properties.
    pub rules: Vec<Rule>,
    /// The primary identifier; for most types the result of `Ref`.
    pub primary_identifier: Vec<String>,
    /// The read-only paths (`A/B`, `A/*/B`).
    pub read_only: Vec<String>,
    /// The write-only paths.
    pub write_only: Vec<String>,
    /// The create-only paths, whose update requires replacement.
    pub create_only: Vec<String>,
    /// The paths whose update can require replacement.
    pub conditional_create_only: Vec<String>,
    /// The deprecated paths.
    pub deprecated: Vec<String>,
}

impl Resource {
    /// A resource type without properties.
    pub(crate) const fn new(source: Source, documentation: Option<String>) -> Self {
        Self {
            source,
            documentation,
            properties: BTreeMap::new(),
            attributes: BTreeMap::new(),
            additional_properties: false,
            rules: Vec::new(),
            primary_identifier: Vec::new(),
            read_only: Vec::new(),
            write_only: Vec::new(),
            create_only: Vec::new(),
            conditional_create_only: Vec::new(),
            deprecated: Vec::new(),
        }
    }
}

/// A property type: a struct or an alias.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyType {
    /// Its source.
    pub source: Source,
    /// The URL of its documentation, if there is one.
    pub documentation: Option<String>,
    /// What it is.
    pub shape: Shape,
}

/// The definition of a property type.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object. It can have no properties, and is then written as `{}`.
    Struct {
        /// Sorted by name.
        properties: BTreeMap<PropertyName, Property>,
        /// The constraints between them.
        rules: Vec<Rule>,
    },
    /// An alias of a type (16 in specification 236.0.0: 12 lists and 4 strings).
    Alias(Type, Box<Constraints>),
}

/// A property of a resource or of a property type.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its source.
    pub source: Source,
    /// The URL of its documentation with the anchor, if there is one.
    pub documentation: Option<String>,
    /// Whether it is required.
    pub required: bool,
    /// The update behavior.
    pub update: UpdateType,
    /// Its type.
    pub ty: Type,
    /// Its constraints.
    pub constraints: Constraints,
}

/// An attribute that `Fn::GetAtt` returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Its source.
    pub source: Source,
    /// What it is.
    pub ty: Type,
    /// The constraints of its value, from the schemas.
    pub constraints: Constraints,
}

/// The update behavior of a property (`UpdateType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateType {
    /// Updated without replacement.
    Mutable,
    /// Requires replacement.
    Immutable,
    /// Can require replacement, depending on other changes.
    Conditional,
}

/// The type of a property or attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// A scalar or JSON.
    Primitive(Primitive),
    /// A property type of the same resource type, or `Tag`.
    Named(TypeName),
    /// A list. `duplicates_allowed` is from the specification, `None` if it does not have it.
    List {
        /// The type of the items.
        item: Box<Type>,
        /// `DuplicatesAllowed`.
        duplicates_allowed: Option<bool>,
    },
    /// A map with string keys.
    Map {
        /// The type of the values.
        item: Box<Type>,
        /// `DuplicatesAllowed`, meaningless on maps but stated by the document.
        duplicates_allowed: Option<bool>,
    },
}

/// The primitive types of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Primitive {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A 32-bit integer.
    Integer,
    /// A 64-bit integer.
    Long,
    /// A floating-point number.
    Double,
    /// A timestamp in ISO 8601.
    Timestamp,
    /// Any JSON object.
    Json,
}

impl Primitive {
    /// The primitive type with AWS's name `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "String" => Self::String,
            "Boolean" => Self::Boolean,
            "Integer" => Self::Integer,
            "Long" => Self::Long,
            "Double" => Self::Double,
            "Timestamp" => Self::Timestamp,
            "Json" => Self::Json,
            _ => return None,
        })
    }

    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Boolean => "Boolean",
            Self::Integer => "Integer",
            Self::Long => "Long",
            Self::Double => "Double",
            Self::Timestamp => "Timestamp",
            Self::Json => "Json",
        }
    }
}
