//! Parses AWS CloudFormation templates (JSON and YAML), and writes them as YAML.
//!
//! [`read`] parses JSON or YAML and returns the same tree for both: functions in short form (`!Ref Bucket`) are
//! converted to their full form (`{"Ref": "Bucket"}`), keys keep their order, and every value and key has its position
//! in the source, for error messages. Plain YAML scalars have the type that CloudFormation gives them: `yes` is true,
//! `0300` is 192 and `2012-10-17` is a string; the rules and their sources are listed below. Values that can be
//! different from what the author intended have a [`Note`].
//!
//! ```
//! use cfn_template::{Options, read};
//!
//! let source = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !Ref Name}\n";
//! let document = read(source, &Options::default())?;
//! let name = document.root.get("Resources").and_then(|all| all.get("Topic")?.get("Properties")?.get("TopicName"));
//! let name = name.ok_or("no such property")?;
//! assert_eq!(name.as_function().map(|(function, _)| function), Some("Ref"));
//! assert_eq!(name.span.start.to_string(), "line 4, column 29");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! A template that is not well-formed, has duplicate keys or exceeds a limit of [`Options`] is rejected with
//! [`Errors`], each with line, column, remedy and [`Excerpt`]. The parser does not panic, and its time and memory are
//! bounded. [`TemplateBody`] is a template from AWS or from a file, with its sections and resources, or the reason why
//! it cannot be parsed. [`write_yaml`] writes YAML with short forms that has the same value for YAML 1.1 and YAML 1.2
//! parsers.
//!
//! # Rules
//!
//! - A tag on a scalar makes it a string: `!Ref 123` is `{"Ref": "123"}`. `!GetAtt A.B.C` is
//!   `{"Fn::GetAtt": ["A", "B.C"]}`, split at the first dot; a list is unchanged. Any other tag `!Name` becomes
//!   `Fn::Name`, as in cfn-lint and cfn-flip, with a note if CloudFormation has no such function.
//! - A key is a string. A number or boolean as a key becomes its JSON text, with a note; null, a list, a map or an alias
//!   as a key is rejected.
//! - Aliases and merge keys are expanded, as `aws cloudformation package` and the SAM CLI do, with a note, because
//!   CloudFormation rejects them. A map's own keys win over merged ones.
//! - Duplicate keys in a map are an error: CloudFormation does not document which one is used.
//! - A template that begins with `{` is parsed as strict JSON; CloudFormation does not fall back to YAML.
#![doc = include_str!("scalar_rules.md")]
#![warn(clippy::disallowed_methods)]

mod builder;
mod deletion_policy;
mod error;
mod excerpt;
mod function;
mod json;
mod note;
mod number;
mod options;
mod pseudo_parameter;
mod read;
mod scalar;
mod short_form;
mod span;
mod template;
mod tree;
mod value;
mod write;
mod yaml;

#[cfg(feature = "json")]
mod serde_json_value;

pub use deletion_policy::DeletionPolicy;
pub use error::{Error, ErrorKind, Errors};
pub use excerpt::Excerpt;
pub use function::{Argument, Arguments, FUNCTIONS, Function, Returns, Sections};
pub use note::{Note, NoteKind};
pub use number::{NotFinite, Number};
pub use options::{Format, Options};
pub use pseudo_parameter::PSEUDO_PARAMETERS;
pub use read::{Document, read};
pub use span::{Position, Span};
pub use template::{Resource, Template, TemplateBody, Unreadable};
pub use tree::Tree;
pub use value::{Entry, Kind, Value};
pub use write::write_yaml;

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
