//! Evaluates the current policies for a request.

use iam_evaluator::{Context, Decision, Policies, Policy, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::{Value, json};

use crate::arn;
use crate::iam::aws_managed;
use crate::scope::Scope;
use crate::state::iam::{Role, State};
use crate::world::World;

fn allow_all() -> Value {
    json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } })
}

/// The identity-based policies of a role: inline and attached.
#[expect(clippy::disallowed_methods, reason = "policies are validated when they are put")]
pub(crate) fn policies_of(state: &State, role: &Role) -> Vec<Policy> {
    let inline = role.policies.iter().map(|(name, document)| (name.clone(), document.clone()));
    let attached = role.attached.iter().filter_map(|arn| {
        let own = state.managed_policies.get(arn).map(|policy| policy.document.clone());
        let document = own.or_else(|| aws_managed::document(arn))?;
        Some((arn.clone(), document))
    });
    // Policies are validated when they are put; one that is invalid nevertheless grants nothing.
    inline
        .chain(attached)
        .filter_map(|(name, document)| Policy::parse(PolicyKind::Identity, &name, &document).ok())
        .collect()
}

/// Decides a request of a role or a root user, with the resource-based policy if there is one.
#[expect(clippy::disallowed_methods, reason = "policies are validated when they are put")]
pub(crate) fn authorise(world: &mut World, request: &Request, resource_policy: Option<&Value>) -> Decision {
    let identity = match &request.principal {
        Principal::Role(arn) | Principal::Session { role: arn, .. } => {
            match (Scope::of_global_arn(arn), name_of(arn)) {
                (Some(owner), Some(name)) => {
                    let state = world.iam(&owner);
                    state.roles.get(name).map_or_else(Vec::new, |role| policies_of(state, role))
                }
                _ => Vec::new(),
            }
        }
        // Identity-based policies do not restrict a root user.
        Principal::Root { .. } => Policy::parse(PolicyKind::Identity, "root user", &allow_all()).into_iter().collect(),
        _ => Vec::new(),
    };
    let resource =
        resource_policy.and_then(|document| Policy::parse(kind_of(request), "resource-based policy", document).ok());
    let policies = Policies::new().identity(&identity);
    let decision = match &resource {
        Some(resource) => decide(request, &policies.resource(resource)),
        None => decide(request, &policies),
    };
    if let (Verdict::Allowed, Principal::Role(role) | Principal::Session { role, .. }) =
        (&decision.verdict, &request.principal)
    {
        world.remember_use(role, &request.action);
    }
    decision
}

/// Whether a role exists and its trust policy lets the caller assume it.
pub(crate) fn can_assume(world: &mut World, who: Principal, role: &str, context: Context) -> bool {
    let (Some(owner), Some(name)) = (Scope::of_global_arn(role), name_of(role)) else { return false };
    let found = world.iam(&owner).roles.get(name).filter(|found| found.arn == role);
    let Some(trust) = found.map(|found| found.assume_role_policy.clone()) else { return false };
    let request = Request::new(who, "sts:AssumeRole", role, &owner.account).context(context);
    authorise(world, &request, Some(&trust)).verdict == Verdict::Allowed
}

fn kind_of(request: &Request) -> PolicyKind {
    if request.action.starts_with("sts:") { PolicyKind::Trust } else { PolicyKind::Resource }
}

fn name_of(arn: &str) -> Option<&str> {
    arn.rsplit('/').next()
}

/// Whether a principal could still change a policy that is to be put on a key: the account that owns it, or the role that puts it.
/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html#KMS-CreateKey-request-BypassPolicyLockoutSafetyCheck>
pub(crate) fn can_change_key_policy(scope: &Scope, acting: Option<&str>, policy: &Policy) -> bool {
    let root = Principal::Root { partition: scope.partition().to_owned(), account: scope.account.clone() };
    let session = acting.map(|role| Principal::Session { role: role.to_owned(), name: "caller".into() });
    let key = arn::KEY.arn(scope, "00000000-0000-0000-0000-000000000000");
    std::iter::once(root).chain(session).any(|who| {
        let request = Request::new(who, "kms:PutKeyPolicy", &key, &scope.account).context(Context::new());
        decide(&request, &Policies::new().resource(policy)).verdict == Verdict::Allowed
    })
}
