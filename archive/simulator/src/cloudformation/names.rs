//! The names of stacks, change sets and StackSets.

use crate::api_error::ApiError;

/// The maximum length.
const MAX_LENGTH: usize = 128;

/// Validates a name. `member` is the name of the parameter.
///
/// # Errors
/// `ValidationError` with the constraint.
pub(crate) fn check(member: &str, name: &str) -> Result<(), ApiError> {
    let failed = |constraint: &str| {
        Err(ApiError::validation(format!(
            "1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: Member must {constraint}"
        )))
    };
    if name.len() > MAX_LENGTH {
        return failed("have length less than or equal to 128");
    }
    let legal = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !legal || !name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) {
        return failed("satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
    }
    Ok(())
}
