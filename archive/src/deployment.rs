//! Deploying an archive, from whatever an earlier attempt or an earlier archive retained.
//!
//! The engine knows stacks. What it cannot know is that a bucket which no stack has any more is this archive's own: before a stack is
//! created, it is looked for in every region and taken back, and when a creation fails, what it retained is reported.

use cfn_template::Template;
use futures_util::future::join_all;
use serde_json::Value;

use crate::adopt::{
    AdoptionResult, RetainedRegion, RetainedResources, adoption, bring_back_lost_instances, coming_dangers, describe,
    import_retained, import_retained_region, other, retained_resources, unlisted_replicas,
};
use crate::config::{Config, Region};
use crate::deployed::deployed_by;
use crate::disabled;
use crate::doctor::{Finding, obstacles, taken_names};
use crate::health::role_lacks_its_policy;
use crate::inoperable;
use crate::leftover::{Leftover, delete_all, leftovers, may_be_left};
use crate::promotion::refuse_promoted;
use crate::stacks;
use cfn_deploy::aws::Aws;
use cfn_deploy::{
    Danger, Engine, Error, Outcome, Plan, PlanKind, Readiness, Refusal, Remedy, RequestError, Stack, StackRequest,
    StackSetState, Step, step,
};

/// Deploys the archive of `config` as `request` has it, in as many steps as it takes.
///
/// # Errors
/// As for [`Engine::deploy`]; [`Error::Request`] before anything is begun if a bucket name is taken by something that is not this
/// archive's.
pub async fn deploy(aws: &Aws, config: &Config, engine: &Engine<'_>, request: &StackRequest) -> Result<Outcome, Error> {
    let (_, last) = stacks::steps(config, true);
    let mut request = StackRequest { parameters: last.parameters, ..request.clone() };
    // Boxed, as the others below: each is large, and few of them are needed in one deployment.
    let is_checked = Box::pin(check_before(aws, config, engine, &request)).await?;
    let (kind, stack) = match engine.prepare(&request).await? {
        Readiness::Done(outcome) => return Ok(outcome),
        Readiness::Change(kind, stack) => (kind, stack),
    };
    if !is_checked {
        Box::pin(check_before(aws, config, engine, &request)).await?;
    }
    let is_first = kind == PlanKind::Create || has_no_resources(engine, stack.as_ref()).await?;
    let imported = Box::pin(take_back(aws, config, engine, stack.as_ref(), is_first)).await?;
    // What was imported is what a failure is rolled back to from now on.
    let is_new = is_first && imported.is_none();
    let mut is_ready = imported.is_none();
    let (has_bucket, approved) = match imported {
        Some((adopted, dangers)) => (adopted.primary, dangers),
        None => (stack.as_ref().is_some_and(|stack| stack.outputs.contains_key("BucketName")), Vec::new()),
    };
    let approver = engine.approved(approved);
    let engine = &engine.asking(&approver);
    if let Some(stack) = stack.as_ref().filter(|_| !is_new) {
        if is_ready {
            warn_of_removed_regions(config, engine, stack);
            Box::pin(import_removed_regions(aws, config, engine, stack)).await?;
        }
        // What failed may have been the deletion of an instance.
        if request.revert_drift || may_be_left(Some(stack)) {
            Box::pin(inoperable::take_out(config, engine)).await?;
            Box::pin(bring_back_lost_instances(aws, config, engine, stack, request.revert_drift)).await?;
        }
        if request.revert_drift {
            // The destinations first: S3 takes no rule whose destination is not versioned.
            Box::pin(engine.revert_drift_of_instances(stack)).await?;
        }
    }
    let added = stack.as_ref().map_or_else(Vec::new, |stack| added_regions(config, stack));
    let (before, last) = stacks::steps(config, has_bucket);
    for step in before {
        engine.say(step.purpose);
        request.parameters = step.parameters;
        report_retained(aws, config, engine, is_new, engine.deploy(&request).await).await?;
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
    let outcome = report_retained(aws, config, engine, is_new, ended).await?;
    if !added.is_empty() {
        let names: Vec<&str> = added.iter().map(|region| region.as_str()).collect();
        let message = format!("what is in the bucket already is not replicated to {} by a rule", names.join(", "));
        engine.warn(message, vec!["`archive backfill` shows how much it is, and replicates it after asking".into()]);
    }
    if request.revert_drift && !is_new && role_lacks_its_policy(aws, config).await? {
        return Box::pin(write_policies_again(engine, &request, outcome)).await;
    }
    Ok(outcome)
}

/// Imports what earlier stacks of the archive retained where the stack is its first, and deletes what belongs to no stack. `None` if
/// nothing was imported.
async fn take_back(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    stack: Option<&Stack>,
    is_first: bool,
) -> Result<Option<(AdoptionResult, Vec<Danger>)>, Error> {
    let left = match may_be_left(stack) {
        true => Box::pin(leftovers(aws, config)).await?,
        false => Vec::new(),
    };
    if is_first {
        let imported = Box::pin(import_all_retained(aws, config, engine, &left)).await?;
        if imported.is_some() {
            return Ok(imported);
        }
        refuse(taken_names(aws, config).await?)?;
    }
    delete_all(aws, engine, &left).await?;
    Ok(None)
}

/// Imports the replicas that were retained when their regions were removed from the configuration, where it has these regions again.
async fn import_removed_regions(aws: &Aws, config: &Config, engine: &Engine<'_>, stack: &Stack) -> Result<(), Error> {
    if let Some((set, regions)) = removed_regions(aws, config, engine, stack).await? {
        for region in &regions {
            Box::pin(import_retained_region(aws, config, engine, &set, region)).await?;
        }
    }
    Ok(())
}

/// Puts the inline policies of the stack's roles again. CloudFormation does not read `AWS::IAM::Policy` back, so that a drift-aware change
/// set leaves one alone that is gone: it has to change. The order of its statements means nothing, so it is reversed, and back.
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
    if stack.is_none() || has_no_resources(engine, stack.as_ref()).await? {
        let left = retained_resources(aws, other(config, engine), config).await?;
        if !left.is_empty() {
            let there: Vec<String> = left.regions().map(RetainedRegion::describe).collect();
            return Err(Error::InvalidState {
                message: format!("an earlier stack of this archive retained resources:\n  {}", there.join("\n  ")),
                remedies: vec!["`archive deploy` imports them and shows its plan before it continues; `archive adopt` only imports them, and then a plan is possible".into()],
            });
        }
    } else if let Some(stack) = &stack
        && let Some((_, regions)) = removed_regions(aws, config, engine, stack).await?
    {
        let there: Vec<String> =
            regions.iter().map(|region| format!("{} in {region}", config.replica_bucket_name(region))).collect();
        return Err(Error::InvalidState {
            message: format!("replicas were retained when their regions were removed: {}", there.join(", ")),
            remedies: vec!["`archive deploy` imports each after asking, and shows its plan before it continues".into()],
        });
    }
    engine.plan(request).await
}

