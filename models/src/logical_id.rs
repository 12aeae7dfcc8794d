//! Logical IDs: 1 to 255 ASCII letters and digits.

use std::borrow::Cow;
use std::fmt;

/// The name of a resource, parameter, condition or output inside its template.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html>.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogicalId(Cow<'static, str>);

/// A string that is not a valid logical ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogicalIdError(String);

impl LogicalId {
    /// The logical ID of a string literal; [`id!`](crate::id) calls it at compile time.
    ///
    /// # Panics
    /// If the string is not 1 to 255 ASCII letters and digits; in a constant that is a compile error.
    #[allow(clippy::panic, reason = "in a constant this is the compile error")]
    pub const fn literal(text: &'static str) -> Self {
        assert!(!text.is_empty(), "a logical ID has at least one character");
        assert!(text.len() <= 255, "a logical ID has at most 255 characters");
        if !alphanumeric(text) {
            panic!("a logical ID consists of ASCII letters and digits only: no `-`, `_`, `.` or space");
        }
        Self(Cow::Borrowed(text))
    }

    /// A logical ID that is not checked before `synth()`, such as one that a macro completes.
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

    /// The logical ID as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_text(self) -> Cow<'static, str> {
        self.0
    }
}

/// A value that can be used as a logical ID.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a logical ID",
    label = "expected a `LogicalId`",
    note = "a literal is checked by the compiler: `id!(\"Queue\")`; for a string computed at run time: `LogicalId::try_from(text)?`"
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
        write!(f, "`{}` is not a valid logical ID: expected 1 to 255 ASCII letters and digits", self.0)
    }
}

impl std::error::Error for LogicalIdError {}

/// A [`LogicalId`] checked at compile time: `id!("Bucket")`.
#[macro_export]
macro_rules! id {
    ($text:literal) => {{
        // An item, not a `const` block: `cargo check` evaluates it, so the error is reported without a build.
        const ID: $crate::LogicalId = $crate::LogicalId::literal($text);
        ID
    }};
}
