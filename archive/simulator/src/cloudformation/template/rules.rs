//! The section `Rules`: assertions about parameter values.

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::Template;
use crate::cloudformation::template::intrinsics::Evaluator;

/// Evaluates every rule whose condition is true.
///
/// # Errors
/// `ValidationError` with the description of the first assertion that is false.
pub(crate) fn check(template: &Template, evaluator: &Evaluator<'_>) -> Result<(), ApiError> {
    for (name, rule) in template.section("Rules") {
        if let Some(condition) = rule.get("RuleCondition")
            && !evaluator.truth(condition)?
        {
            continue;
        }
        for assertion in rule.get("Assertions").and_then(Value::as_array).into_iter().flatten() {
            let Some(assert) = assertion.get("Assert") else { continue };
            if !evaluator.truth(assert)? {
                let described = assertion.get("AssertDescription").and_then(Value::as_str);
                // AWS documents that the description is shown, but not the exact message.
                let why = match described {
                    Some(described) => format!("Rule {name} failed: {described}"),
                    None => format!("Rule {name} failed"),
                };
                return Err(ApiError::validation(why));
            }
        }
    }
    Ok(())
}