/// Refuses before anything is changed what would make the deployment of `request` fail half-way: a region that is not enabled, roles that
/// are missing or too narrow, names that are taken in a new region, quotas. Nothing is asked where the replicas stay as they are. A
/// region that leaves the archive and is not enabled any more leaves the StackSet then, before anything else. `false` if an operation is
/// in progress, which has to end first: what it leaves is what is looked at.
///
/// # Errors
/// [`Error::Request`] with everything that is in the way; what cannot be asked for.
pub(crate) async fn check_before(
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
    if !deployed.as_ref().is_some_and(|deployed| deployed.is_same_in(&wanted)) {
        if deployed.is_some() {
            refuse_promoted(engine, config).await?;
        }
        refuse(obstacles(aws, config, deployed.as_ref()).await?)?;
    }
    let stays = |region: &str| config.replica_regions().any(|known| known.as_str() == region);
    // Detached regions too, which no output names.
    let leaves = deployed.as_ref().is_some_and(|all| all.regions().iter().any(|region| !stays(region.as_str())));
    // What failed may have failed because of such a region, and cannot be rolled back until it is gone.
    let has_failed = stack.as_ref().is_some_and(|stack| stack.status.as_str().ends_with("_FAILED"));
    if leaves || has_failed {
        disabled::release(aws, engine, &config.stack_set_name(), |region| !stays(region)).await?;
    }
    if let Some(stack) = stack.as_ref().filter(|stack| stack.status.as_str() == "UPDATE_ROLLBACK_FAILED") {
        Box::pin(inoperable::continue_rollback(config, engine, stack)).await?;
    }
    Ok(true)
}

