//! The API of KMS: JSON 1.1, with the operation in the header `X-Amz-Target`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::api_error::ApiError;
use crate::arn;
use crate::kms::key;
use crate::kms::key::NewKey;
use crate::parse::parse;
use crate::scope::Scope;
use crate::state::kms::{Key, KeyState};
use crate::world::World;

type Answer = Result<Value, ApiError>;

/// An operation: takes the members of a request, returns those of the response.
type Operation = fn(&mut World, &Scope, &Input) -> Answer;

/// The supported operations.
const OPERATIONS: &[(&str, Operation)] = &[
    ("CreateKey", create_key),
    ("ReplicateKey", replicate_key),
    ("DescribeKey", describe_key),
    ("ListKeys", list_keys),
    ("ListAliases", list_aliases),
    ("CreateAlias", create_alias),
    ("UpdateAlias", update_alias),
    ("DeleteAlias", delete_alias),
    ("GetKeyPolicy", get_key_policy),
    ("ListKeyPolicies", list_key_policies),
    ("PutKeyPolicy", put_key_policy),
    ("GetKeyRotationStatus", get_key_rotation_status),
    ("EnableKeyRotation", enable_key_rotation),
    ("DisableKeyRotation", disable_key_rotation),
    ("EnableKey", enable_key),
    ("DisableKey", disable_key),
    ("ScheduleKeyDeletion", schedule_key_deletion),
    ("CancelKeyDeletion", cancel_key_deletion),
    ("ListResourceTags", list_resource_tags),
    ("TagResource", tag_resource),
    ("UntagResource", untag_resource),
    ("UpdateKeyDescription", update_key_description),
];

/// Handles one operation.
///
/// # Errors
/// The error response of KMS.
pub(crate) fn handle(world: &mut World, scope: &Scope, operation: &str, body: &[u8]) -> Result<Value, ApiError> {
    let now = world.now;
    for scope in world.scopes() {
        world.kms(&scope).expire(now);
    }
    let input: Map<String, Value> = if body.is_empty() {
        Map::new()
    } else {
        serde_json::from_slice(body).map_err(|error| ApiError::new(400, "SerializationException", error.to_string()))?
    };
    let input = Input(input);
    let found = OPERATIONS.iter().find(|(name, _)| *name == operation);
    let (_, answer) = found.ok_or_else(|| ApiError::unknown_operation("KMS", operation))?;
    answer(world, scope, &input)
}

fn create_key(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let new = new_key(input)?;
    let made = key::create(world, scope, new)?;
    Ok(json!({ "KeyMetadata": metadata(world, &made) }))
}

fn replicate_key(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let new = new_key(input)?;
    let region = input.require("ReplicaRegion")?;
    let made = key::replicate(world, scope, input.require("KeyId")?, region, new)?;
    let tags = tag_list(&made.tags);
    let policy = made.policy.to_string();
    Ok(json!({ "ReplicaKeyMetadata": metadata(world, &made), "ReplicaPolicy": policy, "ReplicaTags": tags }))
}

fn describe_key(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let key = world.kms(scope).resolve(scope, input.require("KeyId")?)?.clone();
    Ok(json!({ "KeyMetadata": metadata(world, &key) }))
}

fn list_keys(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let keys = &world.kms(scope).keys;
    let keys = keys.values().map(|key| json!({ "KeyId": key.id, "KeyArn": key.arn }));
    page(input, "Keys", keys.collect())
}

fn list_aliases(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let of_key = match input.text("KeyId") {
        Some(name) => Some(world.kms(scope).resolve(scope, name)?.id.clone()),
        None => None,
    };
    let aliases = &world.kms(scope).aliases;
    let aliases = aliases.iter().filter(|(_, alias)| of_key.as_ref().is_none_or(|id| *id == alias.target));
    let aliases = aliases.map(|(name, alias)| {
        json!({
            "AliasName": name,
            "AliasArn": scope.arn("kms", name),
            "TargetKeyId": alias.target,
            "CreationDate": alias.created.epoch_seconds(),
            "LastUpdatedDate": alias.updated.epoch_seconds(),
        })
    });
    page(input, "Aliases", aliases.collect())
}

