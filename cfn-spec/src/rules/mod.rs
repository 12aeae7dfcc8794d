//! Rules between the properties of a resource, and between resources that refer to each other, as facts.
//!
//! ```text
//! snapshot/rules/dynamodb.txt    what the published rules say of AWS::DynamoDB; written by `regen-spec`
//! snapshot/rules/tables/…        lists of values by region: instance types
//! overlay/rules/dynamodb.txt     rules that nobody publishes as data, each with its source
//! ```
//!
//! Both have one grammar. A file has a section a resource type, a section its rules, and a rule a place and a schema: the
//! keywords of JSON Schema, and a few more, one a line, what is nested indented by two. What follows a keyword that
//! takes a schema on the same line is that schema.
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
//!
//! A rule about another resource that the first refers to names it, and its schema is about an object of both:
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
pub use table::Table;

/// The folder of the layer, in the snapshot and in the overlay.
pub const FOLDER: &str = "rules";
/// The folder of the tables in the layer's folder.
pub const TABLES: &str = "rules/tables";

/// The folder of what IAM's actions act on, a file a service prefix.
pub const ACTIONS: &str = "rules/actions";
/// The folder of the overlay, beside the snapshot.
pub const OVERLAY: &str = "overlay";

/// What the attributes of resource types are that are ARNs, as samples of them: lines `AWS::SQS::Queue Arn arn:aws:sqs:…`.
pub const ARNS: &str = include_str!("../../overlay/arns.txt");

/// Services as principals of policies, and where a service is given a role: lines `service lambda`,
/// `role AWS::Lambda::Function Role lambda`.
pub const PRINCIPALS: &str = include_str!("../../overlay/principals.txt");

/// The overlay's folder that is part of this crate.
pub fn overlay_directory() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/overlay"))
}

/// A rule about a resource type.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name, which stays the same: `dynamodb-table-billingmode-exclusive`.
    pub name: String,
    /// What cfn-lint calls it, where the rule is from there: `E3638`.
    pub lint: Option<String>,
    /// Where AWS says so (a URL); rules of the overlay have one.
    pub source: Option<String>,
    /// What breaks it may be right all the same: a list that AWS adds to.
    pub warning: bool,
    /// What is wrong, where the schema's own words would not say it well.
    pub message: Option<String>,
    /// What to do.
    pub remedy: Option<String>,
    /// The places in the resource's properties that the schema is about: `Listeners/*`; empty for the properties as a whole.
    pub places: Vec<Vec<String>>,
    /// What the schema is about instead, where it spans resources.
    pub gather: Vec<Gathered>,
    /// What must hold.
    pub schema: Schema,
}

/// An entry of the object that a rule over several resources is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Gathered {
    /// The entry's name.
    pub name: String,
    /// Where the resource refers to another, and the type the other must have; `None` for the resource itself.
    pub reference: Option<(Vec<String>, Option<String>)>,
    /// What of the resource the entry has.
    pub taken: Vec<Taken>,
}

/// A value that a rule takes of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// What it is called in the entry.
    pub name: String,
    /// Where it is among the properties; empty for the resource's type.
    pub path: Vec<String>,
    /// What it is where the template does not say.
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
    /// A text.
    Text(String),
}

/// What a keyword compares with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A value.
    Scalar(Scalar),
    /// The value at a path from the schema's place, or from the resource's properties if `from_resource`.
    At {
        /// From the properties, not from the place.
        from_resource: bool,
        /// The path.
        path: Vec<String>,
    },
}

/// What must hold of a value: every keyword of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The keywords.
    pub keywords: Vec<Keyword>,
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list.
    Array,
    /// A truth value.
    Boolean,
    /// A whole number.
    Integer,
    /// Nothing.
    Null,
    /// A number.
    Number,
    /// An object.
    Object,
    /// A text.
    String,
}

/// How a number compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// At least.
    Minimum,
    /// At most.
    Maximum,
    /// More than.
    ExclusiveMinimum,
    /// Less than.
    ExclusiveMaximum,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// The items of a list.
    Items,
    /// The characters of a text.
    Length,
    /// The entries of an object.
    Properties,
}

/// A condition on a value. Each holds of values that it is not about, as in JSON Schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Keyword {
    /// Nothing holds: the value must not be there.
    Never,
    /// It is of one of these kinds.
    Type(Vec<Kind>),
    /// It is one of these.
    Enum(Vec<Operand>),
    /// It is one of a table's values.
    Table(String),
    /// A number within a bound.
    Bound(Bound, Operand),
    /// A multiple of the number.
    MultipleOf(f64),
    /// At least and at most so many.
    Count(Count, Option<u64>, Option<u64>),
    /// The text matches.
    Pattern(String),
    /// The text, or what a reference returns, is of a format: `AWS::SQS::Queue.Arn`, `json`, `cidr`.
    Format(String),
    /// The object has these.
    Required(Vec<String>),
    /// The object has at least one of these.
    RequiredOr(Vec<String>),
    /// The object has exactly one of these.
    RequiredXor(Vec<String>),
    /// With the first, the others.
    DependentRequired(String, Vec<String>),
    /// With the first, none of the others.
    DependentExcluded(String, Vec<String>),
    /// A property, if it is there.
    Property(String, Schema),
    /// Each property whose name matches.
    PatternProperty(String, Schema),
    /// Each property that the schema names in no other way.
    Additional(Schema),
    /// The name of each property.
    Names(Schema),
    /// Each item.
    Items(Schema),
    /// At least one item.
    Contains(Schema),
    /// No two items have the same in all of these.
    UniqueKeys(Vec<String>),
    /// No two items are the same.
    UniqueItems,
    /// All hold.
    AllOf(Vec<Schema>),
    /// At least one holds.
    AnyOf(Vec<Schema>),
    /// Exactly one holds.
    OneOf(Vec<Schema>),
    /// It does not hold.
    Not(Schema),
    /// The second if the first holds, the third if not.
    If(Schema, Option<Schema>, Option<Schema>),
    /// Of the resource's properties, not of the place.
    Resource(Schema),
}
