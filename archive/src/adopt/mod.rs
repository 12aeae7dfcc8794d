//! Imports what earlier stacks of an archive retained: buckets, their policies and their keys, in
//! every region.
//!
//! ```text
//! replica regions: buckets, key ──import──▶ a stack each ──┐
//!                                                          ├──▶ StackSet ──┐
//! primary region:  buckets, key ───────────────────────────┴──import──▶ the archive's stack
//! ```
//!
//! An import changes no resource; the next deployment brings the resources to what the configuration wants. Each step
//! is left out if it was done before, so a run that was cut off is taken up by the next one.

mod gates;
mod instance;
mod lost;
mod region;
mod retained;
mod template;
mod unlisted_replicas;

use std::collections::BTreeMap;

use cfn_template::{Template, Unreadable};
use futures_util::future::join_all;
use models::check::Findings;
use serde_json::{Value, json};

use self::gates::{ImportedSet, Templates};
use self::instance::{InstanceTemplate, import_instance};
pub use self::lost::bring_back_lost_instances;
pub use self::region::{adoption, import_retained_region};
pub use self::retained::{RetainedRegion, RetainedResources, retained_resources};
use self::template::{EvaluationContext, import_template};
pub use self::unlisted_replicas::{describe, unlisted_replicas};
use crate::config::options::PermissionModel;
use crate::config::{Config, Region};
use crate::stacks;
use cfn_deploy::aws::Aws;
use cfn_deploy::{Danger, Engine, Error, Import, Remedy, Stack, StackRequest, StackSetImport, StackSetState};

/// What was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptionResult {
    /// The regions in which a replica was found; each is an instance of the StackSet again.
    pub replicas: Vec<Region>,
    /// Whether the primary bucket was found, and is in the archive's stack again.
    pub primary: bool,
}

/// Adopts everything that is there, after an ordinary question.
///
/// # Errors
/// [`Error::InvalidState`] if the archive's stack exists already or nothing is there, [`Error::Request`] if a bucket is not this archive's or
/// cannot be taken back, and whatever an import can end in.
pub async fn adopt(aws: &Aws, config: &Config, engine: &Engine<'_>) -> Result<AdoptionResult, Error> {
    let name = config.stack_name();
    if let Some(stack) = engine.describe(&name).await?
        && !engine.has_no_resources(&stack).await?
    {
        let remedy = match stack.status.as_str() {
            "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" => Remedy::from(
                "run `archive deploy`, which deletes it, imports the retained resources and creates it again",
            ),
            "DELETE_FAILED" => "delete the rest of it with `archive destroy`, then run `archive adopt`".into(),
            _ => Remedy::ShowStatus,
        };
        return Err(Error::InvalidState {
            message: format!("{name} is there, {}: resources can be imported into a new stack only", stack.status),
            remedies: vec![remedy],
        });
    }
    let left = retained_resources(aws, other(config, engine), config).await?;
    if left.is_empty() {
        let bucket = config.bucket_name();
        return Err(Error::InvalidState {
            message: format!("there is no bucket {bucket}, nor any of its replicas: there is nothing to adopt"),
            remedies: vec!["check the prefix and the regions, or create the archive with `archive deploy`".into()],
        });
    }
    let there: Vec<String> = left.regions().map(RetainedRegion::describe).collect();
    engine.confirm(&format!("Import what is retained in {}?", there.join("; ")))?;
    import_retained(config, engine, &left).await
}

/// What the deployment after the import of `left` changes that needs approval, compared with how everything is now.
///
/// # Errors
/// [`Error::Invalid`] if the templates cannot be evaluated.
pub fn coming_dangers(config: &Config, left: &RetainedResources) -> Result<Vec<Danger>, Error> {
    let desired = DesiredTemplates::new(config, left)?;
    let context = desired.context(left);
    let failed = |error| not_evaluated(config.stack_name(), error);
    let primary = import_template(&desired.primary, &context, left.primary.as_slice()).map_err(failed)?;
    let replica = import_template(&desired.replica, &context, &left.replicas).map_err(failed)?;
    let regions: Vec<&str> = left.replicas.iter().map(|left| left.region.as_str()).collect();
    let set = left.replicas.first();
    let set = set.map(|first| ImportedSet { template: &replica, account: &first.account, regions });
    let templates = Templates { imported: &primary, desired: &desired.primary };
    gates::coming(&config.stack_name(), &templates, set.as_ref(), &context, left.primary.as_ref()).map_err(failed)
}

