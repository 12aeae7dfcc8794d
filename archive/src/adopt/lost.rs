//! Brings back the replicas whose stacks somebody deleted behind the StackSet's back, or took out of it.
//!
//! Buckets and keys of such a stack are retained. The StackSet goes on having the instance, reports it as up to date, and no update of it makes
//! the stack again: so the instance is taken out, what is retained is imported into a stack of its own, and the StackSet takes that in.

use super::region::import_retained_region;
use crate::config::{Config, Region};
use cfn_deploy::aws::Aws;
use cfn_deploy::{Engine, Error, Stack, StackSetState};

/// Takes in each replica again that is no instance, or, where stacks are looked at (`looks`), whose stack is gone, if its bucket is still there.
/// `stack` is the archive's.
///
/// # Errors
/// As for [`import_retained_region`].
pub async fn bring_back_lost_instances(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    stack: &Stack,
    looks: bool,
) -> Result<(), Error> {
    let name = config.stack_set_name();
    let Some(set) = engine.stack_set(&name).await? else { return Ok(()) };
    for region in config.replica_regions() {
        let is_instance = set.instances.iter().any(|(instance, _)| instance == region.as_str());
        if is_instance && (!looks || !is_lost(engine, &set, region, stack).await?)
            || !aws.bucket_exists(region.as_str(), &config.replica_bucket_name(region)).await?
        {
            continue;
        }
        engine.say(format!(
            "the replica in {region} is not of the StackSet any more, which takes in again what is retained"
        ));
        engine.retain_instances(&set, &[region.to_string()]).await?;
        if let Some(set) = engine.stack_set(&name).await? {
            Box::pin(import_retained_region(aws, config, engine, &set, region)).await?;
        }
    }
    Ok(())
}

/// Whether the StackSet has no stack in `region`; not if that cannot be told.
async fn is_lost(engine: &Engine<'_>, set: &StackSetState, region: &Region, own: &Stack) -> Result<bool, Error> {
    let account = |id: &str| id.split(':').nth(4).map(str::to_owned);
    let Some((_, id)) = set.instances.iter().find(|(instance, _)| instance == region.as_str()) else { return Ok(true) };
    let Some(owner) = account(id) else { return Ok(false) };
    if Some(&owner) != account(&own.id).as_ref() && engine.connection_to(&owner).is_none() {
        return Ok(false);
    }
    let found = engine.in_account(&owner, region.as_str()).describe(id).await?;
    Ok(found.is_none_or(|stack| stack.status.as_str() == "DELETE_COMPLETE"))
}
