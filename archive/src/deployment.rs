//! Deploying an archive, from whatever an earlier attempt or an earlier life of it left behind.
//!
//! The engine knows stacks. What it cannot know is that a bucket which no stack has any more is this archive's own: before a stack is
//! created, it is looked for in every region and taken back, and when a creation fails, what it left is told.

use futures_util::future::join_all;

use crate::adopt::{Adopted, Leftover, Leftovers, leftovers, take_back};
use crate::config::{Config, Region};
use crate::stacks;
use cfn_deploy::aws::Aws;
use cfn_deploy::{Danger, DangerKind, Engine, Error, Outcome, Plan, PlanKind, Ready, Refusal, Stack, StackRequest};

/// Deploys the archive of `config` as `request` has it, in as many steps as it takes.
///
/// # Errors
/// As for [`Engine::deploy`]; [`Error::Request`] before anything is begun if a bucket name is taken by something that is not this
/// archive's.
pub async fn deploy(aws: &Aws, config: &Config, engine: &Engine<'_>, request: &StackRequest) -> Result<Outcome, Error> {
    let (_, last) = stacks::steps(config, true);
    let mut request = StackRequest { parameters: last.parameters, ..request.clone() };
    let (kind, stack) = match engine.make_ready(&request).await? {
        Ready::Done(outcome) => return Ok(outcome),
        Ready::Change(kind, stack) => (kind, stack),
    };
    let mut has_bucket = stack.as_ref().is_some_and(|stack| stack.outputs.contains_key("BucketName"));
    let mut is_new = kind == PlanKind::Create || hollow(engine, stack.as_ref()).await?;
    let mut is_ready = true;
    if is_new && let Some(adopted) = take_back_leftovers(aws, config, engine).await? {
        has_bucket = adopted.primary;
        // From now on a failure is rolled back to what was taken back.
        (is_new, is_ready) = (false, false);
    }
    if let Some(stack) = stack.as_ref().filter(|_| !is_new && is_ready) {
        refuse_what_comes_too_late(aws, config, engine, stack).await?;
    }
    let (before, last) = stacks::steps(config, has_bucket);
    for step in before {
        engine.say(step.purpose);
        request.parameters = step.parameters;
        tell_what_stays(aws, config, engine, is_new, engine.deploy(&request).await).await?;
        is_ready = false;
    }
    request.parameters = last.parameters;
    let ended = match is_ready {
        true => match engine.change(&request, kind, stack).await {
            Err(Error::Refused(Refusal::OutOfDate(_))) => engine.deploy(&request).await,
            ended => ended,
        },
        false => engine.deploy(&request).await,
    };
    tell_what_stays(aws, config, engine, is_new, ended).await
}

/// Plans the archive of `config` as [`Engine::plan`] does.
///
/// # Errors
/// [`Error::Stuck`] if something of an earlier stack must come back first, else as for [`Engine::plan`].
pub async fn plan(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    request: &StackRequest,
) -> Result<Option<(Plan, Vec<Danger>)>, Error> {
    let stack = engine.describe(&request.name).await?;
    if stack.is_none() || hollow(engine, stack.as_ref()).await? {
        let left = leftovers(aws, config).await?;
        if !left.is_empty() {
            let there: Vec<String> = left.regions().map(Leftover::describe).collect();
            return Err(Error::Stuck {
                message: format!("an earlier stack of this archive retained resources:\n  {}", there.join("\n  ")),
                remedies: vec!["`archive deploy` imports them and shows its plan before it continues; `archive adopt` only imports them, and then a plan is possible".into()],
            });
        }
    }
    engine.plan(request).await
}