fn create_alias(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let now = world.now;
    let (name, target) = (input.require("AliasName")?, input.require("TargetKeyId")?);
    world.kms(scope).create_alias(scope, name, target, now)?;
    Ok(json!({}))
}

fn update_alias(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let now = world.now;
    let (name, target) = (input.require("AliasName")?, input.require("TargetKeyId")?);
    world.kms(scope).update_alias(scope, name, target, now)?;
    Ok(json!({}))
}

fn delete_alias(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    world.kms(scope).delete_alias(scope, input.require("AliasName")?)?;
    Ok(json!({}))
}

fn get_key_policy(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let key = world.kms(scope).resolve(scope, input.require("KeyId")?)?;
    if input.text("PolicyName").is_some_and(|name| name != "default") {
        return Err(ApiError::new(400, "NotFoundException", "No such policy exists"));
    }
    let policy = format!("{:#}", key.policy);
    Ok(json!({ "Policy": policy, "PolicyName": "default" }))
}

fn list_key_policies(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    world.kms(scope).resolve(scope, input.require("KeyId")?)?;
    Ok(json!({ "PolicyNames": ["default"], "Truncated": false }))
}

fn put_key_policy(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    world.kms(scope).resolve(scope, input.require("KeyId")?)?;
    if let Some(name) = input.text("PolicyName").filter(|name| *name != "default") {
        let why = format!("The only policy of a key is named default, and not {name}");
        return Err(ApiError::new(400, "ValidationException", why));
    }
    let policy = parse_policy(input.require("Policy")?)?;
    key::put_policy(world, scope, input.require("KeyId")?, policy, input.flag("BypassPolicyLockoutSafetyCheck"))?;
    Ok(json!({}))
}

fn get_key_rotation_status(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let key = world.kms(scope).resolve(scope, input.require("KeyId")?)?;
    let mut status = json!({ "KeyId": key.arn, "KeyRotationEnabled": key.rotation_days.is_some() });
    if let Some(days) = key.rotation_days {
        status["RotationPeriodInDays"] = days.into();
        status["NextRotationDate"] = key.created.after_days(i64::from(days)).epoch_seconds().into();
    }
    Ok(status)
}

fn enable_key_rotation(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let days = input.number("RotationPeriodInDays").unwrap_or(365);
    let in_range = |days: &u32| (90..=2560).contains(days);
    let days = parse(&days.to_string()).filter(in_range).ok_or_else(|| {
        let why = format!(
            "1 validation error detected: Value '{days}' at 'rotationPeriodInDays' failed \
            to satisfy constraint: Member must have value between 90 and 2560"
        );
        ApiError::new(400, "ValidationException", why)
    })?;
    usable(world, scope, input)?.rotation_days = Some(days);
    Ok(json!({}))
}

fn disable_key_rotation(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    usable(world, scope, input)?.rotation_days = None;
    Ok(json!({}))
}

fn enable_key(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let key = world.kms(scope).resolve_mut(scope, input.require("KeyId")?)?;
    if key.state.is_deleting() {
        return Err(key.invalid_state());
    }
    key.state = KeyState::Enabled;
    Ok(json!({}))
}

fn disable_key(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let key = world.kms(scope).resolve_mut(scope, input.require("KeyId")?)?;
    if key.state.is_deleting() {
        return Err(key.invalid_state());
    }
    key.state = KeyState::Disabled;
    Ok(json!({}))
}

