//! Notes about a valid template.

use crate::Span;

/// A note that a checker can report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// The index.
    pub span: Span,
}

/// The kinds of note.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteKind {
    /// An alias (`*name`). CloudFormation rejects it with "YAML aliases are not allowed in CloudFormation templates";
    /// `aws cloudformation package` and the SAM CLI expand aliases before they send the template.
    Alias,
    /// A merge key (`<<`); see [`Alias`](Self::Alias).
    MergeKey,
    /// An unknown tag, without `!`. It was parsed as `Fn::` and its name.
    UnknownFunction(String),
    /// A function of `AWS::LanguageExtensions` as a tag, without `!`. CloudFormation supports its full form only; it
    /// was parsed as that.
    LongFormOnly(String),
    /// A key that is not a string in YAML. In `Mappings` the service rejects it with "map keys must be strings;
    /// received numeric […] instead".
    KeyNotString,
    /// A plain scalar with another value than it seems to have: `0300` is the number 192, `yes` is true. Quoted, it
    /// would be a string.
    Reinterpreted {
        /// The scalar in the source.
        written: String,
        /// The value as JSON text.
        read: String,
    },
}
