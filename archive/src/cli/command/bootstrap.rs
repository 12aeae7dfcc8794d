//! `archive bootstrap`: the roles that the StackSet needs, deployed once before the archive.

use aws_sdk_cloudformation::types::Capability;

use super::super::args::{BootstrapArgs, Cli};
use super::super::exit::{CommandError, Exit};
use super::super::reporting::Reporting;
use super::super::session::{Session, configuration};
use super::template_error;
use crate::config::options::PermissionModel;
use crate::stacks;
use cfn_deploy::StackRequest;

pub(super) async fn run(cli: &Cli, args: &BootstrapArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let config = configuration(cli)?;
    if config.options().stack_set.permission_model == PermissionModel::ServiceManaged {
        return Err(CommandError::usage(
            "a service-managed StackSet needs no roles: AWS Organizations gives it its permissions",
            "activate trusted access for CloudFormation StackSets in the organization, then deploy",
        ));
    }
    let template = match args.replica_account {
        true => stacks::bootstrap_replica_account(&config),
        false => stacks::bootstrap(&config),
    };
    let template = template.map_err(|error| template_error(&error))?;
    if args.print || args.replica_account {
        cfn_stdout::print(&format!("{}\n", template.to_json()));
        return Ok(Exit::Success);
    }
    let session = Session::open(cli, &args.answers, reporting).await?;
    session.started("bootstrap");
    let request = StackRequest {
        name: format!("{}-archive-bootstrap", config.prefix()),
        template: template.to_json_compact(),
        capabilities: vec![Capability::CapabilityNamedIam],
        termination_protection: true,
        ..StackRequest::default()
    };
    let outcome = session.engine().deploy(&request).await.map_err(|error| session.failed(error))?;
    let result = if outcome.unchanged { "unchanged".to_owned() } else { outcome.status };
    session.finished(result, outcome.outputs);
    session.close().await;
    Ok(Exit::Success)
}