fn schedule_key_deletion(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let days = input.number("PendingWindowInDays").unwrap_or(30);
    let key = key::schedule_deletion(world, scope, input.require("KeyId")?, days)?;
    let date = key.deletion_date.map(crate::timestamp::Timestamp::epoch_seconds);
    Ok(json!({
        "KeyId": key.arn,
        "DeletionDate": date,
        "KeyState": key.state.as_str(),
        "PendingWindowInDays": days,
    }))
}

fn cancel_key_deletion(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let key = world.kms(scope).resolve_mut(scope, input.require("KeyId")?)?;
    if !key.state.is_deleting() {
        let why = format!("{} is not pending deletion.", key.arn);
        return Err(ApiError::new(400, "KMSInvalidStateException", why));
    }
    key.state = KeyState::Disabled;
    key.deletion_date = None;
    Ok(json!({ "KeyId": key.arn }))
}

fn list_resource_tags(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let key = world.kms(scope).resolve(scope, input.require("KeyId")?)?;
    Ok(json!({ "Tags": tag_list(&key.tags), "Truncated": false }))
}

fn tag_resource(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let tags = tags(input);
    world.kms(scope).resolve_mut(scope, input.require("KeyId")?)?.tags.extend(tags);
    Ok(json!({}))
}

fn untag_resource(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let names = input.0.get("TagKeys").and_then(Value::as_array).ok_or_else(|| missing("TagKeys"))?;
    let key = world.kms(scope).resolve_mut(scope, input.require("KeyId")?)?;
    key.tags.retain(|tag, _| !names.iter().any(|name| name == tag));
    Ok(json!({}))
}

fn update_key_description(world: &mut World, scope: &Scope, input: &Input) -> Answer {
    let description = input.text("Description").unwrap_or("").to_owned();
    usable(world, scope, input)?.description = description;
    Ok(json!({}))
}

/// The members of a request.
struct Input(Map<String, Value>);

impl Input {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }

    fn require(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name).ok_or_else(|| missing(name))
    }
}

fn missing(name: &str) -> ApiError {
    let why = format!(
        "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"
    );
    ApiError::new(400, "ValidationException", why)
}

fn usable<'a>(world: &'a mut World, scope: &Scope, input: &Input) -> Result<&'a mut Key, ApiError> {
    let key = world.kms(scope).resolve_mut(scope, input.require("KeyId")?)?;
    if key.state.is_deleting() { Err(key.invalid_state()) } else { Ok(key) }
}

/// The key specs of KMS.
const KEY_SPECS: &[&str] = &[
    "SYMMETRIC_DEFAULT",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "ECC_NIST_P256",
    "ECC_NIST_P384",
    "ECC_NIST_P521",
    "ECC_SECG_P256K1",
    "ECC_NIST_EDWARDS25519",
    "HMAC_224",
    "HMAC_256",
    "HMAC_384",
    "HMAC_512",
    "ML_DSA_44",
    "ML_DSA_65",
    "ML_DSA_87",
    "SM2",
];

fn new_key(input: &Input) -> Result<NewKey, ApiError> {
    let spec = input.text("KeySpec").or_else(|| input.text("CustomerMasterKeySpec"));
    if let Some(spec) = spec.filter(|spec| !KEY_SPECS.contains(spec)) {
        let why = format!(
            "1 validation error detected: Value '{spec}' at 'keySpec' failed to satisfy constraint: Member must satisfy \
             enum value set: [{}]",
            KEY_SPECS.join(", ")
        );
        return Err(ApiError::new(400, "ValidationException", why));
    }
    Ok(NewKey {
        description: input.text("Description").unwrap_or("").to_owned(),
        policy: input.text("Policy").map(parse_policy).transpose()?,
        spec: input.text("KeySpec").or_else(|| input.text("CustomerMasterKeySpec")).map(str::to_owned),
        usage: input.text("KeyUsage").map(str::to_owned),
        multi_region: input.flag("MultiRegion"),
        bypass_lockout_check: input.flag("BypassPolicyLockoutSafetyCheck"),
        tags: tags(input),
    })
}

