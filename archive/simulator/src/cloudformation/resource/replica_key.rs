//! `AWS::KMS::ReplicaKey`.

use crate::arn;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::kms_key;
use crate::cloudformation::resource::properties::{document, flag, require, tag_list, tags, text_or_empty};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update};
use crate::kms::key;
use crate::kms::key::NewKey;
use crate::scope::Scope;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::kms::KeyState;
use crate::world::World;

/// The provider.
pub(super) struct ReplicaKey;

impl Provider for ReplicaKey {
    fn arn(&self, context: &Context, physical_id: Option<&str>, _: &Properties) -> Option<String> {
        Some(kms_key::arn(context, physical_id))
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let primary = require(properties, "PrimaryKeyArn")?;
        let owner = Scope::of_arn(&primary).ok_or_else(|| Failure::new(format!("Invalid arn {primary}")))?;
        let new = NewKey {
            description: text_or_empty(properties, "Description"),
            policy: Some(document(properties, "KeyPolicy")?),
            tags: tags(context, properties),
            ..NewKey::default()
        };
        let made = key::replicate(world, &owner, &primary, &context.scope.region, new)
            .map_err(|error| Failure::of_service("Kms", &error))?;
        apply_settings(world, context, &made.id, properties).map_err(|failure| failure.after_making(&made.id))
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, after, .. } = *update;
        kms_key::update_policy(world, context, physical_id, after)?;
        apply_settings(world, context, physical_id, after)
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, properties } = *existing;
        kms_key::delete(world, context, physical_id, properties)
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let key = kms_key::live(world, context, physical_id)?.clone();
        let primary = Scope::new(&key.account, key.primary_region.as_deref()?);
        let mut found = Properties::new();
        found.insert("PrimaryKeyArn".into(), arn::KEY.arn(&primary, &key.id).into());
        found.insert("KeyPolicy".into(), key.policy.clone());
        found.insert("Description".into(), key.description.clone().into());
        found.insert("Enabled".into(), (key.state == KeyState::Enabled).into());
        if let Some(tags) = tag_list(&key.tags, context) {
            found.insert("Tags".into(), tags);
        }
        Some((found, kms_key::attributes(&key)))
    }
}

fn apply_settings(
    world: &mut World,
    context: &Context,
    id: &str,
    properties: &Properties,
) -> Result<ProviderResult, Failure> {
    let tags = tags(context, properties);
    let key = world.kms(&context.scope).resolve_mut(&context.scope, id)?;
    let enabled = flag(properties, "Enabled").unwrap_or(true);
    key.state = if enabled { KeyState::Enabled } else { KeyState::Disabled };
    key.description = text_or_empty(properties, "Description");
    key.tags = tags;
    Ok(ProviderResult::new(id, kms_key::attributes(key)))
}
