//! The constraints on values, from the provider schemas.

use crate::name::{PropertyName, ResourceName};

/// The constraints on a value. The default has no constraints.
///
/// Source: the resource provider schemas, see
/// <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// The allowed values, in the schema's order (`enum`; a `const` is one allowed value).
    pub allowed: Vec<Scalar>,
    /// Whether the allowed values are case-insensitive (`enumCaseInsensitive`).
    pub ignore_case: bool,
    /// A regular expression (ECMA 262) that a string must match somewhere.
    pub pattern: Option<String>,
    /// Length of a string in characters.
    pub length: Range<u64>,
    /// Bounds of a number, inclusive.
    pub range: Range<f64>,
    /// Bounds of a number, exclusive.
    pub exclusive_range: Range<f64>,
    /// A number is a multiple of this.
    pub multiple_of: Option<f64>,
    /// Count of items of a list.
    pub items: Range<u64>,
    /// Whether the items of a list have to be unique.
    pub unique_items: bool,
    /// The properties in which the items of a list have to be unique.
    pub unique_keys: Vec<PropertyName>,
    /// Count of entries of a map.
    pub entries: Range<u64>,
    /// A regular expression that every key of a map must match.
    pub key_pattern: Option<String>,
    /// The formats of a string (`format`): `AWS::KMS::Key.Arn`, `ipv4-network`, `date-time`, `json`. Alternatives are all listed.
    pub formats: Vec<String>,
    /// The resource types and properties that the value refers to (`relationshipRef`).
    pub relationships: Vec<Relationship>,
    /// The default.
    pub default: Option<Scalar>,
    /// The constraints on each item of a list or value of a map.
    pub each: Option<Box<Constraints>>,
}

/// A scalar in a schema: an allowed value or a default. Numbers keep their text.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// A string.
    String(String),
    /// A number, as it is written.
    Number(String),
    /// A boolean.
    Bool(bool),
}

/// A lower and an upper bound, each optional.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range<T> {
    /// The minimum.
    pub min: Option<T>,
    /// The maximum.
    pub max: Option<T>,
}

/// A reference to a property of a resource type: `AWS::EC2::VPCEndpoint`, `Id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relationship {
    /// The resource type referred to.
    pub resource: ResourceName,
    /// The property or attribute of it, dotted when nested.
    pub attribute: String,
}

/// A constraint between the properties of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Exactly one of these is required (`requiredXor`).
    ExactlyOne(Vec<PropertyName>),
    /// At least one of these is required (`requiredOr`, or an `anyOf` of `required`).
    AtLeastOne(Vec<PropertyName>),
    /// All properties of at least one of these groups are required (an `anyOf` of `required` with several names).
    AnyGroup(Vec<Vec<PropertyName>>),
    /// All properties of exactly one of these groups are required (a `oneOf` of `required`).
    OneGroup(Vec<Vec<PropertyName>>),
    /// The first requires the others (`dependentRequired`).
    Requires(PropertyName, Vec<PropertyName>),
    /// The first excludes the others (`dependentExcluded`).
    Excludes(PropertyName, Vec<PropertyName>),
}