/// Refuses a region that is new in the configuration where a replica of an earlier time was left in it: the StackSet could not create its
/// own there, and CloudFormation takes no stack into the StackSet of a deployed archive that has not the very template.
async fn refuse_what_comes_too_late(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    stack: &Stack,
) -> Result<(), Error> {
    // Without this output no region is known to be deployed, so that all are looked at.
    let deployed = stack.outputs.get("BucketReplications");
    let is_deployed =
        |region: &Region| deployed.is_some_and(|all| all.split(',').any(|known| known == region.as_str()));
    let is_new = |region: &&Region| !is_deployed(region);
    let new: Vec<&Region> = config.replications().iter().filter(is_new).collect();
    let taken = join_all(new.iter().map(|region| async move {
        let taken = aws.bucket_exists(region.as_str(), &config.replica_bucket_name(region)).await;
        taken.map(|taken| taken.then_some(*region))
    }));
    let taken = taken.await.into_iter().collect::<Result<Vec<_>, _>>()?;
    let taken: Vec<&Region> = taken.into_iter().flatten().collect();
    if taken.is_empty() {
        return Ok(());
    }
    // It may be an instance whose rule was detached, or is not there yet.
    let set = engine.stack_set(&config.stack_set_name()).await?;
    let is_instance = |region: &Region| {
        set.as_ref().is_some_and(|set| set.instances.iter().any(|(instance, _)| instance == region.as_str()))
    };
    let Some(region) = taken.into_iter().find(|region| !is_instance(region)) else { return Ok(()) };
    Err(Error::Stuck {
        message: format!(
            "{} is in {region} already, and no instance of the StackSet has it: it was retained when the region was removed",
            config.replica_bucket_name(region)
        ),
        remedies: vec!["`archive destroy`, then `archive deploy` brings all regions back together, with all that is in them; what is written \
                 meanwhile is not replicated".into()],
    })
}

async fn hollow(engine: &Engine<'_>, stack: Option<&Stack>) -> Result<bool, Error> {
    match stack {
        Some(stack) => engine.has_no_resources(stack).await,
        None => Ok(false),
    }
}

/// Takes back what earlier stacks of the archive left, if they left anything. Buckets that hold data need their word: the configuration
/// will be applied to them, and who chose its prefix may not have known of them.
async fn take_back_leftovers(aws: &Aws, config: &Config, engine: &Engine<'_>) -> Result<Option<Adopted>, Error> {
    let left = leftovers(aws, config).await?;
    if left.is_empty() {
        return Ok(None);
    }
    engine.say("buckets of this archive exist already, retained by an earlier stack:");
    for left in left.regions() {
        engine.say(format!("  {}", left.describe()));
    }
    let dangers: Vec<Danger> = left.regions().filter(|left| left.has_data()).map(danger).collect();
    if dangers.is_empty() {
        engine.confirm("Import them into the stack and continue?")?;
    } else {
        engine.require(&dangers)?;
    }
    let adopted = take_back(config, engine, &left).await?;
    engine.say("they are imported, unchanged");
    Ok(Some(adopted))
}

fn danger(left: &Leftover) -> Danger {
    let message = format!(
        "what an earlier stack retained in {} is imported into this archive: the data stays, and the configuration's lifecycle rules apply to it",
        left.describe()
    );
    Danger::new(DangerKind::Adoption, left.region.as_str(), message)
}

/// After a first deployment that failed: what stays in the account, and that the next one takes it back.
async fn tell_what_stays(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    is_new: bool,
    ended: Result<Outcome, Error>,
) -> Result<Outcome, Error> {
    if is_new && matches!(ended, Err(Error::RolledBack(_) | Error::NeedsHuman { .. })) {
        match leftovers(aws, config).await {
            Ok(left) => warn_of(engine, &left),
            Err(error) => engine.warn(format!("the retained resources cannot be listed: {error}"), error.remedies()),
        }
    }
    ended
}

fn warn_of(engine: &Engine<'_>, left: &Leftovers) {
    for region in left.regions() {
        let remedy = "the next `archive deploy` imports it".into();
        engine.warn(format!("stays in the account, in {}", region.describe()), vec![remedy]);
    }
}
