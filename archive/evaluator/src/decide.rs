//! The decision: an explicit deny wins, and otherwise every side that has to allow must allow.

use crate::context::Context;
use crate::decision::{Because, Decision, Missing, NearMiss, Side, StatementId, Verdict};
use crate::document::Policy;
use crate::principal::{Naming, Principal};
use crate::request::Request;
use crate::statement::{Effect, Mismatch, Statement};

/// The policies that bear on a request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policies<'a> {
    identity: &'a [Policy],
    resource: Option<&'a Policy>,
}

impl<'a> Policies<'a> {
    /// No policies: only a root user may do anything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The policies attached to the caller.
    #[must_use]
    pub fn identity(mut self, policies: &'a [Policy]) -> Self {
        self.identity = policies;
        self
    }

    /// The policy attached to the resource: that of a bucket, of the KMS key, or the trust policy of the role to be assumed.
    #[must_use]
    pub fn resource(mut self, policy: &'a Policy) -> Self {
        self.resource = Some(policy);
        self
    }
}

/// Decides a request.
///
/// - A `Deny` that applies decides, wherever it stands.
/// - A service or an anonymous caller has no identity policies: the resource's policy has to name it.
/// - Within an account, either side is enough; but a KMS key and a role admit only whom their own policy names, or delegates to
///   the account, whose identity policies then have to allow it too.
/// - Across accounts both sides have to allow it.
#[must_use]
pub fn decide(request: &Request, policies: &Policies<'_>) -> Decision {
    let context = request.complete_context();
    let everything = policies.identity.iter().chain(policies.resource);
    if let Some(denying) = everything
        .flat_map(numbered)
        .find(|(_, statement)| statement.effect() == Effect::Deny && statement.applies(request, &context).is_ok())
    {
        return Decision { verdict: Verdict::ExplicitDeny, because: Because::Denies(denying.0) };
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
            Decision { verdict: Verdict::Allowed, because: Because::Allows(Vec::new()) }
        }
        (_, true) if root_at_home => resource.into_decision(),
        (_, true) if resource.naming == Some(Naming::Direct) => resource.into_decision(),
        (_, true) if guarded.is_none() => identity.or(resource.direct()).into_decision(),
        _ => identity.and(resource).into_decision(),
    }
}

/// The policy without which the resource admits nobody, where it is of such a kind.
fn guard(request: &Request) -> Option<Side> {
    if request.is_for_key() {
        Some(Side::Key)
    } else if request.is_for_role() {
        Some(Side::Trust)
    } else {
        None
    }
}

/// What one side, or several of them together, make of a request.
struct Grant {
    /// The strongest way in which the caller is named by a statement that allows; nothing when none does.
    naming: Option<Naming>,
    statements: Vec<StatementId>,
    missing: Vec<Missing>,
}

impl Grant {
    fn find<'a>(
        policies: impl IntoIterator<Item = &'a Policy>,
        side: Side,
        request: &Request,
        context: &Context,
    ) -> Self {
        let mut best: Option<(Naming, StatementId)> = None;
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
            None => Self { naming: None, statements: Vec::new(), missing: vec![Missing { side, near }] },
        }
    }

    /// The same, where being named through the account is not enough.
    fn direct(mut self) -> Self {
        if self.naming == Some(Naming::Account) {
            let obstacle = "it only lets the account decide by its identity policies".to_owned();
            let near =
                self.statements.drain(..).map(|statement| NearMiss { statement, obstacle: obstacle.clone() }).collect();
            self.naming = None;
            self.missing = vec![Missing { side: Side::Resource, near }];
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
            Some(_) => Decision { verdict: Verdict::Allowed, because: Because::Allows(self.statements) },
            None => Decision { verdict: Verdict::ImplicitDeny, because: Because::Missing(self.missing) },
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
        Mismatch::Action => "it is not for this action".to_owned(),
        Mismatch::Principal => "it is not for this caller".to_owned(),
        Mismatch::Resource => "it is not for this resource".to_owned(),
        Mismatch::Condition(unmet) => unmet.clone(),
    }
}
