//! Deploying an archive, from whatever an earlier attempt or an earlier life of it left behind.
//!
//! The engine knows stacks. What it cannot know is that a bucket which no stack has any more is this archive's own: before a stack is
//! created, it is looked for in every region and taken back, and when a creation fails, what it left is told.

use cfn_template::Template;
use futures_util::future::join_all;
use serde_json::Value;

use crate::adopt::{
    Adopted, RetainedRegion, RetainedResources, describe, import_retained, retained_resources, unlisted_replicas,
};
use crate::config::{Config, Region};
use crate::deployed::deployed_by;
use crate::doctor::{Finding, obstacles, taken_names};
use crate::health::role_lacks_its_policy;
use crate::stacks;
use cfn_deploy::aws::Aws;
use cfn_deploy::{
    Danger, DangerKind, Engine, Error, Outcome, Plan, PlanKind, Ready, Refusal, Remedy, RequestError, Stack,
    StackRequest, Step, step,
};

/// Deploys the archive of `config` as `request` has it, in as many steps as it takes.
///
/// # Errors
/// As for [`Engine::deploy`]; [`Error::Request`] before anything is begun if a bucket name is taken by something that is not this
/// archive's.
pub async fn deploy(aws: &Aws, config: &Config, engine: &Engine<'_>, request: &StackRequest) -> Result<Outcome, Error> {
    let (_, last) = stacks::steps(config, true);
    let mut request = StackRequest { parameters: last.parameters, ..request.clone() };
    let has_looked = look_before(aws, config, engine, &request).await?;
    let (kind, stack) = match engine.make_ready(&request).await? {
        Ready::Done(outcome) => return Ok(outcome),
        Ready::Change(kind, stack) => (kind, stack),
    };
    if !has_looked {
        look_before(aws, config, engine, &request).await?;
    }
    let mut has_bucket = stack.as_ref().is_some_and(|stack| stack.outputs.contains_key("BucketName"));
    let mut is_new = kind == PlanKind::Create || hollow(engine, stack.as_ref()).await?;
    let mut is_ready = true;
    if is_new {
        match import_all_retained(aws, config, engine).await? {
            Some(adopted) => {
                has_bucket = adopted.primary;
                // From now on a failure is rolled back to what was taken back.
                (is_new, is_ready) = (false, false);
            }
            None => refuse(taken_names(aws, config).await?)?,
        }
    }
    if let Some(stack) = stack.as_ref().filter(|_| !is_new && is_ready) {
        tell_what_leaves(config, engine, stack);
        refuse_what_comes_too_late(aws, config, engine, stack).await?;
    }
    if let Some(stack) = stack.as_ref().filter(|_| request.revert_drift && !is_new) {
        // The destinations first: S3 takes no rule whose destination is not versioned.
        engine.revert_drift_of_instances(stack).await?;
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
    let outcome = tell_what_stays(aws, config, engine, is_new, ended).await?;
    if request.revert_drift && !is_new && role_lacks_its_policy(aws, config).await? {
        return write_policies_again(engine, &request, outcome).await;
    }
    Ok(outcome)
}

/// Puts the inline policies of the stack's roles again. CloudFormation does not read `AWS::IAM::Policy` back, so that a drift-aware change
/// set leaves one alone that is gone: it has to change. The order of its statements means nothing, so it is turned round, and back.
async fn write_policies_again(engine: &Engine<'_>, request: &StackRequest, outcome: Outcome) -> Result<Outcome, Error> {
    let turned = with_policies_turned_round(&request.template);
    let unreadable = |error: serde_json::Error| Error::Invalid {
        stack: request.name.clone(),
        errors: vec![format!("the template cannot be read: {error}")],
    };
    let Some(template) = turned.map_err(unreadable)? else { return Ok(outcome) };
    engine.say("the policy of the replication role is gone, which CloudFormation does not detect: it is written again");
    let request = StackRequest { revert_drift: false, ..request.clone() };
    engine.deploy(&StackRequest { template, ..request.clone() }).await?;
    engine.deploy(&request).await
}

/// The template with the statements of each inline policy in the opposite order; `None` if there is none with two statements.
fn with_policies_turned_round(template: &str) -> Result<Option<String>, serde_json::Error> {
    let mut template: Value = serde_json::from_str(template)?;
    let mut turned = false;
    for resource in template["Resources"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
        if resource.get("Type").and_then(Value::as_str) != Some("AWS::IAM::Policy") {
            continue;
        }
        let statements = resource.pointer_mut("/Properties/PolicyDocument/Statement").and_then(Value::as_array_mut);
        if let Some(statements) = statements.filter(|statements| statements.len() > 1) {
            statements.reverse();
            turned = true;
        }
    }
    Ok(turned.then(|| template.to_string()))
}

/// Plans the archive of `config` as [`Engine::plan`] does.
///
/// # Errors
/// [`Error::InvalidState`] if something of an earlier stack must come back first, else as for [`Engine::plan`].
pub async fn plan(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    request: &StackRequest,
) -> Result<Option<(Plan, Vec<Danger>)>, Error> {
    let stack = engine.describe(&request.name).await?;
    if stack.is_none() || hollow(engine, stack.as_ref()).await? {
        let left = retained_resources(aws, config).await?;
        if !left.is_empty() {
            let there: Vec<String> = left.regions().map(RetainedRegion::describe).collect();
            return Err(Error::InvalidState {
                message: format!("an earlier stack of this archive retained resources:\n  {}", there.join("\n  ")),
                remedies: vec!["`archive deploy` imports them and shows its plan before it continues; `archive adopt` only imports them, and then a plan is possible".into()],
            });
        }
    }
    engine.plan(request).await
}

/// Refuses before anything is changed what would make the deployment of `request` fail half-way: a region that is not enabled, roles that
/// are missing or too narrow, names that are taken in a new region, quotas. Nothing is asked where the replicas stay as they are. `false`
/// if an operation is in progress, which has to end first: what it leaves is what is looked at.
///
/// # Errors
/// [`Error::Request`] with everything that is in the way; what cannot be asked for.
pub(crate) async fn look_before(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    request: &StackRequest,
) -> Result<bool, Error> {
    let stack = engine.describe(&config.stack_name()).await?;
    let deployed = match &stack {
        Some(stack) if step(Some(&stack.status)) == Step::Attach => return Ok(false),
        Some(stack) => deployed_by(engine, stack).await?,
        None => None,
    };
    let wanted = Template::read(&request.template)
        .map_err(|unreadable| Error::Invalid { stack: request.name.clone(), errors: vec![unreadable.to_string()] })?;
    if deployed.as_ref().is_some_and(|deployed| deployed.is_same_in(&wanted)) {
        return Ok(true);
    }
    refuse(obstacles(aws, config, deployed.as_ref()).await?)?;
    Ok(true)
}

/// Says what becomes of the data in the regions that leave the archive, and how a region leaves it and keeps its stack.
fn tell_what_leaves(config: &Config, engine: &Engine<'_>, stack: &Stack) {
    let deployed = stack.outputs.get("BucketReplications").map_or("", String::as_str);
    let gone = deployed.split(',').filter(|region| !region.is_empty());
    for region in gone.filter(|region| !config.replica_regions().any(|known| known.as_str() == *region)) {
        let message = format!(
            "{region} leaves the archive: its stack is deleted, and its bucket and its key stay in the account with all that is in them"
        );
        let remedy = format!(
            "to keep the stack too, which lets the region come back at any time, write  detached = [\"{region}\"]"
        );
        engine.warn(message, vec![remedy.into()]);
    }
}

/// Refuses what was found, if anything was.
fn refuse(obstacles: Vec<Finding>) -> Result<(), Error> {
    if obstacles.is_empty() {
        return Ok(());
    }
    let what: Vec<String> = obstacles.iter().map(|found| format!("{}: {}", found.subject, found.message)).collect();
    let mut remedies: Vec<Remedy> = Vec::new();
    for remedy in obstacles.into_iter().filter_map(|found| found.remedy).map(Remedy::from) {
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    let message = format!("the deployment would fail, so nothing was changed:\n  {}", what.join("\n  "));
    Err(Error::Request(RequestError { message, remedies }))
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
    Err(Error::InvalidState {
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
async fn import_all_retained(aws: &Aws, config: &Config, engine: &Engine<'_>) -> Result<Option<Adopted>, Error> {
    let left = retained_resources(aws, config).await?;
    if left.is_empty() {
        return Ok(None);
    }
    engine.say("buckets of this archive exist already, retained by an earlier stack:");
    for left in left.regions() {
        engine.say(format!("  {}", left.describe()));
    }
    for (region, bucket) in unlisted_replicas(aws, config).await? {
        let (message, remedy) = describe(&region, &bucket);
        engine.warn(message, vec![remedy.into()]);
    }
    let dangers: Vec<Danger> = left.regions().filter(|left| left.has_data()).map(danger).collect();
    if dangers.is_empty() {
        engine.confirm("Import them into the stack and continue?")?;
    } else {
        engine.require(&dangers)?;
    }
    let adopted = import_retained(config, engine, &left).await?;
    engine.say("they are imported, unchanged");
    Ok(Some(adopted))
}

fn danger(left: &RetainedRegion) -> Danger {
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
    if is_new && matches!(ended, Err(Error::RolledBack(_) | Error::OperationFailed { .. })) {
        match retained_resources(aws, config).await {
            Ok(left) => warn_of(engine, &left),
            Err(error) => engine.warn(format!("the retained resources cannot be listed: {error}"), error.remedies()),
        }
    }
    ended
}

fn warn_of(engine: &Engine<'_>, left: &RetainedResources) {
    for region in left.regions() {
        let remedy = "the next `archive deploy` imports it".into();
        engine.warn(format!("stays in the account, in {}", region.describe()), vec![remedy]);
    }
}