/// Says what becomes of the data in the regions that leave the archive, and how a region leaves it and keeps its stack.
fn warn_of_removed_regions(config: &Config, engine: &Engine<'_>, stack: &Stack) {
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

/// The regions that the deployed archive does not replicate to, and the configuration does.
fn added_regions(config: &Config, stack: &Stack) -> Vec<Region> {
    let Some(deployed) = stack.outputs.get("BucketReplications") else { return Vec::new() };
    let is_new = |region: &&Region| !deployed.split(',').any(|known| known == region.as_str());
    config.replications().iter().filter(is_new).copied().collect()
}

/// Refuses what was found, if anything was.
pub(crate) fn refuse(obstacles: Vec<Finding>) -> Result<(), Error> {
    if obstacles.is_empty() {
        return Ok(());
    }
    let what: Vec<String> = obstacles.iter().map(|found| format!("{}: {}", found.subject, found.message)).collect();
    let mut remedies: Vec<Remedy> = Vec::new();
    // The first of each leads on; `archive doctor` has the alternatives, such as statements for an administrator.
    for remedy in obstacles.into_iter().filter_map(|found| found.remedies.into_iter().next()).map(Remedy::from) {
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    let message = format!("the deployment would fail, so nothing was changed:\n  {}", what.join("\n  "));
    Err(Error::Request(RequestError { message, remedies }))
}

/// The regions of the configuration where a replica of an earlier time was left that is no instance of the StackSet, and the StackSet. The
/// StackSet could not create its own there.
async fn removed_regions(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    stack: &Stack,
) -> Result<Option<(StackSetState, Vec<Region>)>, Error> {
    // Without this output no region is known to be deployed, so that all are looked at.
    let deployed = stack.outputs.get("BucketReplications");
    let is_deployed =
        |region: &Region| deployed.is_some_and(|all| all.split(',').any(|known| known == region.as_str()));
    let new: Vec<Region> = config.replica_regions().filter(|region| !is_deployed(region)).copied().collect();
    let taken = join_all(new.iter().map(|region| async move {
        let taken = aws.bucket_exists(region.as_str(), &config.replica_bucket_name(region)).await;
        taken.map(|taken| taken.then_some(*region))
    }));
    let taken = taken.await.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut taken: Vec<Region> = taken.into_iter().flatten().collect();
    if taken.is_empty() {
        return Ok(None);
    }
    let Some(set) = engine.stack_set(&config.stack_set_name()).await? else { return Ok(None) };
    // It may be an instance whose rule was detached, or is not there yet.
    taken.retain(|region| !set.instances.iter().any(|(instance, _)| instance == region.as_str()));
    Ok((!taken.is_empty()).then_some((set, taken)))
}

async fn has_no_resources(engine: &Engine<'_>, stack: Option<&Stack>) -> Result<bool, Error> {
    match stack {
        Some(stack) => engine.has_no_resources(stack).await,
        None => Ok(false),
    }
}

/// Takes back what earlier stacks of the archive left, if they left anything. Buckets that hold data need approval: the configuration
/// will be applied to them, and who chose its prefix may not have known of them. What that changes needs approval before the import too,
/// so that a refusal leaves everything as it is; the dangers that were approved are returned.
async fn import_all_retained(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    leftovers: &[Leftover],
) -> Result<Option<(AdoptionResult, Vec<Danger>)>, Error> {
    report_unlisted_replicas(aws, config, engine).await;
    let left = retained_resources(aws, other(config, engine), config).await?;
    if left.is_empty() {
        return Ok(None);
    }
    let again;
    let leftovers = match Box::pin(inoperable::take_out(config, engine)).await? {
        true => {
            again = Box::pin(crate::leftover::leftovers(aws, config)).await?;
            again.as_slice()
        }
        false => leftovers,
    };
    engine.say("buckets of this archive exist already, retained by an earlier stack:");
    for left in left.regions() {
        engine.say(format!("  {}", left.describe()));
    }
    let mut dangers: Vec<Danger> = left.regions().filter(|left| left.has_data()).map(adoption).collect();
    dangers.extend(coming_dangers(config, &left)?);
    dangers.extend(leftovers.iter().map(Leftover::danger));
    if dangers.is_empty() {
        engine.confirm("Import them into the stack and continue?")?;
    } else {
        engine.require(&dangers)?;
    }
    for leftover in leftovers {
        leftover.delete(aws, engine).await?;
    }
    let adopted = import_retained(config, engine, &left).await?;
    engine.say("they are imported, unchanged");
    Ok(Some((adopted, dangers)))
}

/// Warns of the archive's buckets in regions that the configuration does not name. The deployment goes on if they cannot be listed.
async fn report_unlisted_replicas(aws: &Aws, config: &Config, engine: &Engine<'_>) {
    match unlisted_replicas(aws, config).await {
        Ok(found) => {
            for (region, bucket) in found {
                let (message, remedy) = describe(&region, &bucket);
                engine.warn(message, vec![remedy.into()]);
            }
        }
        Err(error) => engine
            .warn(format!("whether the archive has buckets in other regions is not known: {error}"), error.remedies()),
    }
}

/// After a first deployment that failed: what stays in the account, and that the next one takes it back.
async fn report_retained(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    is_new: bool,
    ended: Result<Outcome, Error>,
) -> Result<Outcome, Error> {
    if is_new && matches!(ended, Err(Error::RolledBack(_) | Error::OperationFailed { .. })) {
        match retained_resources(aws, other(config, engine), config).await {
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
