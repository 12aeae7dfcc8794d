//! The lowered model: what will be written, every name decided.

use cfn_spec::constraint::{Constraints, Scalar};
use cfn_spec::name::{AttributeName, PropertyName, ResourceName, ServiceName, TypeName};
use cfn_spec::spec::UpdateType;

/// Everything of one service.
#[derive(Debug)]
pub(crate) struct Service {
    /// `AWS::S3`.
    pub(crate) name: ServiceName,
    /// `s3`.
    pub(crate) module: String,
    /// In the order of their names.
    pub(crate) resources: Vec<Resource>,
}

/// A resource type, and the module of what belongs to it.
#[derive(Debug)]
pub(crate) struct Resource {
    /// `AWS::S3::Bucket`.
    pub(crate) name: ResourceName,
    /// The type of its properties, `Bucket`.
    pub(crate) body: Struct,
    /// The module of its property types, `bucket`.
    pub(crate) module: String,
    /// What `Ref` returns.
    pub(crate) reference: Reference,
    /// The Rust name of the type of its attributes, when it has any.
    pub(crate) attributes_ident: Option<String>,
    /// What `Fn::GetAtt` returns.
    pub(crate) attributes: Vec<Attribute>,
    /// Any other property may be given as well.
    pub(crate) additional_properties: bool,
    /// Its property types, in the order of their names.
    pub(crate) types: Vec<Struct>,
    /// Its closed sets, in the order of their names.
    pub(crate) sets: Vec<ClosedSet>,
}

/// What `Ref` returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A string with a meaning that properties ask for.
    Meaning(&'static str),
    /// The resource's identifier.
    Identifier,
}

/// The properties of a resource type or a property type.
#[derive(Debug)]
pub(crate) struct Struct {
    /// `AWS::S3::Bucket.ReplicationRule`.
    pub(crate) path: String,
    /// The Rust name.
    pub(crate) ident: String,
    /// The Rust name of the struct of required properties, when there are too many for arguments.
    pub(crate) required_ident: Option<String>,
    /// AWS's page.
    pub(crate) documentation: Option<String>,
    /// In the order of their names.
    pub(crate) fields: Vec<Field>,
    /// What it is for.
    pub(crate) role: Role,
    /// The module of an equal type, of which this is a re-export.
    pub(crate) twin_in: Option<String>,
}

/// What a type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Properties take it.
    Property,
    /// Only attributes return it: it is a name for what they are, and has no setters.
    Attribute,
}

/// A property that can be set.
#[derive(Debug)]
pub(crate) struct Field {
    /// The name on the wire.
    pub(crate) name: PropertyName,
    /// The Rust name.
    pub(crate) ident: String,
    /// What it takes.
    pub(crate) ty: Ty,
    /// A template without it is refused.
    pub(crate) required: bool,
    /// What a change does.
    pub(crate) update: UpdateType,
    /// AWS's page.
    pub(crate) documentation: Option<String>,
    /// What AWS allows.
    pub(crate) constraints: Constraints,
    /// AWS advises against it.
    pub(crate) deprecated: bool,
    /// AWS takes it but never gives it back.
    pub(crate) write_only: bool,
}

/// An attribute.
#[derive(Debug)]
pub(crate) struct Attribute {
    /// The name on the wire.
    pub(crate) name: AttributeName,
    /// The Rust name.
    pub(crate) ident: String,
    /// What it returns.
    pub(crate) ty: Ty,
}

/// A closed set of strings.
#[derive(Debug)]
pub(crate) struct ClosedSet {
    /// The Rust name.
    pub(crate) ident: String,
    /// The properties that take it, `AWS::S3::Bucket.ReplicationRule/Status`.
    pub(crate) paths: Vec<String>,
    /// Rust name and value on the wire.
    pub(crate) members: Vec<(String, String)>,
    /// The module of an equal set, of which this is a re-export.
    pub(crate) twin_in: Option<String>,
}

/// What a property takes or an attribute returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    String,
    Boolean,
    Integer,
    Double,
    Timestamp,
    Json,
    List(Box<Ty>),
    Map(Box<Ty>),
    /// A property type.
    Struct(TypeName),
    /// A closed set in the module of the resource.
    Set(SetId),
    /// A string with a meaning: the name of its marker.
    Meaning(&'static str),
    /// A type of the runtime, by its path there.
    Runtime(&'static str),
}

/// A closed set of a resource, by its place in [`Resource::sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SetId(pub(crate) usize);

impl Struct {
    /// The properties without which a template is refused.
    pub(crate) fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.required)
    }
}

/// The strings of a closed set, `None` when the constraint is no set or has members that are no strings.
///
/// Numbers stay numbers, and texts of several lines, of which AWS has none, stay texts, because generated code has the values of a
/// set a line each: `synth()` checks them.
pub(crate) fn closed_set(constraints: &Constraints) -> Option<Vec<&str>> {
    let mut values: Vec<&str> = Vec::with_capacity(constraints.allowed.len());
    for scalar in &constraints.allowed {
        let Scalar::String(value) = scalar else {
            return None;
        };
        if value.contains('\n') {
            return None;
        }
        let known = values.iter().any(|known| match constraints.ignore_case {
            true => known.eq_ignore_ascii_case(value),
            false => known == value,
        });
        if !known {
            values.push(value);
        }
    }
    (!values.is_empty()).then_some(values)
}
