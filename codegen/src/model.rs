//! The lowered model, with all Rust names.

use cfn_spec::constraint::Constraints;
use cfn_spec::name::{AttributeName, PropertyName, ResourceName, ServiceName, TypeName};
use cfn_spec::spec::UpdateType;

/// The lowered model of a specification.
#[derive(Debug)]
pub struct Model {
    /// The types that belong to no service (`Tag`).
    pub shared: Vec<Struct>,
    /// Sorted by name.
    pub services: Vec<Service>,
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// `AWS::S3`.
    pub name: ServiceName,
    /// `s3`.
    pub module: String,
    /// Sorted by name.
    pub resources: Vec<Resource>,
}

/// A resource type, and the module of its property types and enums.
#[derive(Debug)]
pub struct Resource {
    /// `AWS::S3::Bucket`.
    pub name: ResourceName,
    /// The Rust name, `Bucket`.
    pub body: Struct,
    /// The module of its property types, `bucket`.
    pub module: String,
    /// The property or attribute that identifies it, if it is a single one: what `Ref` returns.
    pub identifier: Option<String>,
    /// The result of `Ref`.
    pub reference: Reference,
    /// The Rust name of the type of its attributes, if it has any.
    pub attributes_ident: Option<String>,
    /// The attributes, for `Fn::GetAtt`.
    pub attributes: Vec<Attribute>,
    /// Whether other properties are allowed.
    pub additional_properties: bool,
    /// The property types, sorted by name.
    pub types: Vec<Struct>,
    /// The enums, sorted by name.
    pub enums: Vec<EnumType>,
}

/// The result of `Ref`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A kind of string that properties take.
    Kind(&'static str),
    /// The resource's identifier, which is a name or an id.
    Identifier,
    /// The resource's identifier, which is its ARN.
    Arn,
}

/// The properties of a resource type or a property type.
#[derive(Debug)]
pub struct Struct {
    /// `AWS::S3::Bucket.ReplicationRule`.
    pub path: String,
    /// The Rust name.
    pub ident: String,
    /// The Rust name of the struct of required properties, if there are too many for arguments.
    pub required_ident: Option<String>,
    /// The page in AWS's documentation.
    pub documentation: Option<String>,
    /// Sorted by name.
    pub fields: Vec<Field>,
    /// The names of optional properties of which exactly one has to be set: each is a constructor, and there is no `new`. Empty for most.
    pub alternatives: Vec<PropertyName>,
    /// Its use.
    pub role: Role,
    /// The module of an equal type, of which this is a re-export.
    pub duplicate_in: Option<String>,
}

/// The use of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// For properties.
    Property,
    /// For attributes only; it has no setters.
    Attribute,
}

/// A property that can be set.
#[derive(Debug)]
pub struct Field {
    /// The CloudFormation name.
    pub name: PropertyName,
    /// The Rust name.
    pub ident: String,
    /// The type.
    pub ty: Ty,
    /// Whether it is required.
    pub required: bool,
    /// The update behavior.
    pub update: UpdateType,
    /// The page in AWS's documentation.
    pub documentation: Option<String>,
    /// The constraints.
    pub constraints: Constraints,
    /// What to know first about it, in our own words.
    pub advice: Option<&'static str>,
    /// Deprecated.
    pub deprecated: bool,
    /// Write-only.
    pub write_only: bool,
}

/// An attribute.
#[derive(Debug)]
pub struct Attribute {
    /// The CloudFormation name.
    pub name: AttributeName,
    /// The Rust name.
    pub ident: String,
    /// The type.
    pub ty: Ty,
}

/// An enum for a string with allowed values.
#[derive(Debug)]
pub struct EnumType {
    /// The Rust name.
    pub ident: String,
    /// The properties with this type, `AWS::S3::Bucket.ReplicationRule/Status`.
    pub paths: Vec<String>,
    /// The Rust name and the CloudFormation value.
    pub members: Vec<(String, String)>,
    /// The module of an equal enum, of which this is a re-export.
    pub duplicate_in: Option<String>,
}

/// The type of a property or attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// Any string.
    String,
    /// `true` or `false`.
    Boolean,
    /// A 64-bit integer.
    Integer,
    /// A number.
    Double,
    /// A timestamp in ISO 8601.
    Timestamp,
    /// Any JSON value.
    Json,
    /// A list of such items.
    List(Box<Ty>),
    /// A map from strings to such values.
    Map(Box<Ty>),
    /// A property type.
    Struct(TypeName),
    /// An enum in the module of the resource type.
    Enum(EnumId),
    /// A string of a kind: the name of its marker in `models::string_kind`.
    Kind(&'static str),
    /// What `Ref` returns of a resource type of the same service.
    Identifier(NamedResource),
    /// The ARN of a resource type of the same service.
    ArnOf(NamedResource),
    /// A type of the runtime, by its path.
    Runtime(&'static str),
}

/// A resource type, as a kind of string is named after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedResource {
    /// CloudFormation's name.
    pub resource: ResourceName,
    /// The Rust name in the module of its service.
    pub ident: String,
}

/// An enum of a resource type, by its index in [`Resource::enums`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnumId(
    /// The index.
    pub usize,
);

impl Struct {
    /// The required properties.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.required)
    }

    /// The properties of which exactly one has to be set, each by a constructor of its own.
    pub fn alternatives(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| self.alternatives.contains(&field.name))
    }

    /// The properties that have setters.
    pub fn optional(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !field.required && !self.alternatives.contains(&field.name))
    }

    /// The last part of the type name: `ReplicationRule`, `Bucket`.
    pub fn simple(&self) -> &str {
        self.path.rsplit(['.', ':']).next().unwrap_or(&self.path)
    }
}
