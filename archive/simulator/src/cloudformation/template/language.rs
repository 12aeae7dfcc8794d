//! The transform `AWS::LanguageExtensions`: loops and policies are expanded before the template is parsed; its
//! functions are evaluated with the others.

use std::collections::BTreeMap;

use cfn_evaluate::{Evaluator, Outcome, TemplateScope};
use cfn_template::Template as Tree;
use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::intrinsics::refused;
use crate::scope::url_suffix_of;
use crate::state::cloudformation::stack_identity::StackIdentity;

/// The name of the transform.
pub(crate) const TRANSFORM: &str = "AWS::LanguageExtensions";

/// Whether a template may use the transform.
pub(crate) fn may_be_extended(body: &str) -> bool {
    body.contains(TRANSFORM)
}

/// The template with expanded loops, as JSON. It still has the transform, which enables its functions.
///
/// # Errors
/// `ValidationError`: the template is invalid, or a loop depends on values that are not known before the stack is
/// created.
pub(crate) fn expand(
    body: &str,
    parameters: &BTreeMap<String, String>,
    identity: &StackIdentity,
) -> Result<String, ApiError> {
    let template = Tree::read(body)
        .map_err(|error| ApiError::validation(format!("Template format error: YAML not well-formed. ({error})")))?;
    let mut scope = TemplateScope::new(&template);
    for (name, value) in parameters {
        scope.set_parameter(name, value);
    }
    for (name, value) in [
        ("AWS::AccountId", identity.scope.account.as_str()),
        ("AWS::Partition", identity.scope.partition()),
        ("AWS::Region", &identity.scope.region),
        ("AWS::StackName", &identity.stack_name),
        ("AWS::URLSuffix", url_suffix_of(&identity.scope.region)),
    ] {
        scope.set_reference(name, value);
    }
    let evaluator = Evaluator::new(&scope);
    let expanded = evaluator.without_loops(&template).map_err(|error| refused(&error))?;
    let mut root = expanded.root().to_json();
    if let Some(open) = first_loop(&root) {
        let why = format!(
            "Template error: {open} cannot be expanded: its collection must not depend on resources or on values that \
            are not known before the stack operation"
        );
        return Err(ApiError::validation(why));
    }
    let resources = root.get_mut("Resources").and_then(Value::as_object_mut);
    for (logical_id, resource) in resources.into_iter().flatten() {
        for name in ["DeletionPolicy", "UpdateReplacePolicy"] {
            let Some(policy) = resource.get_mut(name).filter(|policy| policy.is_object()) else { continue };
            match evaluator.value(&(&*policy).into()).map_err(|error| refused(&error))? {
                Outcome::Known(value) => *policy = value.to_json(),
                _ => {
                    let why = format!(
                        "Template error: {name} of resource {logical_id} must resolve to a String before deployment"
                    );
                    return Err(ApiError::validation(why));
                }
            }
        }
    }
    Ok(root.to_string())
}

/// The key of a remaining loop.
fn first_loop(value: &Value) -> Option<&str> {
    match value {
        Value::Array(items) => items.iter().find_map(first_loop),
        Value::Object(map) => {
            let own = map.keys().find(|key| key.starts_with("Fn::ForEach::")).map(String::as_str);
            own.or_else(|| map.values().find_map(first_loop))
        }
        _ => None,
    }
}
