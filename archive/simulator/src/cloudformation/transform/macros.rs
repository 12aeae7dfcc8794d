//! Macros of an account: an `AWS::CloudFormation::Macro` names the Lambda function that processes fragments of templates.
//!
//! The simulator runs no Lambda functions. Its user can register a replacement for the function of a macro; without one the macro is
//! refused by name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::state::cloudformation::stack_identity::StackIdentity;
use crate::world::World;

/// The response of a macro's function to an event.
type Function = Arc<dyn Fn(&Value) -> Value + Send + Sync>;

/// The replacements for the functions of macros, by the name of the macro.
#[derive(Clone, Default)]
pub(crate) struct Macros(BTreeMap<String, Function>);

impl Macros {
    pub(crate) fn set(&mut self, name: String, function: impl Fn(&Value) -> Value + Send + Sync + 'static) {
        self.0.insert(name, Arc::new(function));
    }
}

impl fmt::Debug for Macros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The fragment that a macro returns.
///
/// # Errors
/// `ValidationError`: the account and region have no such macro, its function has no replacement, or the function fails.
pub(super) fn run(
    world: &World,
    identity: &StackIdentity,
    transform: &str,
    fragment: Value,
    parameters: Value,
    texts: &BTreeMap<String, String>,
) -> Result<Value, ApiError> {
    let scope = &identity.scope;
    // A macro of the account may be named with the account.
    let name = transform.rsplit("::").next().unwrap_or(transform);
    let macros = world.region_ref(scope).and_then(|region| region.resources.get("AWS::CloudFormation::Macro"));
    let is_there =
        macros.into_iter().flatten().any(|(_, resource)| resource.properties.get("Name") == Some(&name.into()));
    if !is_there {
        return Err(ApiError::validation(format!("No transform named {}::{name} found.", scope.account)));
    }
    let Some(function) = world.macros.0.get(name) else {
        let why = format!("The simulator does not run the function of the macro {name}; use AWS instead.");
        return Err(ApiError::validation(why));
    };
    let event = json!({
        "region": scope.region,
        "accountId": scope.account,
        "fragment": fragment,
        "transformId": format!("{}::{name}", scope.account),
        "params": parameters,
        "requestId": format!("{}::{name} at {}", scope.account, world.now),
        "templateParameterValues": texts,
    });
    let answer = function(&event);
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    match (text("status"), answer.get("fragment")) {
        (Some(status), Some(fragment)) if status.eq_ignore_ascii_case("success") => Ok(fragment.clone()),
        (Some(status), _) if status.eq_ignore_ascii_case("success") => {
            Err(failed(identity, name, "the answer has no fragment"))
        }
        _ => Err(failed(identity, name, text("errorMessage").unwrap_or("the function gave no reason"))),
    }
}

pub(super) fn failed(identity: &StackIdentity, name: &str, why: &str) -> ApiError {
    let account = &identity.scope.account;
    ApiError::validation(format!("Transform {account}::{name} failed with: {why}."))
}
