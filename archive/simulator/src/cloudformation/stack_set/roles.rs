//! The roles of a SELF_MANAGED stack set, and whether one may take on the other.

use iam_evaluator::Principal;

use crate::cloudformation::stack_set::Settings;
use crate::iam::authorise::may_assume;
use crate::scope::{Scope, is_opt_in};
use crate::world::World;

/// Whether CloudFormation may take on the administration role, and that role the execution role in the target.
pub(super) fn chain_holds(world: &mut World, home: &Scope, settings: &Settings, target: &Scope) -> bool {
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
    may_assume(world, Principal::Service(service), &administration) && may_assume(world, session, &execution)
}
