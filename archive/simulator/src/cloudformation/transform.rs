//! Transforms and macros, which CloudFormation expands before it reads a template.
//!
//! Functions `Fn::Transform` come first, the most deeply nested before those around them; then what the section `Transform` lists, in its
//! order. `AWS::LanguageExtensions` is expanded by [`language`](crate::cloudformation::template::language).

pub(crate) mod macros;
mod serverless;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::api_error::ApiError;
use crate::cloudformation::template::check::{SERVERLESS, is_serverless};
use crate::cloudformation::template::conditional::NoResources;
use crate::cloudformation::template::intrinsics::{Evaluator, KNOWN_AFTER_APPLY};
use crate::cloudformation::template::{ParameterValues, Template, language, tree};
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::world::World;

/// Whether a template asks for a macro other than `AWS::LanguageExtensions`.
pub(crate) fn is_asked(body: &str) -> bool {
    // Most templates are not read twice for this.
    body.contains("Transform")
        && tree(body).is_ok_and(|root| {
            has_function(&Value::Object(root.clone()))
                || listed(&root).iter().any(|(name, _)| *name != language::TRANSFORM)
        })
}

/// The template as JSON with `Fn::Transform` and the section `Transform` expanded, except `AWS::LanguageExtensions`, which it still
/// declares.
///
/// # Errors
/// `ValidationError`: there is no such macro, it fails, or the simulator cannot run it.
pub(crate) fn expand(
    world: &World,
    body: &str,
    texts: &BTreeMap<String, String>,
    values: &ParameterValues,
    identity: &StackIdentity,
) -> Result<String, ApiError> {
    let template = Template::without_resources(body)?;
    let evaluator = Evaluator::new(&template, values, identity, &NoResources);
    let expansion = Expansion { world, identity, texts, evaluator };
    let root = expansion.functions(Value::Object(tree(body)?))?;
    let mut text = root.to_string();
    // Loops may write what the macros are to see.
    if language::may_be_extended(&text) {
        text = language::expand(&text, texts, identity)?;
    }
    expansion.section(tree(&text)?)
}

/// As [`expand`], without the macros of the account: for requests that only validate a template.
///
/// # Errors
/// As [`expand`].
pub(crate) fn expand_published(body: &str, partition: &str) -> Result<String, ApiError> {
    let mut root = tree(body)?;
    if is_serverless(&root) {
        serverless::expand(&mut root, partition)?;
        retain_other_transforms(&mut root);
    }
    Ok(Value::Object(root).to_string())
}

/// The names in the section `Transform` of a template as it was submitted.
///
/// # Errors
/// As [`tree`].
pub(crate) fn declared(body: &str) -> Result<Vec<String>, ApiError> {
    Ok(listed(&tree(body)?).into_iter().map(|(name, _)| name.to_owned()).collect())
}

/// The names and parameters in the section `Transform`.
fn listed(root: &Map<String, Value>) -> Vec<(&str, Option<&Value>)> {
    match root.get("Transform") {
        Some(Value::Array(list)) => list.iter().filter_map(named).collect(),
        Some(single) => named(single).into_iter().collect(),
        None => Vec::new(),
    }
}

fn named(value: &Value) -> Option<(&str, Option<&Value>)> {
    match value {
        Value::String(name) => Some((name, None)),
        other => Some((other.get("Name")?.as_str()?, other.get("Parameters"))),
    }
}

/// Leaves `AWS::LanguageExtensions` alone in the section `Transform`: its functions are evaluated later.
fn retain_other_transforms(root: &mut Map<String, Value>) {
    let is_extended = listed(root).iter().any(|(name, _)| *name == language::TRANSFORM);
    root.remove("Transform");
    if is_extended {
        root.insert("Transform".into(), language::TRANSFORM.into());
    }
}

fn has_function(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_function),
        Value::Object(map) => map.contains_key("Fn::Transform") || map.values().any(has_function),
        _ => false,
    }
}

struct Expansion<'a> {
    world: &'a World,
    identity: &'a StackIdentity,
    texts: &'a BTreeMap<String, String>,
    evaluator: Evaluator<'a>,
}

impl Expansion<'_> {
    /// A value with every `Fn::Transform` replaced by the fragment that its macro returns for the sibling keys.
    fn functions(&self, value: Value) -> Result<Value, ApiError> {
        match value {
            Value::Array(items) => items.into_iter().map(|item| self.functions(item)).collect(),
            Value::Object(mut map) => {
                let call = map.remove("Fn::Transform");
                let beside: Map<String, Value> = map
                    .into_iter()
                    .map(|(name, item)| Ok((name, self.functions(item)?)))
                    .collect::<Result<_, ApiError>>()?;
                match call {
                    None => Ok(Value::Object(beside)),
                    Some(call) => self.call(&call, beside),
                }
            }
            scalar => Ok(scalar),
        }
    }

    fn call(&self, call: &Value, beside: Map<String, Value>) -> Result<Value, ApiError> {
        // A list of one call is written too.
        let call = call.get(0).unwrap_or(call);
        let name = call.get("Name").and_then(Value::as_str).ok_or_else(|| {
            ApiError::validation("Template error: every Fn::Transform object must have a Name and may have Parameters")
        })?;
        let parameters = match call.get("Parameters") {
            Some(parameters) => self.evaluator.value(parameters)?.unwrap_or_else(|| json!({})),
            None => json!({}),
        };
        if parameters.to_string().contains(KNOWN_AFTER_APPLY) {
            let why = format!("Template error: the parameters of the transform {name} must not depend on resources");
            return Err(ApiError::validation(why));
        }
        self.run(name, Value::Object(beside), parameters)
    }

    /// Expands the section `Transform`, in its order.
    fn section(&self, mut root: Map<String, Value>) -> Result<String, ApiError> {
        let transforms: Vec<(String, Value)> = listed(&root)
            .into_iter()
            .map(|(name, parameters)| (name.to_owned(), parameters.cloned().unwrap_or_else(|| json!({}))))
            .collect();
        retain_other_transforms(&mut root);
        for (name, parameters) in transforms {
            match name.as_str() {
                language::TRANSFORM => {}
                SERVERLESS => serverless::expand(&mut root, self.identity.scope.partition())?,
                _ => {
                    let section = root.remove("Transform");
                    root = match self.run(&name, Value::Object(root), parameters)? {
                        Value::Object(root) => root,
                        _ => return Err(macros::failed(self.identity, &name, "the fragment is no template")),
                    };
                    root.extend(section.map(|section| ("Transform".to_owned(), section)));
                }
            }
        }
        Ok(Value::Object(root).to_string())
    }

    fn run(&self, name: &str, fragment: Value, parameters: Value) -> Result<Value, ApiError> {
        if name.starts_with("AWS::") {
            let why = format!("The simulator does not expand the transform {name}; use AWS instead.");
            return Err(ApiError::validation(why));
        }
        macros::run(self.world, self.identity, name, fragment, parameters, self.texts)
    }
}
