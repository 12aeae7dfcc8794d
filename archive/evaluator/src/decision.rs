//! A decision and what led to it.

use std::fmt;

/// What AWS would answer, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// What it rests on.
    pub because: Because,
}

/// The three answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The request goes through.
    Allowed,
    /// No policy that would have to allow it does.
    ImplicitDeny,
    /// A statement denies it, whatever else allows it.
    ExplicitDeny,
}

/// The grounds of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// These statements allow it together. It is empty for the root user of the account that owns the resource.
    Allows(Vec<StatementId>),
    /// This statement denies it.
    Denies(StatementId),
    /// These sides would have to allow it and do not.
    Missing(Vec<Missing>),
}

/// A statement, by where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatementId {
    /// The name of the policy.
    pub policy: String,
    /// The statement's place in it, from 0.
    pub index: usize,
    /// Its `Sid`, when it has one.
    pub sid: Option<String>,
}

/// A side that does not allow the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Which policies those are.
    pub side: Side,
    /// Statements that allow the action, but not this request.
    pub near: Vec<NearMiss>,
}

/// The policies that may have to allow a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Those of the caller.
    Identity,
    /// That of the resource.
    Resource,
    /// That of the KMS key.
    Key,
    /// That of the role to be assumed.
    Trust,
}

/// An `Allow` statement that has the action and yet does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The statement.
    pub statement: StatementId,
    /// What keeps it from applying.
    pub obstacle: String,
}

impl fmt::Display for Decision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.because {
            Because::Allows(statements) if statements.is_empty() => {
                out.write_str("allowed: the caller is the root user of the account that owns the resource")
            }
            Because::Allows(statements) => write!(out, "allowed by {}", join(statements, " and ")),
            Because::Denies(statement) => write!(out, "denied by {statement}"),
            Because::Missing(sides) => write!(out, "not allowed: {}", join(sides, "; ")),
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

impl fmt::Display for Missing {
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
            Self::Identity => "identity policy",
            Self::Resource => "resource policy",
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
