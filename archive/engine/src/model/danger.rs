//! The dangers that need an explicit word.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The kinds of danger. Each has its word, which `--allow` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DangerKind {
    /// A protected resource is replaced by a new one, which is empty.
    Replacement,
    /// A protected resource leaves the stack.
    Deletion,
    /// A region leaves a StackSet, and with it the stack of that region.
    RegionRemoval,
    /// A policy allows more than before.
    PolicyBroadening,
    /// Data or a key is protected less than before: no versions, no replica, an earlier expiry, open to the public.
    WeakerProtection,
    /// A stack whose creation failed must be deleted before it can be created again.
    FailedStackDeletion,
    /// An operation that somebody left failed, to look at it, is rolled back.
    RollBack,
    /// A stack is deleted.
    StackDeletion,
    /// Resources are left as they are and counted as rolled back.
    SkipResources,
    /// What is written cannot be deleted by anyone for a time.
    Compliance,
    /// Buckets that exist already, with data in them, enter the stack.
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

    /// The word that accepts it.
    pub const fn word(self) -> &'static str {
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
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| UnknownDanger(word.to_owned()))
    }
}

/// A word that accepts no danger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown --allow value {0:?}")]
pub struct UnknownDanger(String);

/// One thing that needs an explicit word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Danger {
    /// The kind.
    pub kind: DangerKind,
    /// What it happens to: a logical id, a region, a stack.
    pub subject: String,
    /// What happens, in a sentence without a full stop.
    pub message: String,
    /// The particulars, such as each permission that is added; empty if the message says it all.
    pub details: Vec<String>,
}

impl Danger {
    /// A danger without particulars.
    pub fn new(kind: DangerKind, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), message: message.into(), details: Vec::new() }
    }
}
