//! The dangers that require approval.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kinds of danger. Each has a name, which is a value of `--allow`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DangerKind {
    /// A protected resource is replaced by a new one, which is empty.
    Replacement,
    /// A protected resource is removed from the stack.
    Deletion,
    /// A region is removed from a StackSet, and with it the stack in that region.
    RegionRemoval,
    /// A policy allows more than before.
    PolicyBroadening,
    /// Data or a key is protected less than before: no versioning, no replica, an earlier expiration, public access.
    WeakerProtection,
    /// A stack whose creation failed must be deleted before it can be created again.
    FailedStackDeletion,
    /// A failed operation that was left with rollback disabled is rolled back.
    RollBack,
    /// A stack is deleted.
    StackDeletion,
    /// Resources are skipped in a rollback: they stay as they are.
    SkipResources,
    /// Written objects cannot be deleted by anyone for a time.
    Compliance,
    /// Existing buckets that are not empty are imported into the stack.
    Adoption,
}

impl DangerKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Replacement,
        Self::Deletion,
        Self::RegionRemoval,
        Self::PolicyBroadening,
        Self::WeakerProtection,
        Self::FailedStackDeletion,
        Self::RollBack,
        Self::StackDeletion,
        Self::SkipResources,
        Self::Compliance,
        Self::Adoption,
    ];

    /// The name, as a value of `--allow`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replacement => "replacement",
            Self::Deletion => "deletion",
            Self::RegionRemoval => "region-removal",
            Self::PolicyBroadening => "policy-broadening",
            Self::WeakerProtection => "weaker-protection",
            Self::FailedStackDeletion => "failed-stack-deletion",
            Self::RollBack => "roll-back",
            Self::StackDeletion => "stack-deletion",
            Self::SkipResources => "skip-resources",
            Self::Compliance => "compliance",
            Self::Adoption => "adoption",
        }
    }
}

impl FromStr for DangerKind {
    type Err = UnknownDanger;

    fn from_str(word: &str) -> Result<Self, UnknownDanger> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| UnknownDanger(word.to_owned()))
    }
}

/// A string that is not the name of a danger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown --allow value {0:?}")]
pub struct UnknownDanger(String);

/// One danger, which requires approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Danger {
    /// The kind.
    pub kind: DangerKind,
    /// What is affected: a logical ID, a region or a stack.
    pub subject: String,
    /// What happens, in a sentence without a full stop.
    pub message: String,
    /// The details, such as each permission that is added; may be empty.
    pub details: Vec<String>,
}

impl Danger {
    /// A danger without details.
    pub fn new(kind: DangerKind, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), message: message.into(), details: Vec::new() }
    }
}
