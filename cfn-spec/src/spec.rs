//! The checked model: every name has its form, every reference resolves, both of AWS's documents are merged.

use std::collections::BTreeMap;

use crate::constraint::{Constraints, Rule};
use crate::name::{AttributeName, PropertyName, ResourceName, TypeName};

/// The whole of what AWS says, or the part of it that belongs to the services that were loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spec {
    /// `ResourceSpecificationVersion` of the specification: `236.0.0`.
    pub version: String,
    /// By resource type name.
    pub resources: BTreeMap<ResourceName, Resource>,
    /// By property type name.
    pub types: BTreeMap<TypeName, PropertyType>,
}

/// Which of AWS's two documents says that something exists.
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
    /// Which document has it.
    pub source: Source,
    /// AWS's page on it (a URL), where there is one.
    pub documentation: Option<String>,
    /// In the order of their names.
    pub properties: BTreeMap<PropertyName, Property>,
    /// What `Fn::GetAtt` takes. In the order of their names.
    pub attributes: BTreeMap<AttributeName, Attribute>,
    /// Any other property may be given as well (custom resources).
    pub additional_properties: bool,
    /// Rules between its properties.
    pub rules: Vec<Rule>,
    /// The properties that identify an instance; for most types what `Ref` returns.
    pub primary_identifier: Vec<String>,
    /// Paths (`A/B`, `A/*/B`) that AWS sets and a template must not.
    pub read_only: Vec<String>,
    /// Paths that AWS takes but never gives back.
    pub write_only: Vec<String>,
    /// Paths whose change replaces the resource.
    pub create_only: Vec<String>,
    /// Paths whose change may replace the resource.
    pub conditional_create_only: Vec<String>,
    /// Paths that AWS advises against.
    pub deprecated: Vec<String>,
}

/// A property type: a struct, or a name for another type.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyType {
    /// Which document has it.
    pub source: Source,
    /// AWS's page on it (a URL), where there is one.
    pub documentation: Option<String>,
    /// What it is.
    pub shape: Shape,
}

/// What a property type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object. It may have no properties, and is then written `{}`.
    Struct {
        /// In the order of their names.
        properties: BTreeMap<PropertyName, Property>,
        /// Rules between them.
        rules: Vec<Rule>,
    },
    /// Another name for a type (16 in specification 236.0.0: 12 lists and 4 strings).
    Alias(Type, Box<Constraints>),
}

/// A property of a resource or of a property type.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Which document has it.
    pub source: Source,
    /// AWS's page on it (a URL with its anchor), where there is one.
    pub documentation: Option<String>,
    /// A template without it is refused.
    pub required: bool,
    /// What a change of it does to the resource.
    pub update: UpdateType,
    /// What it holds.
    pub ty: Type,
    /// What AWS allows in it.
    pub constraints: Constraints,
}

/// An attribute that `Fn::GetAtt` returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Which document has it.
    pub source: Source,
    /// What it is.
    pub ty: Type,
    /// What its value is like, by the schemas.
    pub constraints: Constraints,
}

/// What a change of a property does (`UpdateType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateType {
    /// Nothing is replaced.
    Mutable,
    /// The resource is replaced.
    Immutable,
    /// It depends on what else changes.
    Conditional,
}

/// What a property or attribute holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// A scalar or free JSON.
    Primitive(Primitive),
    /// A property type of the same resource, or `Tag`.
    Named(TypeName),
    /// A list. `duplicates_allowed` is what the specification says, `None` when it says nothing.
    List {
        /// What each item is.
        item: Box<Type>,
        /// `DuplicatesAllowed`.
        duplicates_allowed: Option<bool>,
    },
    /// A map from strings.
    Map {
        /// What each value is.
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
    /// A 32-bit whole number.
    Integer,
    /// A 64-bit whole number.
    Long,
    /// A floating-point number.
    Double,
    /// A moment, ISO 8601.
    Timestamp,
    /// Any JSON object.
    Json,
}

impl Primitive {
    /// The primitive that AWS calls `name`.
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

    /// What AWS calls it.
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
