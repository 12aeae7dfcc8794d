//! What a template that can be read does unexpectedly.

use crate::Span;

/// Something that a reader of the template should know and that a checker may report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of note.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteKind {
    /// An alias (`*name`). CloudFormation itself answers "YAML aliases are not allowed in CloudFormation templates";
    /// `aws cloudformation package` and the SAM CLI expand them before they send the template.
    Alias,
    /// A merge key (`<<`); see [`Alias`](Self::Alias).
    MergeKey,
    /// A tag that is none of CloudFormation's functions, here without `!`. It was read as `Fn::` and its name.
    UnknownFunction(String),
    /// A function of `AWS::LanguageExtensions` as a tag, here without `!`. CloudFormation knows its long form only; it was read
    /// as that.
    LongFormOnly(String),
    /// A key that YAML does not read as a string. In `Mappings` the service answers "map keys must be strings;
    /// received numeric […] instead".
    KeyNotString,
    /// A plain scalar that is not what it looks like: `0300` is the number 192, `yes` is true. Quoted it would be the
    /// string that it looks like.
    Reinterpreted {
        /// The scalar as the source spells it.
        written: String,
        /// The value as JSON text.
        read: String,
    },
}
