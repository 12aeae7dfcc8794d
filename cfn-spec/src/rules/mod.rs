//! Rules between the properties of a resource, and between resources that refer to each other, as data.
//!
//! ```text
//! snapshot/rules/dynamodb.txt    published rules for AWS::DynamoDB; written by `regen-spec`
//! snapshot/rules/tables/…        allowed values by region: instance types
//! overlay/rules/dynamodb.txt     rules that are not published as data, each with its source
//! ```
//! Both have the same grammar. A file has one section per resource type, a section has rules, and a rule has paths and
//! a schema: the keywords of JSON Schema, and a few more, one per line, nested by indentation of two spaces. A keyword
//! that takes a schema can be followed by it on the same line.
//!
//! ```text
//! resource Table
//!
//! rule dynamodb-table-billingmode-exclusive
//!   lint E3638
//!   at .
//!   if
//!     required BillingMode
//!     property BillingMode const "PAY_PER_REQUEST"
//!   then
//!     property ProvisionedThroughput
//!       property ReadCapacityUnits const 0
//! ```
//! A rule across resources takes values of the resource and of those that it refers to; its schema applies to an object
//! of these values:
//!
//! ```text
//!   self VisibilityTimeout else 30
//!   refers queue EventSourceArn AWS::SQS::Queue
//!     take fifo FifoQueue else false
//! ```

mod reader;
mod section;
mod table;

pub use reader::read;
pub use section::Sections;
pub(crate) use section::split;
pub use table::Table;

/// The folder of the layer, in the snapshot and in the overlay.
pub const FOLDER: &str = "rules";
/// The folder of the tables in the layer's folder.
pub const TABLES: &str = "rules/tables";

/// The folder with the resources of IAM actions, one file per service prefix.
pub const ACTIONS: &str = "rules/actions";
/// The folder with the regions of resource types, and the name of its table. It is written from the provider schemas.
pub const AVAILABILITY: &str = "availability";
/// The name of the table in [`AVAILABILITY`]: the regions that have each resource type.
pub const TYPES: &str = "types";
/// The folder of the published schemas of the template language, one file a subject: functions, policies, sections.
pub const LANGUAGE: &str = "rules/language";
/// The folder of the overlay, beside the snapshot.
pub const OVERLAY: &str = "overlay";

/// Samples of ARNs, and of IDs with a fixed form, that attributes and `Ref` of resource types return: lines
/// `AWS::SQS::Queue Arn arn:aws:sqs:…`. Where a property determines the form, further lines name its value: `Arn[FifoQueue=true]`.
pub const ARNS: &str = include_str!("../../overlay/arns.txt");

/// Names that two resources of a type cannot share although they are not its identifier, with the properties that they are unique within:
/// lines `AWS::SQS::Queue QueueName https://…`.
pub const NAMES: &str = include_str!("../../overlay/names.txt");

/// Services as principals of policies, and where a service is given a role: lines `service lambda`,
/// `role AWS::Lambda::Function Role lambda`.
pub const PRINCIPALS: &str = include_str!("../../overlay/principals.txt");

/// The resource types that hold data, and what is lost with one: lines `AWS::S3::Bucket objects`.
pub const STATEFUL: &str = include_str!("../../overlay/stateful.txt");

/// The resource types that hold data, sorted, and what is lost with one, from [`STATEFUL`].
pub fn stateful() -> impl Iterator<Item = (&'static str, &'static str)> {
    STATEFUL.lines().filter(|line| line.starts_with("AWS::")).filter_map(|line| line.split_once(' '))
}

/// The folder of the overlay in this crate.
pub fn overlay_directory() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/overlay"))
}

/// A rule for a resource type.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The stable name: `dynamodb-table-billingmode-exclusive`.
    pub name: String,
    /// The ID of the rule in cfn-lint, if it is from there: `E3638`.
    pub lint: Option<String>,
    /// The source in AWS's documentation (a URL); rules of the overlay have one.
    pub source: Option<String>,
    /// Whether violations are warnings, as for lists that AWS extends.
    pub warning: bool,
    /// The message, if it is not generated from the schema.
    pub message: Option<String>,
    /// The remedy.
    pub remedy: Option<String>,
    /// The paths in the properties that the schema applies to: `Listeners/*`; empty for the properties themselves.
    pub places: Vec<Vec<String>>,
    /// The object that the schema applies to, for a rule across resources.
    pub gather: Vec<RelatedResource>,
    /// The schema.
    pub schema: Schema,
}

