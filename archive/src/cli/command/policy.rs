//! `archive policy`: the policy of an organization that applies to the account's administrators too.

use super::super::args::{Cli, ControlKind};
use super::super::session::configuration;
use crate::stacks::{ControlPolicy, control_policy};
use cfn_command_line::{CommandError, Exit};
use cfn_spec::quota::CONTROL_POLICY;

pub(super) fn run(cli: &Cli, kind: ControlKind, deployers: &[String]) -> Result<Exit, CommandError> {
    let config = configuration(cli)?;
    let mut exempt = config.options().protection.exempt_roles.clone();
    exempt.extend(deployers.iter().filter(|role| !config.options().protection.exempt_roles.contains(role)).cloned());
    if exempt.is_empty() {
        return Err(CommandError::usage(
            "no role is exempt from the policy, so that nobody in the account could deploy the archive any more",
            "name the role that deploys, and one for emergencies, with --exempt-role ARN",
        ));
    }
    if let Some(other) = exempt.iter().find(|arn| !is_role(arn)) {
        return Err(CommandError::usage(
            format!("{other:?} is not the ARN of a role"),
            "write  --exempt-role arn:aws:iam::123456789012:role/NAME",
        ));
    }
    let control = match kind {
        ControlKind::Scp => ControlPolicy::Service,
        ControlKind::Rcp => ControlPolicy::Resource,
    };
    let policy = control_policy(&config, control, &exempt).to_string();
    if policy.len() > CONTROL_POLICY {
        return Err(CommandError::usage(
            format!("the policy has {} characters, and AWS Organizations takes {CONTROL_POLICY}", policy.len()),
            "exempt fewer roles, or several with one pattern: arn:aws:iam::123456789012:role/deploy-*",
        ));
    }
    cfn_stdout::print(&format!("{policy}\n"));
    Ok(Exit::Success)
}

/// Whether it is the ARN of roles of one account; their names may be a pattern.
fn is_role(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [_, _, "iam", "", account, resource] = parts[..] else { return false };
    arn.starts_with("arn:")
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && resource.strip_prefix("role/").is_some_and(|name| !name.trim_start_matches('*').is_empty())
}
