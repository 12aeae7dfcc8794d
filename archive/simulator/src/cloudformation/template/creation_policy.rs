//! `CreationPolicy`: a resource is complete after a number of signals.

use std::time::Duration;

use serde_json::Value;

use crate::api_error::ApiError;
use crate::parse::parse;

/// The types that support it:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-creationpolicy.html>
const TYPES: [&str; 4] = [
    "AWS::AppStream::Fleet",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::CloudFormation::WaitCondition",
    "AWS::EC2::Instance",
];

/// The number of signals and the timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CreationPolicy {
    pub(crate) count: usize,
    pub(crate) timeout: Duration,
}

impl CreationPolicy {
    /// Parses the attribute; `None` if it requires no signals.
    ///
    /// # Errors
    /// `ValidationError`: the type does not support it, or it is invalid.
    pub(super) fn read(logical_id: &str, kind: &str, policy: Option<&Value>) -> Result<Option<Self>, ApiError> {
        let Some(policy) = policy else { return Ok(None) };
        let refuse =
            |why: String| Err(ApiError::validation(format!("Template error: CreationPolicy of {logical_id}: {why}")));
        if !TYPES.contains(&kind) {
            return refuse(format!("is not supported for resource type {kind}"));
        }
        let Some(signal) = policy.get("ResourceSignal") else { return Ok(None) };
        let count = match signal.get("Count") {
            None => Some(1),
            Some(Value::String(text)) => parse(text),
            Some(value) => value.as_u64().and_then(|count| parse(&count.to_string())),
        };
        let timeout = match signal.get("Timeout") {
            None => Some(Duration::from_secs(300)),
            Some(value) => value.as_str().and_then(duration),
        };
        match (count, timeout) {
            (Some(count), Some(timeout)) => Ok(Some(Self { count, timeout })),
            // The value of a function would depend on the parameters.
            _ if signal.as_object().is_some_and(|signal| signal.values().any(Value::is_object)) => {
                refuse("the simulator does not evaluate functions here; use AWS instead".into())
            }
            _ => refuse("Count must be a number, and Timeout a duration such as PT15M".into()),
        }
    }
}

/// Parses an ISO 8601 duration of hours, minutes and seconds: `PT1H30M`.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text.strip_prefix("PT").filter(|rest| !rest.is_empty())?;
    let mut seconds = 0_u64;
    while !rest.is_empty() {
        let unit = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = parse(&rest[..unit])?;
        let factor = match rest.as_bytes().get(unit)? {
            b'H' => 3600,
            b'M' => 60,
            b'S' => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(number.checked_mul(factor)?)?;
        rest = &rest[unit + 1..];
    }
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::duration;

    #[test]
    fn durations_are_read() {
        assert_eq!(duration("PT1H30M"), Some(Duration::from_secs(5400)));
        assert_eq!(duration("PT15S"), Some(Duration::from_secs(15)));
        for wrong in ["", "PT", "15M", "PT5", "P1D", "PTM"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
