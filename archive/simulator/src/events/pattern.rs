//! Event patterns of values: an event fits if each field that the pattern names has one of its values.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html>

use serde_json::Value;

/// Whether an event fits a pattern. An operator such as `prefix` fits nothing: the simulator does not know any.
pub(super) fn matches(pattern: &Value, event: &Value) -> bool {
    let Some(fields) = pattern.as_object() else { return false };
    !fields.is_empty() && fields.iter().all(|(name, wanted)| has(wanted, &members(event, name)))
}

/// Whether one of the values of a field fits.
fn has(wanted: &Value, found: &[&Value]) -> bool {
    match wanted {
        Value::Array(values) => {
            let mut found = found.iter().flat_map(|value| match value {
                Value::Array(items) => items.iter().collect(),
                one => vec![*one],
            });
            found.any(|value| !value.is_object() && values.contains(value))
        }
        Value::Object(_) => found.iter().any(|value| match value {
            Value::Array(items) => items.iter().any(|item| matches(wanted, item)),
            one => matches(wanted, one),
        }),
        _ => false,
    }
}

fn members<'e>(event: &'e Value, name: &str) -> Vec<&'e Value> {
    event.get(name).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::matches;
    use serde_json::{Value, json};

    #[test]
    fn every_field_needs_one_of_the_values() {
        let event = json!({ "source": "aws.kms", "detail": { "eventName": "DisableKey", "resources": [{ "ARN": "a" }, { "ARN": "b" }] } });
        let fits = |pattern: Value| matches(&pattern, &event);
        assert!(fits(json!({ "source": ["aws.s3", "aws.kms"] })));
        assert!(fits(json!({ "detail": { "eventName": ["DisableKey"], "resources": { "ARN": ["b"] } } })));
        assert!(!fits(json!({ "detail": { "eventName": ["DisableKey"], "resources": { "ARN": ["c"] } } })));
        assert!(!fits(json!({ "source": ["aws.kms"], "account": ["1"] })));
        for other in [json!({}), json!([]), json!({ "source": "aws.kms" }), json!({ "source": [{ "prefix": "aws" }] })]
        {
            assert!(!fits(other));
        }
    }
}
