//! The roles of a SELF_MANAGED stack set, and whether one may take on the other.

use iam_evaluator::{Context, Principal};

use crate::iam::authorise::may_assume;
use crate::scope::{Scope, is_opt_in};
use crate::state::cloudformation::set_settings::Settings;
use crate::world::World;

/// Whether CloudFormation may take on the administration role, and that role the execution role in the target.
pub(super) fn chain_holds(world: &mut World, home: &Scope, name: &str, settings: &Settings, target: &Scope) -> bool {
    let administration = settings.administration_role(home);
    // An opt-in region has a service principal of its own.
    let service = if is_opt_in(&target.region) {
        format!("cloudformation.{}.amazonaws.com", target.region)
    } else {
        "cloudformation.amazonaws.com".to_owned()
    };
    let execution = settings.execution_role();
    let Some(execution) = world.iam(target).roles.get(execution).map(|role| role.arn.clone()) else { return false };
    let session = Principal::Session { role: administration.clone(), name: "stack-set".into() };
    // So that a role can be kept to one StackSet.
    let set = home.arn("cloudformation", format!("stackset/{name}:00000000-0000-0000-0000-000000000000"));
    let source = Context::new().with("aws:SourceAccount", &home.account).with("aws:SourceArn", set);
    may_assume(world, Principal::Service(service), &administration, source)
        && may_assume(world, session, &execution, Context::new())
}
