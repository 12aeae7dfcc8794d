//! The lowered model: what will be written, every name decided.

use cfn_spec::constraint::Constraints;
use cfn_spec::name::{AttributeName, PropertyName, ResourceName, ServiceName, TypeName};
use cfn_spec::spec::UpdateType;

/// Everything of one specification.
#[derive(Debug)]
pub struct Model {
    /// The types that belong to no service (`Tag`).
    pub shared: Vec<Struct>,
    /// In the order of their names.
    pub services: Vec<Service>,
}

/// Everything of one service.
#[derive(Debug)]
pub struct Service {
    /// `AWS::S3`.
    pub name: ServiceName,
    /// `s3`.
    pub module: String,
    /// In the order of their names.
    pub resources: Vec<Resource>,
}

/// A resource type, and the module of what belongs to it.
#[derive(Debug)]
pub struct Resource {
    /// `AWS::S3::Bucket`.
    pub name: ResourceName,
    /// The type of its properties, `Bucket`.
    pub body: Struct,
    /// The module of its property types, `bucket`.
    pub module: String,
    /// The property or attribute that identifies it, if it is a single one: what `Ref` returns.
    pub identifier: Option<String>,
    /// What `Ref` returns.
    pub reference: Reference,
    /// The Rust name of the type of its attributes, when it has any.
    pub attributes_ident: Option<String>,
    /// What `Fn::GetAtt` returns.
    pub attributes: Vec<Attribute>,
    /// Any other property may be given as well.
    pub additional_properties: bool,
    /// Its property types, in the order of their names.
    pub types: Vec<Struct>,
    /// Its closed sets, in the order of their names.
    pub sets: Vec<ClosedSet>,
}

/// What `Ref` returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A string of a kind that properties ask for.
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
    /// The Rust name of the struct of required properties, when there are too many for arguments.
    pub required_ident: Option<String>,
    /// AWS's page.
    pub documentation: Option<String>,
    /// In the order of their names.
    pub fields: Vec<Field>,
    /// What it is for.
    pub role: Role,
    /// The module of an equal type, of which this is a re-export.
    pub duplicate_in: Option<String>,
}

/// What a type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Properties take it.
    Property,
    /// Only attributes return it: it is a name for what they are, and has no setters.
    Attribute,
}

/// A property that can be set.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: PropertyName,
    /// The Rust name.
    pub ident: String,
    /// What it takes.
    pub ty: Ty,
    /// A template without it is refused.
    pub required: bool,
    /// What a change does.
    pub update: UpdateType,
    /// AWS's page.
    pub documentation: Option<String>,
    /// What AWS allows.
    pub constraints: Constraints,
    /// AWS advises against it.
    pub deprecated: bool,
    /// AWS takes it but never gives it back.
    pub write_only: bool,
}

/// An attribute.
#[derive(Debug)]
pub struct Attribute {
    /// The name on the wire.
    pub name: AttributeName,
    /// The Rust name.
    pub ident: String,
    /// What it returns.
    pub ty: Ty,
}

/// A closed set of strings.
#[derive(Debug)]
pub struct ClosedSet {
    /// The Rust name.
    pub ident: String,
    /// The properties that take it, `AWS::S3::Bucket.ReplicationRule/Status`.
    pub paths: Vec<String>,
    /// Rust name and value on the wire.
    pub members: Vec<(String, String)>,
    /// The module of an equal set, of which this is a re-export.
    pub duplicate_in: Option<String>,
}

/// What a property takes or an attribute returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// Any string.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Double,
    /// A point in time, as ISO 8601 writes it.
    Timestamp,
    /// Any JSON value.
    Json,
    /// A list of such items.
    List(Box<Ty>),
    /// A map from strings to such values.
    Map(Box<Ty>),
    /// A property type.
    Struct(TypeName),
    /// A closed set in the module of the resource.
    Set(SetId),
    /// A string of a kind: the name of its marker in `models::meaning`.
    Kind(&'static str),
    /// What `Ref` returns of a resource type of the same service.
    Identifier(Of),
    /// The ARN of a resource type of the same service.
    ArnOf(Of),
    /// A type of the runtime, by its path there.
    Runtime(&'static str),
}

/// A resource type, as a kind of string is named after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// CloudFormation's name.
    pub resource: ResourceName,
    /// The Rust name in the module of its service.
    pub ident: String,
}

/// A closed set of a resource, by its place in [`Resource::sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetId(
    /// The place.
    pub usize,
);

impl Struct {
    /// The properties without which a template is refused.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.required)
    }

    /// AWS's name of the type alone: `ReplicationRule`, `Bucket`.
    pub fn simple(&self) -> &str {
        self.path.rsplit(['.', ':']).next().unwrap_or(&self.path)
    }
}
