//! Brings back the replica of a region that was removed from a deployed archive.
//!
//! The StackSet cannot create it, because its bucket is there. So what was retained is imported into a stack of its own, the stack is
//! updated to the very template and parameters of the StackSet, and the StackSet takes it in as an instance; the update of the archive's stack
//! then finds the region as it is to be. Each step is left out if it was done before.

use cfn_deploy::aws::Aws;
use cfn_deploy::{Danger, DangerKind, Engine, Error, Remedy, StackRequest, StackSetImport, StackSetState};
use cfn_template::{Template, Unreadable};
use serde_json::Value;

use super::gates::{Templates, coming};
use super::instance::{InstanceTemplate, import_instance};
use super::retained::{RetainedRegion, retained_in};
use super::template::{EvaluationContext, import_template};
use super::{imports, not_evaluated, other, own_stack};
use crate::config::{Config, Region};
use crate::leftover::{Leftover, alias_of_replica};

/// Brings back what is retained in `region` as an instance of the StackSet `set`.
///
/// # Errors
/// [`Error::Refused`] if that is not approved, [`Error::Request`] if what is there cannot be taken back, and whatever an import can end in.
pub async fn import_retained_region(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    set: &StackSetState,
    region: &Region,
) -> Result<(), Error> {
    let Some(left) = retained_in(aws, other(config, engine), config, region).await? else { return Ok(()) };
    let account = left.account.clone();
    engine.say(format!("a replica of this archive is retained in {}", left.describe()));
    let own = own_stack(config, engine, &left).await?;
    let deployed = template_of(config, set)?;
    let context =
        EvaluationContext { partition: config.region().partition(), account: &account, parameters: &set.parameters };
    let imported = import_template(&deployed, &context, std::slice::from_ref(&left));
    let failed = |error| not_evaluated(config.stack_set_name(), error);
    let imported = imported.map_err(failed)?;
    let templates = Templates { imported: &imported, desired: &deployed };
    let mut dangers: Vec<Danger> = left.has_data().then(|| adoption(&left)).into_iter().collect();
    let alias = match own {
        Some(_) => None,
        None => alias_of_replica(aws, config, region).await?,
    };
    dangers.extend(alias.as_ref().map(Leftover::danger));
    let name = config.stack_set_name();
    dangers.extend(coming(&name, &templates, None, &context, Some(&left)).map_err(failed)?);
    if dangers.is_empty() {
        engine.confirm(&format!("Import it in {region}, and continue?"))?;
    } else {
        engine.require(&dangers)?;
    }
    if let Some(alias) = alias {
        alias.delete(aws, engine).await?;
    }
    let approver = engine.approved(dangers);
    let here = engine.asking(&approver).in_account(&account, region.as_str());
    let used = set.parameters.iter().filter(|(name, _)| imported["Parameters"].get(name.as_str()).is_some());
    let request = StackRequest {
        name: own.map_or_else(|| name.clone(), |stack| stack.name),
        parameters: used.map(|(name, value)| (name.clone(), value.clone())).collect(),
        template: imported.to_string(),
        imports: imports([&left]),
        ..StackRequest::default()
    };
    let wanted = InstanceTemplate { template: &set.template, parameters: &set.parameters };
    let stack = Box::pin(import_instance(here, request, wanted)).await?;
    let options = &config.options().stack_set;
    let import = StackSetImport {
        name,
        template: set.template.clone(),
        parameters: set.parameters.clone(),
        administration_role_arn: options.administration_role_arn.clone(),
        execution_role_name: options.execution_role_name.clone(),
        stacks: vec![stack.id],
    };
    engine.import_stacks(&import).await?;
    engine.say(format!("the replica in {region} is an instance of the StackSet again"));
    Ok(())
}

/// What approving the import of `left` approves.
pub fn adoption(left: &RetainedRegion) -> Danger {
    let message = format!(
        "what an earlier stack retained in {} is imported into this archive: the data stays, and the configuration's lifecycle rules apply to it",
        left.describe()
    );
    Danger::new(DangerKind::Adoption, left.region.as_str(), message)
}

/// The template of the StackSet's instances.
fn template_of(config: &Config, set: &StackSetState) -> Result<Value, Error> {
    let unreadable = |unreadable: Unreadable| Error::InvalidState {
        message: format!("the template of the StackSet {} cannot be read: {unreadable}", config.stack_set_name()),
        remedies: vec![Remedy::advice(
            "update the StackSet with a template that can be read, in the console, then run the command again",
        )],
    };
    Ok(Template::read(&set.template).map_err(unreadable)?.root().to_json())
}
