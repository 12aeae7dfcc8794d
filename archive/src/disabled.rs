//! Regions that were disabled in the account after the archive was deployed to them.
//!
//! CloudFormation cannot delete a stack in such a region, nor roll one back, so that an update that removes it fails, and its rollback does. What
//! does not need the region is to take the instance out of the StackSet and to leave its stack where it is.

use futures_util::future::join_all;

use crate::config::Region;
use cfn_deploy::aws::Aws;
use cfn_deploy::{Danger, DangerKind, Engine, Error};

/// Takes the instances of the StackSet called `set` out of it that are in regions that are not enabled, and that `leaves` names. Their stacks,
/// buckets and keys stay.
///
/// # Errors
/// [`Error::Refused`] if that is not approved, and failed calls.
pub async fn release(aws: &Aws, engine: &Engine<'_>, set: &str, leaves: impl Fn(&str) -> bool) -> Result<(), Error> {
    let Some(set) = engine.stack_set(set).await? else { return Ok(()) };
    let instances = set.instances.iter().map(|(region, _)| region);
    // Every account has the others.
    let may_be_disabled = |region: &&String| Region::known(region).is_none_or(|region| region.opt_in() != Some(false));
    let leaving: Vec<&String> = instances.filter(|region| leaves(region)).filter(may_be_disabled).collect();
    let looked = join_all(leaving.into_iter().map(|region| async move {
        let is_disabled = aws.identity(region).await.is_err_and(|error| error.is_credentials());
        is_disabled.then(|| region.clone())
    }));
    let disabled: Vec<String> = looked.await.into_iter().flatten().collect();
    if disabled.is_empty() {
        return Ok(());
    }
    let dangers: Vec<Danger> = disabled
        .iter()
        .map(|region| {
            let message = format!(
                "{region} is not enabled in the account any more: its instance leaves the StackSet, and its stack, bucket and key stay there"
            );
            Danger::new(DangerKind::RegionRemoval, region, message)
        })
        .collect();
    engine.require(&dangers)?;
    engine.say(format!("taking {} out of the StackSet, whose stacks stay", disabled.join(" and ")));
    engine.retain_instances(&set, &disabled).await
}
