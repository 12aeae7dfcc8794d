//! Dynamic references, `{{resolve:service:reference}}`: the resource receives the value, the stack shows the reference.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>.

use serde_json::Value;

use crate::cloudformation::failure::Failure;
use crate::cloudformation::template::stored_parameter;
use crate::parse::parse;
use crate::protocol::checksum::{Algorithm, hex};
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::state::generic::GenericResource;
use crate::world::World;

const OPENING: &str = "{{resolve:";
const CLOSING: &str = "}}";

/// The default length of a generated secret.
const GENERATED: usize = 32;

/// Resolves the dynamic references in properties.
///
/// # Errors
/// The parameter or secret does not exist.
pub(crate) fn resolve(world: &World, scope: &Scope, properties: &Properties) -> Result<Properties, Failure> {
    let resolved = properties.iter().map(|(name, value)| Ok((name.clone(), in_value(world, scope, value)?)));
    resolved.collect()
}

fn in_value(world: &World, scope: &Scope, value: &Value) -> Result<Value, Failure> {
    match value {
        Value::String(text) if text.contains(OPENING) => Ok(Value::String(in_text(world, scope, text)?)),
        Value::Array(items) => items.iter().map(|item| in_value(world, scope, item)).collect(),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| Ok((key.clone(), in_value(world, scope, value)?)));
            entries.collect::<Result<_, Failure>>().map(Value::Object)
        }
        other => Ok(other.clone()),
    }
}

fn in_text(world: &World, scope: &Scope, text: &str) -> Result<String, Failure> {
    let mut resolved = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPENING) {
        let (reference, after) = after.split_once(CLOSING).ok_or_else(|| {
            Failure::new(format!("Incorrect format is used in the following dynamic reference: {text}"))
        })?;
        resolved.push_str(before);
        resolved.push_str(&value_of(world, scope, reference)?);
        rest = after;
    }
    resolved.push_str(rest);
    Ok(resolved)
}

/// Resolves `service:reference`.
fn value_of(world: &World, scope: &Scope, text: &str) -> Result<String, Failure> {
    match text.split_once(':') {
        Some(("ssm" | "ssm-secure", reference)) => {
            let name = reference.split(':').next().unwrap_or(reference);
            stored_parameter::own(world, scope, name).ok_or_else(|| {
                Failure::new(format!("Parameters: [{text}] cannot be found in the Parameter Store of this account."))
            })
        }
        Some(("secretsmanager", reference)) => of_secret(world, scope, reference),
        _ => Err(Failure::new(format!("Incorrect format is used in the following dynamic reference: {text}"))),
    }
}

/// `id`, `id:SecretString`, or `id:SecretString:key`, optionally with a stage and a version.
fn of_secret(world: &World, scope: &Scope, reference: &str) -> Result<String, Failure> {
    let parts: Vec<&str> = reference.split(':').collect();
    // An ARN contains colons.
    let taken = if parts.first() == Some(&"arn") { 7.min(parts.len()) } else { 1 };
    let (id, rest) = parts.split_at(taken);
    let id = id.join(":");
    let secrets = world.region_ref(scope).and_then(|region| region.resources.get("AWS::SecretsManager::Secret"));
    let named = |secret: &GenericResource| secret.properties.get("Name").and_then(Value::as_str) == Some(id.as_str());
    let found =
        secrets.and_then(|secrets| secrets.iter().find(|(physical_id, secret)| **physical_id == id || named(secret)));
    let (physical_id, secret) = found.ok_or_else(|| {
        Failure::new(
            "Secrets Manager can't find the specified secret. (Service: AWSSecretsManager; Status Code: 400; Error Code: \
             ResourceNotFoundException)",
        )
    })?;
    let value = string_of(physical_id, secret)?;
    match rest.get(1).filter(|key| !key.is_empty()) {
        None => Ok(value),
        Some(key) => {
            let fields: Value =
                serde_json::from_str(&value).map_err(|_| Failure::new("Could not parse SecretString JSON"))?;
            let field = fields.get(key).and_then(Value::as_str);
            field
                .map(str::to_owned)
                .ok_or_else(|| Failure::new("Could not find a value associated with JSONKey in SecretString"))
        }
    }
}

/// The value of a secret: the one of its definition, or a generated one.
///
/// # Errors
/// Its `SecretStringTemplate` is not a JSON object.
fn string_of(physical_id: &str, secret: &GenericResource) -> Result<String, Failure> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    if let Some(given) = text(secret.properties.get("SecretString")) {
        return Ok(given);
    }
    let generate = secret.properties.get("GenerateSecretString");
    let length = generate.and_then(|generate| generate.get("PasswordLength"));
    let length = length.and_then(|length| length.as_u64().or_else(|| parse(length.as_str()?)));
    let length = length.map_or(GENERATED, |length| usize::try_from(length).unwrap_or(usize::MAX));
    let drawn = hex(&Algorithm::Sha512.digest(physical_id.as_bytes()));
    let password: String = drawn.chars().cycle().take(length).collect();
    let template = generate.and_then(|generate| text(generate.get("SecretStringTemplate")));
    let fields = template.map(|template| serde_json::from_str::<Properties>(&template)).transpose();
    let fields = fields.map_err(|error| Failure::new(format!("SecretStringTemplate is not a JSON object: {error}")))?;
    Ok(match (fields, generate.and_then(|generate| text(generate.get("GenerateStringKey")))) {
        (Some(mut fields), Some(key)) => {
            fields.insert(key, Value::String(password));
            Value::Object(fields).to_string()
        }
        _ => password,
    })
}