/// Brings `left` under stacks again. Nothing is asked any more, unless stacks of an earlier run have to be updated.
///
/// # Errors
/// Whatever an import can end in.
pub async fn import_retained(
    config: &Config,
    engine: &Engine<'_>,
    left: &RetainedResources,
) -> Result<AdoptionResult, Error> {
    let desired = DesiredTemplates::new(config, left)?;
    let primary = import_template(&desired.primary, &desired.context(left), left.primary.as_slice());
    let mut primary = primary.map_err(|error| not_evaluated(config.stack_name(), error))?;
    let mut imports = imports(left.primary.iter());
    if let Some((id, properties)) = adopt_replicas(config, engine, left, &desired).await? {
        primary["Resources"]["StackSet"] = json!({
            "Type": "AWS::CloudFormation::StackSet",
            // An import wants one stated; it is that of the wanted template, or the next deployment would seem to weaken it.
            "DeletionPolicy": "Delete",
            "Properties": properties,
        });
        imports.push(import("StackSet", "AWS::CloudFormation::StackSet", "StackSetId", &id));
    }
    let request = StackRequest {
        name: config.stack_name(),
        template: primary.to_string(),
        imports,
        termination_protection: true,
        ..StackRequest::default()
    };
    engine.agreed().import(&request).await?;
    Ok(AdoptionResult {
        replicas: left.replicas.iter().map(|left| left.region).collect(),
        primary: left.primary.as_ref().is_some_and(|left| left.resource("Bucket").is_some()),
    })
}

/// Makes a stack of what was left in each region of a replica, and a StackSet of the stacks. Returns the StackSet's id,
/// and its properties as they are; `None` if there is neither a replica nor a StackSet.
async fn adopt_replicas(
    config: &Config,
    engine: &Engine<'_>,
    left: &RetainedResources,
    desired: &DesiredTemplates,
) -> Result<Option<(String, Value)>, Error> {
    let (name, options) = (config.stack_set_name(), &config.options().stack_set);
    if options.permission_model == PermissionModel::ServiceManaged {
        // Its instances are in another account than this, and out of reach.
        return Ok(None);
    }
    // A StackSet that is there already is that of a run that was cut off; or the stack around it was deleted by force.
    let standing = engine.stack_set(&name).await?;
    if left.replicas.is_empty() && standing.is_none() {
        return Ok(None);
    }
    let imported = import_template(&desired.replica, &desired.context(left), &left.replicas);
    let imported = imported.map_err(|error| not_evaluated(name.clone(), error))?;
    let parameters: BTreeMap<String, String> = desired
        .parameters
        .iter()
        .filter(|(name, _)| imported["Parameters"].get(name.as_str()).is_some())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let request = StackRequest {
        name: name.clone(),
        template: imported.to_string(),
        parameters: parameters.clone(),
        ..StackRequest::default()
    };
    let stacks = import_replica_stacks(config, engine, left, standing.as_ref(), &request).await?;
    let set = engine
        .import_stacks(&StackSetImport {
            name,
            template: request.template,
            parameters,
            administration_role_arn: options.administration_role_arn.clone(),
            execution_role_name: options.execution_role_name.clone(),
            stacks,
        })
        .await?;
    let account = left.replicas.first().map_or(&left.account, |first| &first.account);
    let properties = stack_set_properties(config, &set, account)?;
    Ok(Some((set.id, properties)))
}

/// Imports what was retained in each region that is not an instance of the StackSet yet, as `request` says; returns the ARNs of the
/// stacks. They are brought to the template of a StackSet that is `standing`, or that of the import.
async fn import_replica_stacks(
    config: &Config,
    engine: &Engine<'_>,
    left: &RetainedResources,
    standing: Option<&StackSetState>,
    request: &StackRequest,
) -> Result<Vec<String>, Error> {
    let members: Vec<String> =
        standing.iter().flat_map(|set| &set.instances).map(|(region, _)| region.clone()).collect();
    let wanted = match standing {
        Some(set) => InstanceTemplate { template: &set.template, parameters: &set.parameters },
        None => InstanceTemplate { template: &request.template, parameters: &request.parameters },
    };
    let outside = left.replicas.iter().filter(|left| !members.contains(&left.region.to_string()));
    let adopted = outside.map(|left| {
        // Boxed, for the future is large.
        Box::pin(async move {
            let own = match standing {
                Some(_) => own_stack(config, engine, left).await?,
                None => None,
            };
            let name = own.map_or_else(|| request.name.clone(), |own| own.name);
            let import = StackRequest { name, imports: imports([left]), ..request.clone() };
            import_instance(engine.in_account(&left.account, left.region.as_str()), import, wanted).await
        })
    });
    // All of them, whatever becomes of one: an import that was begun ends in any case.
    let stacks: Vec<Stack> = join_all(adopted).await.into_iter().collect::<Result<_, Error>>()?;
    Ok(stacks.into_iter().map(|stack| stack.id).collect())
}

