//! Logical ids: letters and digits, at most 255 of them.

use std::borrow::Cow;
use std::fmt;

/// The name of a resource, parameter, condition or output inside its template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogicalId(Cow<'static, str>);

/// A text that is not a logical id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicalIdError(String);

impl LogicalId {
    /// The id in a literal; [`id!`](crate::id) calls it at compile time.
    ///
    /// # Panics
    /// When the text is not 1 to 255 ASCII letters and digits; in a constant that is a compile error.
    #[allow(clippy::panic, reason = "in a constant this is the compile error")]
    pub const fn literal(text: &'static str) -> Self {
        assert!(!text.is_empty(), "a logical id has at least one character");
        assert!(text.len() <= 255, "a logical id has at most 255 characters");
        if !alphanumeric(text) {
            panic!("a logical id consists of ASCII letters and digits only: no `-`, `_`, `.` or space");
        }
        Self(Cow::Borrowed(text))
    }

    /// An id that nothing checks before `synth()` does: one that a macro will make an id of.
    #[must_use]
    pub fn unchecked(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// The id with another part after it, for ids that the program makes: `id!("Subnet").join("Az").join(1)` is `SubnetAz1`.
    /// `synth()` reports a part that is not letters and digits.
    #[must_use]
    pub fn join(&self, part: impl fmt::Display) -> Self {
        Self(format!("{}{part}", self.0).into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_text(self) -> Cow<'static, str> {
        self.0
    }
}

/// What may stand where a logical id is wanted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a logical id",
    label = "expected a `LogicalId`",
    note = "a literal is checked by the compiler: `id!(\"Queue\")`; for text of the program's own: `LogicalId::try_from(text)?`"
)]
pub trait IntoLogicalId {
    /// The id.
    fn into_logical_id(self) -> LogicalId;
}

impl IntoLogicalId for LogicalId {
    fn into_logical_id(self) -> LogicalId {
        self
    }
}

impl IntoLogicalId for &LogicalId {
    fn into_logical_id(self) -> LogicalId {
        self.clone()
    }
}

const fn alphanumeric(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            return false;
        }
        at += 1;
    }
    true
}

impl TryFrom<String> for LogicalId {
    type Error = LogicalIdError;

    fn try_from(text: String) -> Result<Self, LogicalIdError> {
        if (1..=255).contains(&text.len()) && alphanumeric(&text) {
            Ok(Self(text.into()))
        } else {
            Err(LogicalIdError(text))
        }
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for LogicalIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a logical id: 1 to 255 ASCII letters and digits", self.0)
    }
}

impl std::error::Error for LogicalIdError {}

/// A [`LogicalId`] checked at compile time: `id!("Bucket")`.
#[macro_export]
macro_rules! id {
    ($text:literal) => {{
        // An item, not a `const` block: `cargo check` evaluates it, so the mistake shows without a build.
        const ID: $crate::LogicalId = $crate::LogicalId::literal($text);
        ID
    }};
}
