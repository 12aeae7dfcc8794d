//! A decision and its reason.

use std::fmt;

/// The result of an evaluation, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason.
    pub reason: Reason,
}

/// The possible verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The request is allowed.
    Allowed,
    /// Implicitly denied: a policy that has to allow the request does not.
    ImplicitDeny,
    /// Explicitly denied by a statement.
    ExplicitDeny,
}

/// The reason of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// These statements together allow it; empty for the root user of the account that owns the resource.
    Allows(Vec<StatementId>),
    /// This statement denies it.
    Denies(StatementId),
    /// These policies would have to allow it and do not.
    MissingAllow(Vec<MissingAllow>),
}

/// A reference to a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementId {
    /// The name of the policy.
    pub policy: String,
    /// The index of the statement, from 0.
    pub index: usize,
    /// The `Sid`, if it has one.
    pub sid: Option<String>,
}

/// Policies that do not allow the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingAllow {
    /// The kind of policies.
    pub side: Side,
    /// Statements that allow the action, but not this request.
    pub near: Vec<NearMiss>,
}

/// The kinds of policies that can have to allow a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The identity-based policies of the caller.
    Identity,
    /// The resource-based policy.
    Resource,
    /// The key policy.
    Key,
    /// The trust policy of the role to be assumed.
    Trust,
}

/// An `Allow` statement that matches the action but not the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The statement.
    pub statement: StatementId,
    /// Why it does not match.
    pub obstacle: String,
}

impl fmt::Display for Decision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            Reason::Allows(statements) if statements.is_empty() => {
                out.write_str("allowed: the caller is the root user of the account that owns the resource")
            }
            Reason::Allows(statements) => write!(out, "allowed by {}", join(statements, " and ")),
            Reason::Denies(statement) => write!(out, "denied by {statement}"),
            Reason::MissingAllow(sides) => write!(out, "not allowed: {}", join(sides, "; ")),
        }
    }
}

impl fmt::Display for StatementId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` Statement[{}]", self.policy, self.index)?;
        match &self.sid {
            Some(sid) => write!(out, " ({sid})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for MissingAllow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no {} allows it", self.side)?;
        match self.near.as_slice() {
            [] => Ok(()),
            near => write!(out, " ({})", join(near, "; ")),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Identity => "identity-based policy",
            Self::Resource => "resource-based policy",
            Self::Key => "key policy",
            Self::Trust => "trust policy",
        })
    }
}

impl fmt::Display for NearMiss {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.statement, self.obstacle)
    }
}

fn join<T: fmt::Display>(items: &[T], separator: &str) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(separator)
}
