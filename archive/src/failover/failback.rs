//! Returning what was written to a promoted replica, and making it a replica again.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;

use super::comparison::{Lacking, lacking};
use super::{request, update};
use crate::backfill::{BackfillResources, JobSite, TaskFailures, failures_at, follow_at, jobs_at, start_at};
use crate::config::{Config, Region};
use crate::promotion::{ReplicaStack, replica_stack};
use crate::stacks::{FAILBACK_BUCKET, FAILBACK_ROLE, Promotion, Stage};
use cfn_deploy::aws::{ApiError, Aws, BatchState};
use cfn_deploy::{Engine, Error, PollInterval};
use serde_json::Value;

/// So many jobs are made for what the one before did not return.
const JOBS: u32 = 3;

/// What `archive bootstrap --failback` has made: a role, and the bucket of its jobs.
pub type FailbackResources = BackfillResources;

/// The role and the bucket for the replica in `region`; `None` if there are none.
///
/// # Errors
/// The stack cannot be read.
pub async fn resources(
    engine: &Engine<'_>,
    config: &Config,
    region: Region,
) -> Result<Option<FailbackResources>, Error> {
    let stack = engine.in_region(region.as_str()).describe(&config.failback_stack_name()).await?;
    let outputs = stack.map(|stack| stack.outputs);
    let output = |name: &str| outputs.as_ref()?.get(name).cloned();
    let both = output(FAILBACK_ROLE).zip(output(FAILBACK_BUCKET));
    Ok(both.map(|(role, bucket)| FailbackResources { role, bucket }))
}

/// A failback that can begin.
pub struct Failback<'a> {
    /// The connection.
    pub aws: &'a Aws,
    /// The configuration.
    pub config: &'a Config,
    /// An engine for the primary region.
    pub engine: Engine<'a>,
    /// The region of the promoted replica.
    pub region: Region,
    /// The caller's account.
    pub account: &'a str,
    /// What [`resources`] gives.
    pub made: &'a FailbackResources,
    /// The template of the StackSet, which the replica gets back.
    pub template: &'a Value,
    /// How often jobs are asked about.
    pub interval: PollInterval,
    /// Whether the replica becomes one again although S3 could not return some of its versions.
    pub leaves_rest: bool,
}

/// What a failback has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Returned {
    /// The versions and delete markers that were returned by jobs; what the rule has replicated meanwhile is not counted.
    pub by_jobs: u64,
    /// Those that could not be returned, which stay in the replica.
    pub left: u64,
    /// Why tasks of the last job failed, by S3's codes.
    pub failures: BTreeMap<String, TaskFailures>,
    /// Whether the replica is one again.
    pub is_replica: bool,
}

impl Failback<'_> {
    /// Returns everything, stage by stage from the one that the replica is in.
    ///
    /// # Errors
    /// As for [`Engine::deploy`]; a call failed. What is done until then is done, and the next run goes on there.
    pub async fn run(&self, replica: ReplicaStack) -> Result<Returned, Error> {
        let mut returned = Returned::default();
        let Some(promotion) = replica.promotion.clone() else { return Ok(returned) };
        let since = promotion.since.as_str();
        let mut replica = replica;
        if promotion.stage == Stage::Promoted {
            replica = self.enter(replica, Some(Stage::Returning), since).await?;
        }
        if stage(&replica) == Some(Stage::Returning) {
            // The most of it while objects can still be written there.
            self.returns(since, &mut returned).await?;
            replica = self.enter(replica, Some(Stage::Closed), since).await?;
        }
        self.returns(since, &mut returned).await?;
        if returned.left == 0 {
            // What was under way when the replica was closed has arrived by now.
            tokio::time::sleep(self.interval.maximum).await;
            self.returns(since, &mut returned).await?;
        }
        if returned.left == 0 || self.leaves_rest {
            self.enter(replica, None, since).await?;
            returned.is_replica = true;
        }
        Ok(returned)
    }

    /// Changes the replica to a stage, or back to a replica.
    fn enter<'f>(
        &'f self,
        replica: ReplicaStack,
        stage: Option<Stage>,
        since: &'f str,
    ) -> BoxFuture<'f, Result<ReplicaStack, Error>> {
        Box::pin(async move {
            self.engine.say(match stage {
                Some(Stage::Closed) => "nobody may write to the replica any more; what was written meanwhile follows",
                Some(_) => "what is written to the replica is replicated to the primary bucket from now on",
                None => "everything is returned: the promoted replica becomes a replica again",
            });
            let promotion = stage.map(|stage| Promotion { stage, since: since.to_owned() });
            let (engine, config, region) = (&self.engine, self.config, self.region);
            let request = request(engine, config, region, &replica, promotion.as_ref(), self.template).await?;
            update(engine, region, &request).await?;
            replica_stack(self.aws, engine, config, region).await
        })
    }

    /// Has S3 replicate what the primary bucket lacks, until it lacks nothing or S3 cannot do more.
    async fn returns(&self, since: &str, returned: &mut Returned) -> Result<(), Error> {
        let site = JobSite {
            region: self.region,
            account: self.account,
            description: format!("archive failback of {}", self.config.replica_bucket_name(&self.region)),
        };
        for attempt in 0..=JOBS {
            // A job of a run that was killed is followed, and no other is made.
            let before = jobs_at(self.aws, &site).await?;
            if let Some(running) = before.iter().find(|job| !job.state.is_over()) {
                self.follow(&site, &running.id, returned).await?;
            }
            let lacks = self.lacking(since).await?;
            returned.left = lacks.count();
            if returned.left == 0 || attempt == JOBS {
                return Ok(());
            }
            self.engine.say(format!("to return: {}", lacks.summary()));
            let last = jobs_at(self.aws, &site).await?.first().map(|job| job.id.clone());
            let id = start_at(self.aws, &site, self.made, &lacks.manifest(), last.as_deref()).await?;
            self.follow(&site, &id, returned).await?;
        }
        Ok(())
    }

    async fn lacking(&self, since: &str) -> Result<Lacking, Error> {
        lacking(self.aws, self.config, (self.region, since), self.engine.reporter()).await
    }

    async fn follow(&self, site: &JobSite<'_>, id: &str, returned: &mut Returned) -> Result<(), ApiError> {
        let mut job = follow_at(self.aws, site, id, self.interval, self.engine.reporter()).await?;
        if job.state == BatchState::AwaitingConfirmation {
            self.aws.confirm_batch_job(site.region.as_str(), site.account, id).await?;
            job = follow_at(self.aws, site, id, self.interval, self.engine.reporter()).await?;
        }
        returned.by_jobs += job.succeeded;
        returned.failures.clear();
        for (code, reason) in &job.failures {
            let failures = TaskFailures { count: job.total, key: String::new(), message: reason.clone() };
            returned.failures.insert(code.clone(), failures);
        }
        if job.failed > 0
            && let Some(failures) = failures_at(self.aws, self.region, self.made, id).await?
        {
            returned.failures.extend(failures);
        }
        Ok(())
    }
}

fn stage(replica: &ReplicaStack) -> Option<Stage> {
    replica.promotion.as_ref().map(|promotion| promotion.stage)
}
