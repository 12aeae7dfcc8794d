//! Deploying the roles of the StackSet, in an account that may have roles of those names already.

use crate::config::{Config, Region};
use crate::deployed::deployed;
use crate::doctor::role_obstacles;
use crate::stacks::{self, Deployed, Scope, administration_role_name, execution_role_name};
use aws_sdk_cloudformation::types::Capability;
use cfn_deploy::aws::{Aws, Role};
use cfn_deploy::{Engine, Error, Outcome, RequestError, Stack, StackRequest};
use models::Template;
use models::check::Findings;

/// The outputs of the stack that say which roles are its own.
const OUTPUTS: [&str; 2] = ["AdministrationRoleArn", "ExecutionRoleArn"];

/// Deploys the roles of `config`, for what is deployed as well as for what is configured; `None` if the account has roles of those names
/// that serve this archive.
///
/// # Errors
/// As for [`Engine::deploy`]; [`Error::Request`] before anything is begun if roles that something else made do not serve this archive.
pub async fn deploy_roles(aws: &Aws, config: &Config, engine: &Engine<'_>) -> Result<Option<Outcome>, Error> {
    let deployed = deployed(engine, config).await?;
    let name = stack_name(config);
    let invalid = |findings: Findings| Error::Invalid { stack: name.clone(), errors: vec![findings.to_string()] };
    let template = stacks::bootstrap(config, deployed.as_ref()).map_err(invalid)?;
    let own = engine.describe(&name).await?;
    let others = of_others(aws, config, own.as_ref()).await?;
    if !others.is_empty() {
        return serve(aws, config, engine, deployed.as_ref(), own.as_ref(), &others).await.map(|()| None);
    }
    let request = StackRequest {
        name: name.clone(),
        template: template.to_json_compact(),
        capabilities: vec![Capability::CapabilityNamedIam],
        termination_protection: true,
        ..StackRequest::default()
    };
    let outcome = engine.deploy(&request).await?;
    let (to_be, both) = (Scope::new(config, None), Scope::new(config, deployed.as_ref()));
    if to_be.map_err(invalid)? != both.map_err(invalid)? {
        engine.warn(
            "the roles are for what is deployed too, which needs more than the configuration",
            vec!["`archive deploy`, then `archive bootstrap` removes the permissions that are no longer needed".into()],
        );
    }
    Ok(Some(outcome))
}

/// Deploys the role and the bucket of `archive backfill`, and puts back what was changed by hand.
///
/// # Errors
/// As for [`Engine::deploy`].
pub async fn deploy_backfill(config: &Config, engine: &Engine<'_>) -> Result<Outcome, Error> {
    deploy_command_stack(config.backfill_stack_name(), stacks::backfill(config), engine).await
}

/// Deploys what `archive failback` works with in the region of a promoted replica, and puts back what was changed by hand.
///
/// # Errors
/// As for [`Engine::deploy`].
pub async fn deploy_failback(config: &Config, engine: &Engine<'_>, region: Region) -> Result<Outcome, Error> {
    let engine = engine.in_region(region.as_str());
    deploy_command_stack(config.failback_stack_name(), stacks::failback(config, region), &engine).await
}

/// Deploys a stack of roles and buckets that a command works with.
async fn deploy_command_stack(
    name: String,
    template: Result<Template, Findings>,
    engine: &Engine<'_>,
) -> Result<Outcome, Error> {
    let template =
        template.map_err(|findings| Error::Invalid { stack: name.clone(), errors: vec![findings.to_string()] })?;
    let request = StackRequest {
        name,
        template: template.to_json_compact(),
        capabilities: vec![Capability::CapabilityNamedIam],
        termination_protection: true,
        // After a job that failed, what was changed by hand may be the cause.
        revert_drift: true,
        ..StackRequest::default()
    };
    engine.deploy(&request).await
}

/// Whether the account has an administration role of the configured name.
///
/// # Errors
/// If it cannot be asked for.
pub async fn is_bootstrapped(aws: &Aws, config: &Config) -> Result<bool, Error> {
    Ok(aws.role(config.region().as_str(), administration_role_name(config)).await?.is_some())
}

fn stack_name(config: &Config) -> String {
    format!("{}-archive-bootstrap", config.prefix())
}

/// The roles of the configured names that the stack `own` did not make.
async fn of_others(aws: &Aws, config: &Config, own: Option<&Stack>) -> Result<Vec<Role>, Error> {
    let names = [Some(administration_role_name(config)), in_this_account(config).then(|| execution_role_name(config))];
    let mut others = Vec::new();
    for (name, output) in names.into_iter().zip(OUTPUTS) {
        let Some(name) = name else { continue };
        let Some(role) = aws.role(config.region().as_str(), name).await? else { continue };
        if own.and_then(|stack| stack.outputs.get(output)) != Some(&role.arn) {
            others.push(role);
        }
    }
    Ok(others)
}

fn in_this_account(config: &Config) -> bool {
    config.options().replica_account.is_none()
}

/// Says that the account's roles serve this archive.
///
/// # Errors
/// [`Error::Request`] if they do not, with names for roles of its own.
async fn serve(
    aws: &Aws,
    config: &Config,
    engine: &Engine<'_>,
    deployed: Option<&Deployed>,
    own: Option<&Stack>,
    others: &[Role],
) -> Result<(), Error> {
    let arns: Vec<&str> = others.iter().map(|role| role.arn.as_str()).collect();
    let arns = arns.join(" and ");
    let lacks = role_obstacles(aws, config, deployed).await?;
    if lacks.is_empty() {
        engine.say(format!("the account has {arns} already, and what could be checked serves this archive"));
        return Ok(());
    }
    let what: Vec<String> = lacks.iter().map(|found| format!("{}: {}", found.subject, found.message)).collect();
    let region = config.region().partition();
    let account = others.first().and_then(|role| role.arn.split(':').nth(4)).unwrap_or("<account>");
    let prefix = config.prefix();
    let remedy = format!(
        "give this archive roles of its own: write  administration_role_arn = \"arn:{region}:iam::{account}:role/{prefix}-archive-administration\"  \
         and  execution_role_name = \"{prefix}-archive-execution\"  into [stack_set], and run `archive bootstrap` again"
    );
    let stack = own.map_or_else(|| stack_name(config), |stack| stack.name.clone());
    let message = format!(
        "{arns} was not made by the stack {stack} and does not serve this archive, so nothing was changed:\n  {}",
        what.join("\n  ")
    );
    Err(Error::Request(RequestError { message, remedies: vec![remedy.into()] }))
}
