//! `AWS::KMS::Key`.

use serde_json::Value;

use crate::arn;
use crate::cloudformation::facts;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{document, flag, number, tag_list, tags, text, text_or_empty};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update, with_stack_role};
use crate::cloudformation::resource::values::failing_update;
use crate::kms::key;
use crate::kms::key::NewKey;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::kms::{Key as KmsKey, KeyState};
use crate::world::World;

/// The provider.
pub(super) struct Key;

impl Provider for Key {
    fn arn(&self, context: &Context, physical_id: Option<&str>, _: &Properties) -> Option<String> {
        Some(arn(context, physical_id))
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let new = NewKey {
            description: text_or_empty(properties, "Description"),
            policy: properties.contains_key("KeyPolicy").then(|| document(properties, "KeyPolicy")).transpose()?,
            spec: text(properties, "KeySpec"),
            usage: text(properties, "KeyUsage"),
            multi_region: flag(properties, "MultiRegion").unwrap_or(false),
            bypass_lockout_check: flag(properties, "BypassPolicyLockoutSafetyCheck").unwrap_or(false),
            tags: tags(context, properties),
        };
        let made = with_stack_role(world, context, |world| key::create(world, &context.scope, new));
        let made = made.map_err(|error| Failure::of_service("Kms", &error))?;
        apply_settings(world, context, &made.id, properties).map_err(|failure| failure.after_making(&made.id))
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        if let Some(why) = facts::of("AWS::KMS::Key").and_then(|facts| failing_update(facts, before, after)) {
            return Err(Failure::new(why));
        }
        update_policy(world, context, physical_id, after)?;
        apply_settings(world, context, physical_id, after)
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, properties } = *existing;
        delete(world, context, physical_id, properties)
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let key = live(world, context, physical_id)?.clone();
        let mut found = Properties::new();
        found.insert("KeyPolicy".into(), key.policy.clone());
        found.insert("Description".into(), key.description.clone().into());
        found.insert("EnableKeyRotation".into(), key.rotation_days.is_some().into());
        found.insert("RotationPeriodInDays".into(), key.rotation_days.unwrap_or(365).into());
        found.insert("Enabled".into(), (key.state == KeyState::Enabled).into());
        found.insert("KeySpec".into(), key.spec.clone().into());
        found.insert("KeyUsage".into(), key.usage.clone().into());
        found.insert("MultiRegion".into(), key.primary_region.is_some().into());
        found.insert("Origin".into(), key.origin.clone().into());
        if let Some(tags) = tag_list(&key.tags, context) {
            found.insert("Tags".into(), tags);
        }
        Some((found, attributes(&key)))
    }
}

/// The ARN of a key; the ID of a new key is not known yet.
pub(super) fn arn(context: &Context, physical_id: Option<&str>) -> String {
    let id = physical_id.unwrap_or("00000000-0000-0000-0000-000000000000");
    arn::KEY.arn(&context.scope, id)
}

/// A key that is not scheduled for deletion.
pub(super) fn live<'w>(world: &'w mut World, context: &Context, physical_id: &str) -> Option<&'w KmsKey> {
    world.kms(&context.scope).keys.get(physical_id).filter(|key| !key.state.is_deleting())
}

pub(super) fn attributes(key: &KmsKey) -> Properties {
    let mut attributes = Properties::new();
    attributes.insert("Arn".into(), Value::String(key.arn.clone()));
    attributes.insert("KeyId".into(), Value::String(key.id.clone()));
    attributes
}

pub(super) fn update_policy(
    world: &mut World,
    context: &Context,
    physical_id: &str,
    properties: &Properties,
) -> Result<(), Failure> {
    let policy = match properties.get("KeyPolicy") {
        Some(_) => document(properties, "KeyPolicy")?,
        None => key::default_policy(&context.scope),
    };
    let bypass = flag(properties, "BypassPolicyLockoutSafetyCheck").unwrap_or(false);
    with_stack_role(world, context, |world| key::put_policy(world, &context.scope, physical_id, policy, bypass))
        .map_err(|error| Failure::of_service("Kms", &error))
}

/// Applies what is set with separate calls after the creation.
fn apply_settings(
    world: &mut World,
    context: &Context,
    id: &str,
    properties: &Properties,
) -> Result<ProviderResult, Failure> {
    let rotation = flag(properties, "EnableKeyRotation").unwrap_or(false);
    let days: u32 = number(properties, "RotationPeriodInDays").unwrap_or(365);
    if !(90..=2560).contains(&days) {
        return Err(Failure::new(format!("#/RotationPeriodInDays: {days} is not between 90 and 2560")));
    }
    let enabled = flag(properties, "Enabled").unwrap_or(true);
    let tags = tags(context, properties);
    let key = world.kms(&context.scope).resolve_mut(&context.scope, id)?;
    if key.state.is_deleting() {
        return Err(Failure::of_service("Kms", &key.invalid_state()));
    }
    key.rotation_days = rotation.then_some(days);
    key.state = if enabled { KeyState::Enabled } else { KeyState::Disabled };
    key.description = text_or_empty(properties, "Description");
    key.tags = tags;
    Ok(ProviderResult::new(id, attributes(key)))
}

/// Schedules the deletion: KMS does not delete keys immediately.
pub(super) fn delete(
    world: &mut World,
    context: &Context,
    physical_id: &str,
    properties: &Properties,
) -> Result<Vec<PendingCall>, Failure> {
    if live(world, context, physical_id).is_none() {
        return Ok(Vec::new());
    }
    let days = number(properties, "PendingWindowInDays").unwrap_or(30);
    key::schedule_deletion(world, &context.scope, physical_id, days)
        .map_err(|error| Failure::of_service("Kms", &error))?;
    Ok(Vec::new())
}
