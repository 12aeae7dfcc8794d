//! Values from the Parameter Store: parameters created by stacks of the region, and the public parameters of machine
//! images.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api_error::ApiError;
use crate::cloudformation::template::Template;
use crate::protocol::checksum::{Algorithm, hex};
use crate::scope::Scope;
use crate::world::World;

const KIND: &str = "AWS::SSM::Parameter::Value<";

/// The type of the value, if the parameter type refers to the Parameter Store.
pub(super) fn stored_kind(kind: &str) -> Option<&str> {
    kind.strip_prefix(KIND)?.strip_suffix('>')
}

/// The values of the template's parameters that refer to the Parameter Store, by parameter name.
///
/// # Errors
/// A parameter does not exist in the Parameter Store.
pub(crate) fn resolve(
    world: &World,
    scope: &Scope,
    template: &Template,
    strings: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, ApiError> {
    let mut values = BTreeMap::new();
    let mut missing = Vec::new();
    for (name, declaration) in template.section("Parameters") {
        let kind = declaration.get("Type").and_then(Value::as_str).unwrap_or("");
        let (Some(kind), Some(stored)) = (stored_kind(kind), strings.get(name)) else { continue };
        match own(world, scope, stored).or_else(|| public(kind, stored, scope)) {
            Some(value) => {
                values.insert(name.clone(), value);
            }
            None => missing.push(stored.as_str()),
        }
    }
    if missing.is_empty() {
        return Ok(values);
    }
    let why = format!("Unable to fetch parameters [{}] from parameter store for this account.", missing.join(","));
    Err(ApiError::validation(why))
}

/// The value of a parameter that a stack created.
pub(crate) fn own(world: &World, scope: &Scope, name: &str) -> Option<String> {
    let parameters = world.region_ref(scope)?.resources.get("AWS::SSM::Parameter")?;
    let found = parameters.get(name).or_else(|| {
        parameters.values().find(|parameter| parameter.properties.get("Name").and_then(Value::as_str) == Some(name))
    });
    found?.properties.get("Value")?.as_str().map(str::to_owned)
}

/// The machine image of a public parameter: one ID for each name and region.
fn public(kind: &str, name: &str, scope: &Scope) -> Option<String> {
    let names_image = kind == "AWS::EC2::Image::Id"
        || name.contains("/ami-")
        || name.ends_with("/image_id")
        || name.ends_with("/ami-id");
    if !name.starts_with("/aws/service/") || !names_image {
        return None;
    }
    let digest = hex(&Algorithm::Sha256.digest(format!("{name} {}", scope.region).as_bytes()));
    Some(format!("ami-{}", digest.get(..17)?))
}
