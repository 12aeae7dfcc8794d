//! A rehearsal: what a failover would find, and how much would be missing, without promoting anything.

use std::time::{Duration, Instant, SystemTime};

use super::promotion;
use crate::config::{Config, Region};
use crate::doctor::{Finding, promotion_obstacles};
use crate::promotion::replica_stack;
use crate::verify::{ReplicationResult, verify};
use cfn_deploy::aws::Aws;
use cfn_deploy::{Engine, Error};

/// What a rehearsal has measured.
#[derive(Debug)]
pub struct Rehearsal {
    /// How an object that was written to the primary bucket has come to the replica: how long it took is how much would be missing.
    pub arrival: ReplicationResult,
    /// What would have made the failover fail.
    pub obstacles: Vec<Finding>,
    /// How long it took to find the replica's stack and to have CloudFormation prepare the update that would promote it. Its execution
    /// comes on top.
    pub preparation: Duration,
}

/// Writes an object to the primary bucket, waits for it in `region`, and has the promotion prepared and discarded.
///
/// # Errors
/// The replica is promoted, or a call failed.
pub async fn rehearse(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    region: Region,
    timeout: Duration,
) -> Result<Rehearsal, Error> {
    let begin = Instant::now();
    let replica = replica_stack(aws, engine, config, region).await?;
    let obstacles = promotion_obstacles(aws, config, region).await?;
    let Some(request) = promotion(engine, config, (region, SystemTime::now()), &replica).await? else {
        return Err(Error::InvalidState {
            message: format!("the replica in {region} is promoted, so that there is nothing to rehearse"),
            remedies: vec![format!("return what was written there first: `archive failback {region}`").into()],
        });
    };
    if obstacles.is_empty() {
        let engine = engine.in_region(region.as_str());
        if let Some((plan, _)) = engine.plan(&request).await? {
            engine.discard(&plan).await?;
        }
    }
    let preparation = begin.elapsed();
    let found = verify((aws, aws), (config, &[region]), &[], timeout).await?;
    let arrival = found.into_iter().next().map_or(ReplicationResult::Missing, |(_, arrival)| arrival);
    Ok(Rehearsal { arrival, obstacles, preparation })
}
