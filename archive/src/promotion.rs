//! Replicas that are promoted: which are, and what may not be done while they are.
//!
//! A promotion is known by the stack of the replica, in its region: the primary region was gone when it was made, and does not know of it. See
//! `archive/docs/failover.md`.

use futures_util::future::join_all;

use crate::config::{Config, Region};
use crate::stacks::Promotion;
use cfn_deploy::aws::Aws;
use cfn_deploy::{Engine, Error, Stack};

/// The stack of a replica.
#[derive(Debug, Clone)]
pub struct ReplicaStack {
    /// The stack.
    pub stack: Stack,
    /// Whether it is promoted.
    pub promotion: Option<Promotion>,
}

/// The stack of the replica in `region`, which is looked for by its bucket: its name is known to the StackSet only, and the StackSet is in the
/// primary region.
///
/// # Errors
/// There is none, it cannot be read, or a call failed.
pub async fn replica_stack(
    aws: &Aws,
    engine: &Engine<'_>,
    config: &Config,
    region: Region,
) -> Result<ReplicaStack, Error> {
    let bucket = config.replica_bucket_name(&region);
    let found = aws.stack_of(region.as_str(), &bucket).await?;
    let engine = engine.in_region(region.as_str());
    let stack = match found {
        Some(id) => engine.describe(&id).await?,
        None => None,
    };
    let Some(stack) = stack else {
        return Err(Error::InvalidState {
            message: format!("no stack in {region} has the bucket {bucket}"),
            remedies: vec!["name a region that the archive is deployed to".into()],
        });
    };
    let promotion = of_stack(&stack, region.as_str())?;
    Ok(ReplicaStack { stack, promotion })
}

/// Refuses what would change the stacks of the replicas back while one of them is promoted.
///
/// # Errors
/// [`Error::InvalidState`] if one is promoted; what cannot be asked for.
pub async fn refuse_promoted(engine: &Engine<'_>, config: &Config) -> Result<(), Error> {
    let Some(set) = engine.stack_set(&config.stack_set_name()).await? else { return Ok(()) };
    let looked = join_all(set.instances.iter().map(|(region, stack)| async move {
        let engine = match stack.split(':').nth(4) {
            Some(account) => engine.in_account(account, region),
            None => engine.in_region(region),
        };
        match engine.describe(stack).await {
            Ok(Some(found)) => Ok(of_stack(&found, region)?.map(|promotion| (region.clone(), promotion))),
            Ok(None) => Ok(None),
            // The region is not enabled any more, so that nothing is written there either.
            Err(Error::Api(error)) if error.is_credentials() => Ok(None),
            Err(error) => Err(error),
        }
    }));
    let promoted: Vec<(String, Promotion)> =
        looked.await.into_iter().collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect();
    match promoted.first() {
        None => Ok(()),
        Some((region, promotion)) => Err(Error::InvalidState {
            message: format!(
                "the replica in {region} is promoted since {}: objects are written to it, and this would change it back to a replica without returning them",
                promotion.since
            ),
            remedies: vec![format!("`archive failback {region}` returns them to the primary bucket first").into()],
        }),
    }
}

/// The promotion that a replica's stack tells of.
fn of_stack(stack: &Stack, region: &str) -> Result<Option<Promotion>, Error> {
    Promotion::read(|name| stack.outputs.get(name).map(String::as_str)).map_err(|why| Error::InvalidState {
        message: format!("the stack {} in {region}: {why}", stack.name),
        remedies: vec!["use the version of this program that promoted it, or a newer one".into()],
    })
}