/// The stack that the replica `left` has already because it left the StackSet with its stack, which may have a name of its own.
async fn own_stack(config: &Config, engine: &Engine<'_>, left: &RetainedRegion) -> Result<Option<Stack>, Error> {
    let here = engine.in_account(&left.account, left.region.as_str());
    let stack = here.stack_of(&config.replica_bucket_name(&left.region)).await?;
    Ok(stack.filter(|stack| stack.name != config.stack_set_name()))
}

/// The properties of an existing StackSet; `account` is that of its instances if it has none yet.
fn stack_set_properties(config: &Config, set: &StackSetState, account: &str) -> Result<Value, Error> {
    let unreadable = |unreadable: Unreadable| Error::InvalidState {
        message: format!(
            "the StackSet {} cannot be taken into the stack as it is: {unreadable}",
            config.stack_set_name()
        ),
        remedies: vec![Remedy::advice(
            "update the StackSet with a template that can be read, in the console, then run the command again",
        )],
    };
    Template::read(&set.template).map_err(unreadable)?;
    let regions: Vec<&String> = set.instances.iter().map(|(region, _)| region).collect();
    // arn:partition:cloudformation:region:account:stack/name/unique
    let account = set.instances.first().and_then(|(_, stack)| stack.split(':').nth(4)).unwrap_or(account);
    let given = set.parameters.iter().map(|(key, value)| json!({ "ParameterKey": key, "ParameterValue": value }));
    let mut properties = json!({
        "StackSetName": config.stack_set_name(),
        "PermissionModel": "SELF_MANAGED",
        "TemplateBody": set.template,
        "Parameters": given.collect::<Vec<_>>(),
        "StackInstancesGroup": [{ "DeploymentTargets": { "Accounts": [account] }, "Regions": regions }],
    });
    let options = &config.options().stack_set;
    for (name, value) in [
        ("AdministrationRoleARN", &options.administration_role_arn),
        ("ExecutionRoleName", &options.execution_role_name),
    ] {
        if let Some(value) = value {
            properties[name] = value.as_str().into();
        }
    }
    Ok(properties)
}

/// The connection to the account of the replicas, where that is another and `engine` reaches it.
pub fn other<'a>(config: &Config, engine: &Engine<'a>) -> Option<&'a Aws> {
    config.options().replica_account.as_ref().and_then(|replica| engine.connection_to(&replica.account))
}

fn not_evaluated(stack: String, error: String) -> Error {
    Error::Invalid { stack, errors: vec![format!("the template cannot be evaluated: {error}")] }
}

/// The desired templates and the values of their parameters.
struct DesiredTemplates {
    primary: Value,
    replica: Value,
    partition: &'static str,
    parameters: BTreeMap<String, String>,
}

impl DesiredTemplates {
    fn new(config: &Config, left: &RetainedResources) -> Result<Self, Error> {
        let invalid = |findings: Findings| Error::Invalid {
            stack: config.stack_name(),
            errors: vec![format!("the template is not valid: {findings}")],
        };
        let primary = stacks::primary(config).map_err(invalid)?.to_value();
        let replica = stacks::replica(config).map_err(invalid)?.to_value();
        let partition = config.region().partition();
        let path = primary["Resources"]["ReplicationRole"]["Properties"]["Path"].as_str().unwrap_or("/");
        let role = format!("arn:{partition}:iam::{}:role{path}{}", left.account, config.replication_role_name());
        let mut parameters: BTreeMap<String, String> =
            [("Prefix".to_owned(), config.prefix().to_owned()), ("ReplicationRole".to_owned(), role)].into();
        let key = left.primary.as_ref().and_then(|left| left.key.clone());
        parameters.extend(key.map(|key| ("PrimaryKey".to_owned(), key)));
        Ok(Self { primary, replica, partition, parameters })
    }

    fn context<'a>(&'a self, left: &'a RetainedResources) -> EvaluationContext<'a> {
        EvaluationContext { partition: self.partition, account: &left.account, parameters: &self.parameters }
    }
}

fn imports<'l>(left: impl IntoIterator<Item = &'l RetainedRegion>) -> Vec<Import> {
    let resources = left.into_iter().flat_map(|left| &left.resources);
    resources
        .map(|existing| {
            let (property, value) = &existing.identifier;
            import(existing.logical_id, existing.resource_type, property, value)
        })
        .collect()
}

fn import(logical_id: &str, resource_type: &str, property: &str, value: &str) -> Import {
    Import {
        logical_id: logical_id.to_owned(),
        resource_type: resource_type.to_owned(),
        identifier: [(property.to_owned(), value.to_owned())].into(),
    }
}
