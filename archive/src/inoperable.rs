//! Instances of the StackSet that its updates leave alone (`INOPERABLE`): a deletion failed, or an import.
//!
//! The way out that AWS documents is to take the instance out of the StackSet with its stack retained, and to delete that stack. Buckets and keys
//! are retained; where the configuration has the region, the deployment imports them again.

use cfn_deploy::{Danger, DangerKind, Engine, Error, Stack, StackSetState};

use crate::config::Config;

const STACK_SET: &str = "AWS::CloudFormation::StackSet";

/// An inoperable instance.
struct Inoperable {
    region: String,
    account: String,
    /// Its stack, if there is something left of it.
    stack: Option<Stack>,
}

/// Takes the inoperable instances out of the archive's StackSet, and deletes what is left of those of their stacks whose deletion failed. What
/// is retained can be imported then. Returns whether there were any.
///
/// # Errors
/// [`Error::Refused`] if that is not approved, and whatever a deletion can end in.
pub(crate) async fn take_out(config: &Config, engine: &Engine<'_>) -> Result<bool, Error> {
    let Some(set) = engine.stack_set(&config.stack_set_name()).await? else { return Ok(false) };
    let is_wanted = |region: &str| config.replica_regions().any(|known| known.as_str() == region);
    let mut inoperable = find(engine, &set).await?;
    // What leaves the archive and was not touched, the StackSet deletes itself.
    inoperable.retain(|one| is_wanted(&one.region) || one.has_remains());
    engine.require(&inoperable.iter().map(Inoperable::danger).collect::<Vec<_>>())?;
    for one in &inoperable {
        one.give_up(engine, &set).await?;
    }
    Ok(!inoperable.is_empty())
}

/// Takes out the inoperable instances, and continues the failed rollback of the archive's stack without its StackSet, which it cannot bring to
/// having them again. Nothing is done if there are none.
///
/// # Errors
/// As for [`take_out`], and [`Engine::recover`].
pub(crate) async fn continue_rollback(config: &Config, engine: &Engine<'_>, stack: &Stack) -> Result<(), Error> {
    let Some(set) = engine.stack_set(&config.stack_set_name()).await? else { return Ok(()) };
    let inoperable = find(engine, &set).await?;
    if inoperable.is_empty() {
        return Ok(());
    }
    let resources = engine.resources(&stack.id).await?.into_iter();
    let skip = resources.filter(|one| one.resource_type == STACK_SET && one.status == "UPDATE_FAILED");
    let skip: Vec<String> = skip.map(|one| one.logical_id).collect();
    let mut dangers: Vec<Danger> = inoperable.iter().map(Inoperable::danger).collect();
    if !skip.is_empty() {
        let message = format!("{} are left as they are and counted as rolled back", skip.join(", "));
        dangers.push(Danger::new(DangerKind::SkipResources, &stack.name, message));
    }
    engine.require(&dangers)?;
    for one in &inoperable {
        one.give_up(engine, &set).await?;
    }
    // It asks for the same.
    let approver = engine.approved(dangers);
    engine.asking(&approver).recover(&stack.name, &skip).await.map(|_| ())
}

/// The inoperable instances of `set` that can be reached.
async fn find(engine: &Engine<'_>, set: &StackSetState) -> Result<Vec<Inoperable>, Error> {
    let mut found = Vec::new();
    for (region, id) in set.instances.iter().filter(|(_, id)| set.inoperable.contains(id)) {
        // arn:partition:cloudformation:region:account:stack/name/unique
        let Some(account) = id.split(':').nth(4) else { continue };
        let stack = engine.in_account(account, region).describe(id).await?;
        let stack = stack.filter(|stack| stack.status.as_str() != "DELETE_COMPLETE");
        found.push(Inoperable { region: region.clone(), account: account.to_owned(), stack });
    }
    Ok(found)
}

impl Inoperable {
    /// Whether there is something left of its stack, whose deletion failed.
    fn has_remains(&self) -> bool {
        self.stack.as_ref().is_some_and(|stack| stack.status.as_str() == "DELETE_FAILED")
    }

    fn danger(&self) -> Danger {
        let Self { region, .. } = self;
        let stack = match self.has_remains() {
            true => "what is left of its stack is deleted, and its bucket and key stay",
            false => "its stack, bucket and key stay",
        };
        let message = format!("the instance in {region} is INOPERABLE and leaves the StackSet: {stack}");
        Danger::new(DangerKind::FailedStackDeletion, region, message)
    }

    /// Takes it out of `set`, and deletes what is left of its stack.
    async fn give_up(&self, engine: &Engine<'_>, set: &StackSetState) -> Result<(), Error> {
        let Self { region, account, stack } = self;
        engine.say(format!("taking the INOPERABLE instance in {region} out of the StackSet"));
        engine.retain_instances(set, std::slice::from_ref(region)).await?;
        match stack.as_ref().filter(|_| self.has_remains()) {
            Some(stack) => engine.in_account(account, region).delete_remains(stack).await,
            None => Ok(()),
        }
    }
}