/// An entry of the object of a rule across resources.
#[derive(Clone, Debug, PartialEq)]
pub struct RelatedResource {
    /// The name of the entry.
    pub name: String,
    /// The path of the reference to another resource, and its expected type; `None` for the resource itself.
    pub reference: Option<(Vec<String>, Option<String>)>,
    /// The values of the entry.
    pub taken: Vec<SelectedValue>,
}

/// A value of a resource that a rule uses.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectedValue {
    /// The name in the entry.
    pub name: String,
    /// The path in the properties; empty for the type of the resource.
    pub path: Vec<String>,
    /// The default.
    pub default: Option<Scalar>,
}

/// A value in a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// None.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(String),
}

/// An operand of a keyword.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A value.
    Scalar(Scalar),
    /// The value at a path, relative to the place of the schema or, with `from_resource`, to the properties of the resource.
    At {
        /// Whether the path is relative to the properties.
        from_resource: bool,
        /// The path.
        path: Vec<String>,
    },
}

/// A schema: all its keywords have to be valid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The keywords.
    pub keywords: Vec<Keyword>,
}

/// A JSON type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list.
    Array,
    /// A boolean.
    Boolean,
    /// An integer.
    Integer,
    /// Nothing.
    Null,
    /// A number.
    Number,
    /// An object.
    Object,
    /// A string.
    String,
}

/// A bound of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// At least.
    Minimum,
    /// At most.
    Maximum,
    /// Greater than.
    ExclusiveMinimum,
    /// Less than.
    ExclusiveMaximum,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// The items of a list.
    Items,
    /// The characters of a string.
    Length,
    /// The entries of an object.
    Properties,
}

/// A keyword of a schema. As in JSON Schema, a keyword is valid for values of types that it does not apply to.
#[derive(Clone, Debug, PartialEq)]
pub enum Keyword {
    /// The value is not allowed.
    Never,
    /// It has one of these types.
    Type(Vec<Kind>),
    /// It is one of these values.
    Enum(Vec<Operand>),
    /// It is one of the values of a table.
    Table(String),
    /// A number within a bound.
    Bound(Bound, Operand),
    /// A multiple of the number.
    MultipleOf(f64),
    /// A minimum and maximum count.
    Count(Count, Option<u64>, Option<u64>),
    /// The string matches a pattern.
    Pattern(String),
    /// The string, or the result of a reference, has a format: `AWS::SQS::Queue.Arn`, `json`, `cidr`.
    Format(String),
    /// The object has these properties.
    Required(Vec<String>),
    /// The object has at least one of these properties.
    RequiredOr(Vec<String>),
    /// The object has exactly one of these properties.
    RequiredXor(Vec<String>),
    /// The first requires the others.
    DependentRequired(String, Vec<String>),
    /// The first excludes the others.
    DependentExcluded(String, Vec<String>),
    /// The value of a property.
    Property(String, Schema),
    /// The values of properties whose name matches.
    PatternProperty(String, Schema),
    /// The values of all other properties.
    Additional(Schema),
    /// The name of each property.
    Names(Schema),
    /// Each item.
    Items(Schema),
    /// At least one item.
    Contains(Schema),
    /// The items are unique in these properties.
    UniqueKeys(Vec<String>),
    /// The items are unique.
    UniqueItems,
    /// All are valid.
    AllOf(Vec<Schema>),
    /// At least one is valid.
    AnyOf(Vec<Schema>),
    /// Exactly one is valid.
    OneOf(Vec<Schema>),
    /// It is not valid.
    Not(Schema),
    /// The second if the first is valid, otherwise the third.
    If(Schema, Option<Schema>, Option<Schema>),
    /// A schema for the properties of the resource, not for the place.
    Resource(Schema),
}
