//! Optional values whose absence means the same as an empty value.

/// The value, or an empty one.
///
/// Only for what is absent: a value that cannot be read is an error.
#[expect(clippy::disallowed_methods, reason = "absence means the same as an empty value")]
pub(crate) fn or_empty<T: Default>(value: Option<T>) -> T {
    value.unwrap_or_default()
}