/// The most bytes of a key policy: <https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html>.
const POLICY: usize = 32 << 10;

fn parse_policy(text: &str) -> Result<Value, ApiError> {
    if text.len() > POLICY {
        let why = format!("The key policy has {} bytes, and may have {POLICY}", text.len());
        return Err(ApiError::new(400, "LimitExceededException", why));
    }
    serde_json::from_str(text).map_err(|error| {
        ApiError::new(400, "MalformedPolicyDocumentException", format!("The new key policy is not valid JSON: {error}"))
    })
}

fn tags(input: &Input) -> BTreeMap<String, String> {
    let list = input.0.get("Tags").and_then(Value::as_array);
    let pair = |tag: &Value| Some((tag.get("TagKey")?.as_str()?.to_owned(), tag.get("TagValue")?.as_str()?.to_owned()));
    list.into_iter().flatten().filter_map(pair).collect()
}

fn tag_list(tags: &BTreeMap<String, String>) -> Vec<Value> {
    tags.iter().map(|(key, value)| json!({ "TagKey": key, "TagValue": value })).collect()
}

/// `Limit` and `Marker`; the marker is the number of items on the previous pages.
fn page(input: &Input, member: &str, items: Vec<Value>) -> Result<Value, ApiError> {
    let from: usize = match input.text("Marker") {
        Some(marker) => marker.parse().map_err(|_| {
            ApiError::new(400, "InvalidMarkerException", format!("{marker:?} is not a marker that KMS gave out."))
        })?,
        None => 0,
    };
    let limit = input.number("Limit").and_then(|limit| parse(&limit.to_string())).unwrap_or(50);
    let total = items.len();
    let items: Vec<Value> = items.into_iter().skip(from).take(limit).collect();
    let next = from + items.len();
    let mut answer = json!({ member: items, "Truncated": next < total });
    if next < total {
        answer["NextMarker"] = next.to_string().into();
    }
    Ok(answer)
}

fn metadata(world: &World, key: &Key) -> Value {
    let mut metadata = json!({
        "AWSAccountId": key.account,
        "KeyId": key.id,
        "Arn": key.arn,
        "CreationDate": key.created.epoch_seconds(),
        "Enabled": key.state == KeyState::Enabled,
        "Description": key.description,
        "KeyUsage": key.usage,
        "KeyState": key.state.as_str(),
        "Origin": key.origin,
        "KeyManager": key.manager,
        "CustomerMasterKeySpec": key.spec,
        "KeySpec": key.spec,
        "MultiRegion": key.primary_region.is_some(),
    });
    if key.usage == "ENCRYPT_DECRYPT" {
        metadata["EncryptionAlgorithms"] = json!(["SYMMETRIC_DEFAULT"]);
    }
    if let Some(date) = key.deletion_date {
        metadata["DeletionDate"] = date.epoch_seconds().into();
    }
    if let Some(primary_region) = &key.primary_region {
        metadata["MultiRegionConfiguration"] = multi_region(world, key, primary_region);
    }
    metadata
}

fn multi_region(world: &World, key: &Key, primary_region: &str) -> Value {
    let entry =
        |region: &str| json!({ "Arn": arn::KEY.arn(&Scope::new(&key.account, region), &key.id), "Region": region });
    let holders = world
        .scopes()
        .into_iter()
        .filter(|scope| scope.account == key.account)
        .filter(|scope| world.region_ref(scope).is_some_and(|region| region.kms.keys.contains_key(&key.id)));
    let replicas: Vec<Value> =
        holders.filter(|scope| scope.region != primary_region).map(|scope| entry(&scope.region)).collect();
    let is_primary = key.arn == arn::KEY.arn(&Scope::new(&key.account, primary_region), &key.id);
    json!({
        "MultiRegionKeyType": if is_primary { "PRIMARY" } else { "REPLICA" },
        "PrimaryKey": entry(primary_region),
        "ReplicaKeys": replicas,
    })
}
