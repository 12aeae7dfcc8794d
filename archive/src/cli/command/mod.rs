//! The commands, one a file.

mod adopt;
mod audit;
mod backfill;
mod bootstrap;
mod config;
mod cost;
mod deploy;
mod destroy;
mod failback;
mod failover;
mod graph;
mod inspect;
mod plan;
mod policy;
mod recover;
mod rehearsal;
mod restore;
mod simulate;
mod status_page;
mod synth;
mod undelete;
mod verify;

use aws_sdk_cloudformation::types::Capability;
use serde_json::json;

use super::args::{Cli, Command};
use super::session::Session;
use crate::config::Config;
use crate::stacks;
use cfn_command_line::arguments::StackSettings;
use cfn_command_line::{CommandError, Exit, Reporting};
use cfn_deploy::StackRequest;

/// Runs the command.
pub(super) async fn run(cli: &Cli, reporting: &Reporting) -> Result<Exit, CommandError> {
    match &cli.command {
        Command::Synth { format, replica } => synth::run(cli, *format, *replica),
        Command::Graph(args) => graph::run(cli, *args),
        Command::Config(command) => config::run(cli, command),
        Command::Policy { kind, exempt_roles } => policy::run(cli, *kind, exempt_roles),
        Command::Bootstrap(args) => bootstrap::run(cli, args, reporting).await,
        Command::Deploy(args) => deploy::run(cli, args, reporting).await,
        Command::Plan(args) => plan::run(cli, args, reporting).await,
        Command::Diff { check } => inspect::diff(cli, *check, reporting).await,
        Command::Status(args) => inspect::status(cli, args, reporting).await,
        Command::Drift { check } => inspect::drift(cli, *check, reporting).await,
        Command::Events(args) if args.schema => Ok(inspect::event_schema()),
        Command::Events(args) => inspect::events(cli, args.follow, reporting).await,
        Command::Logs => inspect::logs(cli, reporting).await,
        Command::Doctor(args) => inspect::doctor(cli, args, reporting).await,
        Command::Verify { timeout, objects } => verify::run(cli, (*timeout, *objects), reporting).await,
        Command::Audit(args) => audit::run(cli, args, reporting).await,
        Command::Backfill(args) => backfill::run(cli, args, reporting).await,
        Command::Restore(args) => restore::run(cli, args, reporting).await,
        Command::Undelete(args) => undelete::run(cli, args, reporting).await,
        Command::Failover(args) => failover::run(cli, args, reporting).await,
        Command::Failback(args) => failback::run(cli, args, reporting).await,
        Command::Destroy(args) if args.dry_run => destroy::show(cli, reporting).await,
        Command::Destroy(args) => destroy::run(cli, args, reporting).await,
        Command::Adopt { approvals } => adopt::run(cli, approvals, reporting).await,
        Command::Rollback(args) => recover::run(cli, args, ("rollback", &[]), reporting).await,
        Command::Continue { recover, skip } => recover::run(cli, recover, ("continue", skip), reporting).await,
        Command::Simulate { port } => simulate::run(cli, *port, reporting).await,
    }
}

/// The primary stack as the engine is to deploy it.
fn request(config: &Config, args: &StackSettings) -> Result<StackRequest, CommandError> {
    let template = stacks::primary(config).map_err(|error| template_error(&error))?;
    let protection = &config.options().protection;
    if let Some(role) = args.role_arn.as_ref().filter(|role| !protection.exempt_roles.contains(role))
        && protection.deny_tampering
    {
        return Err(CommandError::usage(
            format!("with deny_tampering the policies of the buckets would deny {role} the next update"),
            "add it to  exempt_roles  in [protection], deploy once without --role-arn, then with it",
        ));
    }
    Ok(StackRequest {
        name: config.stack_name(),
        template: template.to_json_compact(),
        // The role has a name of its own, so that the replicas' key policies can name it.
        capabilities: vec![Capability::CapabilityNamedIam],
        tags: args.tags_by_key()?,
        role_arn: args.role_arn.clone(),
        notification_arns: args.notification_arns.clone(),
        template_bucket: args.template_bucket.clone(),
        template_bucket_owner: args.template_bucket_owner.clone(),
        termination_protection: true,
        stack_policy: Some(stack_policy()),
        ..StackRequest::default()
    })
}

/// The deployments that lead to the archive, as requests: those that come first, and the last. The stack is looked at only where its
/// state makes a difference.
async fn steps(
    session: &Session<'_>,
    args: &StackSettings,
) -> Result<(Vec<(&'static str, StackRequest)>, StackRequest), CommandError> {
    let request = request(&session.config, args)?;
    let (before, last) = match stacks::steps(&session.config, false) {
        (before, last) if before.is_empty() => (before, last),
        _ => {
            let deployed = session.engine().describe(&request.name).await?;
            stacks::steps(&session.config, deployed.is_some_and(|stack| stack.outputs.contains_key("BucketName")))
        }
    };
    let of = |step: stacks::Step| (step.purpose, StackRequest { parameters: step.parameters, ..request.clone() });
    Ok((before.into_iter().map(of).collect(), of(last).1))
}

/// Forbids every update, of any caller, to replace or delete what holds data.
fn stack_policy() -> String {
    json!({
        "Statement": [
            { "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" },
            {
                "Effect": "Deny",
                "Action": ["Update:Replace", "Update:Delete"],
                "Principal": "*",
                "Resource": "*",
                "Condition": {
                    "StringEquals": { "ResourceType": ["AWS::S3::Bucket", "AWS::KMS::Key", "AWS::CloudFormation::StackSet", "AWS::IAM::Role"] },
                },
            },
        ],
    })
    .to_string()
}

fn template_error(error: &dyn std::fmt::Display) -> CommandError {
    CommandError::usage(format!("the template is not valid: {error}"), "correct the configuration")
}
