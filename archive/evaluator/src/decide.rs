//! The decision: an explicit deny overrides, otherwise every policy that has to allow the request must allow it.

use crate::context::Context;
use crate::decision::{Decision, MissingAllow, NearMiss, Reason, Side, StatementId, Verdict};
use crate::document::Policy;
use crate::principal::{Principal, PrincipalMatch};
use crate::request::Request;
use crate::statement::{Effect, Mismatch, Statement};

/// The policies that apply to a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policies<'a> {
    identity: &'a [Policy],
    resource: Option<&'a Policy>,
}

impl<'a> Policies<'a> {
    /// No policies: only the root user of an account has access.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the identity-based policies of the caller.
    #[must_use]
    pub fn identity(mut self, policies: &'a [Policy]) -> Self {
        self.identity = policies;
        self
    }

    /// Sets the policy of the resource: a bucket policy, a key policy, or the trust policy of the role to be assumed.
    #[must_use]
    pub fn resource(mut self, policy: &'a Policy) -> Self {
        self.resource = Some(policy);
        self
    }
}

/// Decides a request.
/// - A matching `Deny` in any policy denies the request.
/// - A service or an anonymous caller has no identity-based policies: the resource-based policy has to allow it.
/// - Within an account, either side is enough; but a KMS key and a role admit only whom their own policy names, or delegates to
///   the account, whose identity policies then have to allow it too.
/// - Across accounts, both have to allow it.
#[must_use]
pub fn decide(request: &Request, policies: &Policies<'_>) -> Decision {
    let context = request.complete_context();
    let everything = policies.identity.iter().chain(policies.resource);
    if let Some(denying) = everything
        .flat_map(numbered)
        .find(|(_, statement)| statement.effect() == Effect::Deny && statement.applies(request, &context).is_ok())
    {
        return Decision { verdict: Verdict::ExplicitDeny, reason: Reason::Denies(denying.0) };
    }

    let guarded = guard(request);
    let resource_side = guarded.unwrap_or(Side::Resource);
    let identity = Grant::find(policies.identity, Side::Identity, request, &context);
    let resource = Grant::find(policies.resource, resource_side, request, &context);
    let same_account = request.principal.account() == Some(&request.resource_account);
    let root_at_home = same_account && matches!(request.principal, Principal::Root { .. });

    match (&request.principal, same_account) {
        (Principal::Service(_) | Principal::Anonymous, _) => resource.direct().into_decision(),
        (_, true) if root_at_home && guarded.is_none() => {
            Decision { verdict: Verdict::Allowed, reason: Reason::Allows(Vec::new()) }
        }
        (_, true) if root_at_home => resource.into_decision(),
        (_, true) if resource.naming == Some(PrincipalMatch::Direct) => resource.into_decision(),
        (_, true) if guarded.is_none() => identity.or(resource.direct()).into_decision(),
        _ => identity.and(resource).into_decision(),
    }
}

/// The policy of the resource, if access requires that it allows the caller: a key policy or a trust policy.
fn guard(request: &Request) -> Option<Side> {
    if request.is_for_key() {
        Some(Side::Key)
    } else if request.is_for_role() {
        Some(Side::Trust)
    } else {
        None
    }
}

/// The result of one or several policies for a request.
struct Grant {
    /// The most specific match of the caller by an allowing statement; `None` if there is none.
    naming: Option<PrincipalMatch>,
    statements: Vec<StatementId>,
    missing: Vec<MissingAllow>,
}

impl Grant {
    fn find<'a>(
        policies: impl IntoIterator<Item = &'a Policy>,
        side: Side,
        request: &Request,
        context: &Context,
    ) -> Self {
        let mut best: Option<(PrincipalMatch, StatementId)> = None;
        let mut near = Vec::new();
        for (id, statement) in
            policies.into_iter().flat_map(numbered).filter(|(_, statement)| statement.effect() == Effect::Allow)
        {
            match statement.applies(request, context) {
                Ok(naming) if best.as_ref().is_none_or(|(found, _)| naming > *found) => best = Some((naming, id)),
                Ok(_) | Err(Mismatch::Action) => {}
                Err(mismatch) => near.push(NearMiss { statement: id, obstacle: describe(&mismatch) }),
            }
        }
        match best {
            Some((naming, id)) => Self { naming: Some(naming), statements: vec![id], missing: Vec::new() },
            None => Self { naming: None, statements: Vec::new(), missing: vec![MissingAllow { side, near }] },
        }
    }

    /// The same, if a match through the account is not sufficient.
    fn direct(mut self) -> Self {
        if self.naming == Some(PrincipalMatch::Account) {
            let obstacle = "it delegates to the account's identity-based policies".to_owned();
            let near =
                self.statements.drain(..).map(|statement| NearMiss { statement, obstacle: obstacle.clone() }).collect();
            self.naming = None;
            self.missing = vec![MissingAllow { side: Side::Resource, near }];
        }
        self
    }

    fn or(self, mut other: Self) -> Self {
        if self.naming.is_some() {
            return self;
        }
        if other.naming.is_none() {
            other.missing.splice(0..0, self.missing);
        }
        other
    }

    fn and(mut self, other: Self) -> Self {
        self.naming = self.naming.min(other.naming);
        self.statements.extend(other.statements);
        self.missing.extend(other.missing);
        self
    }

    fn into_decision(self) -> Decision {
        match self.naming {
            Some(_) => Decision { verdict: Verdict::Allowed, reason: Reason::Allows(self.statements) },
            None => Decision { verdict: Verdict::ImplicitDeny, reason: Reason::MissingAllow(self.missing) },
        }
    }
}

fn numbered(policy: &Policy) -> impl Iterator<Item = (StatementId, &Statement)> {
    policy.statements().iter().enumerate().map(|(index, statement)| {
        let id = StatementId { policy: policy.name().to_owned(), index, sid: statement.sid().map(str::to_owned) };
        (id, statement)
    })
}

fn describe(mismatch: &Mismatch) -> String {
    match mismatch {
        Mismatch::Action => "it does not match the action".to_owned(),
        Mismatch::Principal => "it does not match the caller".to_owned(),
        Mismatch::Resource => "it does not match the resource".to_owned(),
        Mismatch::Condition(unmet) => unmet.clone(),
    }
}
