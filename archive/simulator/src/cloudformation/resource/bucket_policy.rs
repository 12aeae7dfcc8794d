//! `AWS::S3::BucketPolicy`.

use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{document, require};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update};
use crate::iam::caller::Caller;
use crate::s3::policy;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::world::World;

/// The provider.
pub(super) struct BucketPolicy;

impl Provider for BucketPolicy {
    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let bucket = require(properties, "Bucket")?;
        if world.buckets.get(&bucket).is_some_and(|bucket| bucket.policy.is_some()) {
            return Err(Failure::new(format!("The bucket policy already exists on bucket {bucket}.")));
        }
        put(world, context, bucket, properties)
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, after, .. } = *update;
        put(world, context, physical_id.to_owned(), after)
    }

    fn delete(&self, world: &mut World, _: &Context, existing: &Existing<'_>) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, .. } = *existing;
        if let Some(bucket) = world.buckets.get_mut(physical_id) {
            bucket.policy = None;
        }
        Ok(Vec::new())
    }

    fn read(&self, world: &mut World, _: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let policy = world.buckets.get(physical_id)?.policy.clone()?;
        let mut found = Properties::new();
        found.insert("Bucket".into(), physical_id.into());
        found.insert("PolicyDocument".into(), policy);
        Some((found, Properties::new()))
    }
}

fn put(
    world: &mut World,
    context: &Context,
    bucket: String,
    properties: &Properties,
) -> Result<ProviderResult, Failure> {
    let document = document(properties, "PolicyDocument")?;
    let caller = Caller::root(&context.scope).arn();
    policy::put(world, &caller, &bucket, document).map_err(|error| Failure::of_service("S3", &error))?;
    Ok(ProviderResult { physical_id: bucket, ..ProviderResult::default() })
}
