//! Reads AWS CloudFormation templates, and writes them as YAML.
//!
//! [`read`] takes JSON or YAML and returns the same tree for both: functions in short form (`!Ref Bucket`) are in their
//! long form (`{"Ref": "Bucket"}`), keys keep their order, and every value and key knows its place in the source, so that
//! a finding about it can point there. Plain YAML scalars are what CloudFormation takes them for: `yes` is true,
//! `0300` is 192 and `2012-10-17` is a string; the rules and their sources are listed below. What is read in a way that its
//! author may not expect comes with a [`Note`].
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
//!
//! A template that is not well-formed, repeats a key or exceeds a limit of [`Options`] is refused with [`Errors`], each
//! with line, column, remedy and [`Excerpt`]. No text makes the reader panic, and its time and memory are bounded.
//!
//! [`TemplateBody`] is a template as AWS or a file gives it, with its sections and resources, or the reason why it cannot be read.
//!
//! [`write_yaml`] is the way back: YAML with short forms that readers of YAML 1.1 and of 1.2 understand alike.
//!
//! # Rules
//!
//! - A tag on a scalar makes it a string: `!Ref 123` is `{"Ref": "123"}`. `!GetAtt A.B.C` is
//!   `{"Fn::GetAtt": ["A", "B.C"]}`, split at the first dot; a list stays as it is. Any other tag `!Name` becomes
//!   `Fn::Name`, as in cfn-lint and cfn-flip, with a note if CloudFormation knows no such function.
//! - A key is a string. A number or boolean as a key becomes its JSON text, with a note; null, a list, a map or an alias
//!   as a key is refused.
//! - Aliases and merge keys are expanded, as `aws cloudformation package` and the SAM CLI do, with a note, because
//!   CloudFormation itself refuses them. A map's own keys win over merged ones.
//! - A key that stands twice in a map is refused: CloudFormation's documentation leaves open which one counts.
//! - A text that starts with `{` is JSON and must be strictly so; CloudFormation does not fall back to YAML.
#![doc = include_str!("scalar_rules.md")]

mod builder;
mod deletion_policy;
mod error;
mod excerpt;
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
pub use note::{Note, NoteKind};
pub use number::{NotFinite, Number};
pub use options::{Format, Options};
pub use pseudo_parameter::PSEUDO_PARAMETERS;
pub use read::{Document, read};
pub use short_form::FUNCTIONS;
pub use span::{Position, Span};
pub use template::{Resource, Template, TemplateBody, Unreadable};
pub use tree::Tree;
pub use value::{Entry, Kind, Value};
pub use write::write_yaml;

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
