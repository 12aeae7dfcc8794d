//! Failing over to a replica when the primary region is gone, and back.
//!
//! ```text
//! promote:   the replica's stack ──▶ promoted               nothing of the primary region is needed
//! failback:  promoted ──▶ returning ──▶ closed ──▶ as the StackSet has it
//!                         what the primary bucket lacks is replicated to it, then nobody writes to the replica, then the rest
//! ```
//!
//! Each stage is one update of one stack, and the stack says which it is: a run that is killed is run again, and goes on there. See
//! `archive/docs/failover.md`.

mod approving;
mod comparison;
mod failback;
mod rehearsal;

use std::time::{Duration, SystemTime};

use self::approving::Intended;
pub use self::comparison::{Lacking, lacking};
pub use self::failback::{Failback, FailbackResources, Returned, resources};
pub use self::rehearsal::{Rehearsal, rehearse};
use crate::config::{Config, Region};
use crate::deployed::deployed;
use crate::promotion::ReplicaStack;
use crate::stacks::{Promotion, Stage};
use cfn_deploy::aws::{Aws, rfc3339};
use cfn_deploy::{Engine, Error, Outcome, StackRequest};
use serde_json::Value;

/// A primary region that does not answer within this time is gone.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What is known of the primary region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Primary {
    /// It answers, and has the bucket.
    Answers,
    /// It answers, and the bucket is gone.
    HasNoBucket,
    /// It does not answer; why it is thought so.
    Silent(String),
}

/// Asks the primary region once, for at most [`PATIENCE`].
pub async fn primary(aws: &Aws, config: &Config) -> Primary {
    match aws.bucket_answers(config.region().as_str(), &config.bucket_name(), PATIENCE).await {
        Ok(true) => Primary::Answers,
        Ok(false) => Primary::HasNoBucket,
        Err(error) => Primary::Silent(error.to_string()),
    }
}

/// The update that promotes a replica; `None` if it is promoted already. `now` is when objects may be written to it.
///
/// # Errors
/// Its template is not as this program deploys it, or a call failed.
pub async fn promotion(
    engine: &Engine<'_>,
    config: &Config,
    (region, now): (Region, SystemTime),
    replica: &ReplicaStack,
) -> Result<Option<StackRequest>, Error> {
    if replica.promotion.is_some() {
        return Ok(None);
    }
    let body = engine.in_region(region.as_str()).template(&replica.stack.id).await?;
    let template = body.template().map_err(|error| unreadable(replica, &error.to_string()))?;
    let deployed = template.root().to_json();
    let promotion = Promotion { stage: Stage::Promoted, since: written(now)? };
    request(engine, config, region, replica, Some(&promotion), &deployed).await.map(Some)
}

/// Carries out an update of the replica's stack. What it changes of the bucket's policy and of its rule was confirmed before.
///
/// # Errors
/// As for [`Engine::deploy`].
pub async fn update(engine: &Engine<'_>, region: Region, request: &StackRequest) -> Result<Outcome, Error> {
    let approver = Intended::new(engine);
    engine.in_region(region.as_str()).asking(&approver).deploy(request).await
}

/// The update of the replica's stack to a template that is `deployed`, with a promotion or without.
async fn request(
    engine: &Engine<'_>,
    config: &Config,
    region: Region,
    replica: &ReplicaStack,
    promotion: Option<&Promotion>,
    deployed: &Value,
) -> Result<StackRequest, Error> {
    let stack = &replica.stack;
    let account = stack.id.split(':').nth(4);
    let account = account.ok_or_else(|| unreadable(replica, "its ARN has no account"))?;
    let template = match promotion {
        Some(promotion) => {
            promotion.applied(config, region, account, deployed).map_err(|why| unreadable(replica, &why))?
        }
        None => deployed.clone(),
    };
    Ok(StackRequest {
        name: stack.name.clone(),
        template: template.to_string(),
        previous_parameters: engine.in_region(region.as_str()).kept_parameters(&stack.id).await?,
        ..StackRequest::default()
    })
}

fn unreadable(replica: &ReplicaStack, why: &str) -> Error {
    Error::InvalidState {
        message: format!("the stack {} is not as the archive deploys it: {why}", replica.stack.name),
        remedies: vec!["put back the template of the StackSet in CloudFormation's console".into()],
    }
}

/// The template that the StackSet has for the replicas: what a promoted one becomes again.
///
/// # Errors
/// There is no stack that has it, or it cannot be read.
pub async fn replica_template(engine: &Engine<'_>, config: &Config, region: Region) -> Result<Value, Error> {
    match deployed(engine, config).await? {
        Some(deployed) => Ok(deployed.replica().clone()),
        None => Err(Error::InvalidState {
            message: format!("there is no stack {} that says what the replica is to be again", config.stack_name()),
            remedies: vec![format!("what {region} has stays there, and can be read").into()],
        }),
    }
}

fn written(time: SystemTime) -> Result<String, Error> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.map(|since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
    seconds.map(rfc3339).map_err(|_| Error::InvalidState {
        message: "the clock of this machine is before 1970".to_owned(),
        remedies: vec!["set the clock".into()],
    })
}
