//! The roles of a new state: the two that SELF_MANAGED StackSets require, as in AWS's guide, and those of configured
//! callers.

use serde_json::{Value, json};

use crate::arn;
use crate::iam::{NewRole, create_role};
use crate::scope::{Scope, service_principal};
use crate::state::cloudformation::stack_set_settings::{ADMINISTRATION, EXECUTION};
use crate::state::iam::Session;
use crate::world::World;

/// Creates the administration role in the first account and the execution role in every account. Existing roles are not
/// changed. Opt-in regions have their own service principals.
pub(crate) fn create_stack_set_roles(
    world: &mut World,
    home: &Scope,
    other_accounts: &[String],
    opt_in_regions: &[String],
) {
    let regions = std::iter::once(&home.region).chain(opt_in_regions);
    let services: Vec<String> = regions.map(|region| service_principal("cloudformation", region)).collect();
    let administration = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": services},
            "Action": "sts:AssumeRole",
        }],
    });
    let assume = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": format!("arn:*:iam::*:role/{EXECUTION}"),
        }],
    });
    let execution = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": arn::ROOT_USER.arn(home, "")},
            "Action": "sts:AssumeRole",
        }],
    });
    create(world, home, ADMINISTRATION, administration, |role| {
        role.policies.insert("AssumeRole-AWSCloudFormationStackSetExecutionRole".into(), assume);
    });
    let administrator = arn::POLICY.of_aws(home.partition(), "AdministratorAccess");
    for account in std::iter::once(&home.account).chain(other_accounts) {
        let scope = Scope::new(account, &home.region);
        create(world, &scope, EXECUTION, execution.clone(), |role| role.attached.push(administrator.clone()));
    }
}

/// Creates a caller with limited permissions: a role, its policy, and an access key with the same name for a session of
/// it.
pub(crate) fn create_caller(world: &mut World, home: &Scope, name: &str, policy: Value) {
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": arn::ROOT_USER.arn(home, "")},
            "Action": "sts:AssumeRole",
        }],
    });
    create(world, home, name, trust, |role| {
        role.policies.insert("Limits".into(), policy);
    });
    let Some(role) = world.iam(home).roles.get(name) else { return };
    let session = Session {
        account: home.account.clone(),
        role: role.arn.clone(),
        role_id: role.id.clone(),
        name: "caller".into(),
        // Valid as long as any test or demonstration runs.
        expires: world.now.after(std::time::Duration::from_secs(10 * 365 * 24 * 3600)),
    };
    world.sessions.insert(name.to_owned(), session);
}

fn create(
    world: &mut World,
    scope: &Scope,
    name: &str,
    trust: Value,
    configure: impl FnOnce(&mut crate::state::iam::Role),
) {
    let new = NewRole { name: name.to_owned(), assume_role_policy: trust, ..NewRole::default() };
    if create_role(world, scope, new).is_ok()
        && let Some(role) = world.iam(scope).roles.get_mut(name)
    {
        configure(role);
    }
}
