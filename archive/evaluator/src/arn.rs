//! Amazon Resource Names (ARNs): six segments, of which the last can contain colons.

use crate::pattern::Pattern;

/// `arn`, partition, service, region, account, resource.
const SEGMENTS: usize = 6;

/// Whether an ARN pattern matches an ARN, segment by segment: a wildcard does not match a colon, except in the resource.
pub(crate) fn matches(pattern: &Pattern, arn: &str) -> bool {
    let Some(arn) = split(arn) else { return false };
    let patterns = pattern.split_at_colons(SEGMENTS);
    patterns.len() == SEGMENTS && patterns.iter().zip(arn).all(|(pattern, segment)| pattern.matches(segment))
}

/// As [`matches`], where a pattern with fewer segments matches any value of the missing ones (identity-based policies only).
pub(crate) fn matches_completed(pattern: &Pattern, arn: &str) -> bool {
    let Some(arn) = split(arn) else { return false };
    pattern.split_at_colons(SEGMENTS).iter().zip(arn).all(|(pattern, segment)| pattern.matches(segment))
}

/// The segments of an ARN, or `None` if the string is not an ARN.
pub(crate) fn split(text: &str) -> Option<[&str; SEGMENTS]> {
    let mut segments = [""; SEGMENTS];
    let mut parts = text.splitn(SEGMENTS, ':');
    for segment in &mut segments {
        *segment = parts.next()?;
    }
    (segments[0] == "arn").then_some(segments)
}

/// Whether the string is an account ID: twelve digits.
pub(crate) fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
