//! `adopt`: resources that exist become resources of a stack, unchanged (CloudFormation's resource import).

mod identifier;
mod template;

use cfn_command_line::arguments::Approvals;
use cfn_command_line::output::counted;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::{Event, Import, Level, StackRequest};
use cfn_spec::name::ResourceName;

use self::identifier::{Adopted, adopted};
use super::arguments::{Common, Settings};
use super::assets;
use super::look::only;
use super::lookup;
use super::parameters;
use super::request::DesiredStack;
use super::session::Connected;
use super::target::{Need, Target, resolve};
use crate::facts::Snapshot;

/// Take existing resources into a stack, a new one or one that exists, without changing them.
///
/// The template has to have them. Which resource each is comes from the property that identifies it, such as BucketName, or from
/// --resource. What the stack has already stays as it is, and other changes of the template are left for `cfn deploy`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    approvals: Approvals,
    /// A resource of the template to take in, and what identifies the existing one where the template does not say it; several parts are
    /// separated by |. May be given several times [default: all that the stack does not have]
    #[arg(long = "resource", value_name = "LOGICAL_ID[=IDENTIFIER]", value_parser = adopted)]
    resources: Vec<Adopted>,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) async fn run(args: &Args, reporting: &Reporting) -> Result<Exit, CommandError> {
    let mut targets = resolve(&args.common, Need::Templates).await?;
    only(&targets, "adopt")?;
    let session = Connected::open(&args.common.connection, &targets, &args.approvals, reporting).await?;
    lookup::check_places(&session, &targets).await?;
    assets::prepare(&session, &mut targets, &args.settings, assets::Use::Upload).await?;
    let target = only(&targets, "adopt")?;
    let desired = template::read(target)?;
    session.started("adopt", target);
    let engine = session.engine(target);
    let failed = |error| session.shared.failed(error);
    let deployed = match engine.prepare_import(&target.name).await.map_err(failed)? {
        true => match engine.describe(&target.name).await.map_err(failed)? {
            Some(stack) if !engine.has_no_resources(&stack).await.map_err(failed)? => {
                Some(engine.template(&stack.id).await.map_err(failed)?.into_template().map_err(|unreadable| {
                    let message =
                        format!("the template of the deployed stack {} cannot be read: {unreadable}", target.name);
                    CommandError::usage(message, "deploy it once with a template that can be read")
                })?)
            }
            _ => None,
        },
        false => None,
    };
    let deployed = deployed.as_ref();
    let chosen = template::chosen(&desired, deployed, &args.resources, &target.name)?;
    let snapshot = Snapshot::embedded();
    let mut imports = Vec::new();
    for (logical_id, identifier) in &chosen {
        let resource = desired.resource(logical_id);
        let resource_type = resource.as_ref().and_then(|resource| resource.resource_type());
        let (Some(resource), Some(resource_type)) = (resource, resource_type) else {
            return Err(CommandError::usage(format!("{logical_id} has no Type in the template"), "give it one"));
        };
        let parts = identifying_properties(&snapshot, resource_type, logical_id)?;
        let identifier = identifier::of(logical_id, &parts, identifier.as_deref(), resource.properties())?;
        imports.push(Import { logical_id: logical_id.clone(), resource_type: resource_type.to_owned(), identifier });
    }
    let count = imports.len();
    let import = template::import(&desired, deployed, imports.iter().map(|import| import.logical_id.as_str()))?;
    let given = parameters::given(&args.settings)?;
    let importing = Target { template: Some(import), ..target.clone() };
    let mut stack = DesiredStack::new(&session, &importing, &args.settings, &given).await?;
    let work = async |request: StackRequest| engine.import(&StackRequest { imports: imports.clone(), ..request }).await;
    let imported = stack.acknowledged(&session, work).await?;
    session.shared.reporter.report(&Event::Notice {
        level: Level::Info,
        message: format!("{}, unchanged", counted(count, "resource is imported", "resources are imported")),
        remedies: vec![
            format!(
                "`cfn drift {}` shows where they differ from the template, and `cfn deploy` updates them",
                target.name
            )
            .into(),
        ],
    });
    session.shared.finished(imported.status.as_str(), imported.outputs);
    session.shared.close().await;
    Ok(Exit::Success)
}

/// The properties that identify a resource of a type.
fn identifying_properties(
    snapshot: &Snapshot,
    resource_type: &str,
    logical_id: &str,
) -> Result<Vec<String>, CommandError> {
    let spec = ResourceName::of(resource_type).and_then(|name| snapshot.service(&name.service().stem()));
    snapshot.failure().map_err(|failure| CommandError::Config(failure.to_string()))?;
    let parts = spec.and_then(|spec| spec.resources.get(resource_type)).map(|resource| &resource.primary_identifier);
    match parts {
        Some(parts) if !parts.is_empty() => Ok(parts.clone()),
        _ => Err(CommandError::usage(
            format!(
                "{logical_id}: what identifies an {resource_type} is in no document of AWS, so that it cannot be imported"
            ),
            "name the other resources with --resource",
        )),
    }
}
