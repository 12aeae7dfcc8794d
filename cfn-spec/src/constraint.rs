//! What the provider schemas add to a property: the values that AWS allows.

use crate::name::{PropertyName, ResourceName};

/// The constraints of one value. Everything is optional; the default constrains nothing.
///
/// Source: the resource provider schemas, see
/// <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Constraints {
    /// The closed set of values, in the schema's order (`enum`; a `const` is a set of one).
    pub allowed: Vec<Scalar>,
    /// The set is compared without regard to case (`enumCaseInsensitive`).
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
    /// The items of a list differ from each other.
    pub unique_items: bool,
    /// The items of a list differ from each other in these properties.
    pub unique_keys: Vec<PropertyName>,
    /// Count of entries of a map.
    pub entries: Range<u64>,
    /// A regular expression that every key of a map must match.
    pub key_pattern: Option<String>,
    /// What a string denotes (`format`): `AWS::KMS::Key.Arn`, `ipv4-network`, `date-time`, `json`. Alternatives are all listed.
    pub formats: Vec<String>,
    /// The resources, and which property of theirs, whose identifier the value is (`relationshipRef`).
    pub relationships: Vec<Relationship>,
    /// What AWS takes when the property is left out.
    pub default: Option<Scalar>,
    /// The constraints on each item of a list or value of a map.
    pub each: Option<Box<Constraints>>,
}

/// A scalar in a schema: a member of a closed set, or a default. Numbers keep their text.
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
    /// The least value allowed.
    pub min: Option<T>,
    /// The greatest value allowed.
    pub max: Option<T>,
}

/// "This string is that property of such a resource": `AWS::EC2::VPCEndpoint`, `Id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relationship {
    /// The resource type referred to.
    pub resource: ResourceName,
    /// The property or attribute of it, dotted when nested.
    pub attribute: String,
}

/// A rule between the properties of one object.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Exactly one of these is given (`requiredXor`).
    ExactlyOne(Vec<PropertyName>),
    /// At least one of these is given (`requiredOr`, or an `anyOf` of `required`).
    AtLeastOne(Vec<PropertyName>),
    /// At least one of these groups is given whole (an `anyOf` of `required` with several names).
    AnyGroup(Vec<Vec<PropertyName>>),
    /// Exactly one of these groups is given whole (a `oneOf` of `required`).
    OneGroup(Vec<Vec<PropertyName>>),
    /// When the first is given, so must the others be (`dependentRequired`).
    Requires(PropertyName, Vec<PropertyName>),
    /// When the first is given, none of the others may be (`dependentExcluded`).
    Excludes(PropertyName, Vec<PropertyName>),
}
