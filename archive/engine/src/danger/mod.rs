//! The safety gates: what a plan would do that needs an explicit word.
//!
//! What a change set says of a resource is judged in three ways: is something lost ([`loss`]), does somebody get more rights
//! ([`access`]), does data lose a protection ([`protection`])? The template inside a StackSet, which a change set shows as one string, is
//! taken apart and judged alike ([`stack_set`]). What cannot be seen is judged as if it were the worst.

mod access;
mod inner;
mod loss;
mod policy;
mod protection;
mod stack_set;

use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;

use super::change::{Action, Plan, PlanKind, ResourceChange};

pub use policy::allows_the_same;
pub(super) use stack_set::regions;

/// The kinds of danger. Each has its word, which `--allow` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
#[error("there is no danger called {0:?}")]
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

impl Plan {
    /// What in the plan needs an explicit word, in the order of its changes. A stack that does not exist yet has nothing to lose.
    pub fn dangers(&self) -> Vec<Danger> {
        let mut found = Vec::new();
        for change in &self.changes {
            loss::judge(change, &mut found);
            if change.action == Action::Modify && !change.is_told() {
                untold(change, &mut found);
                continue;
            }
            let resource = Judged {
                kind: &change.resource_type,
                logical_id: &change.logical_id,
                before: change.before.as_ref().and_then(properties),
                after: change.after.as_ref().and_then(properties),
            };
            match change.action {
                Action::Add | Action::Import if self.kind == PlanKind::Update => {
                    let exists = |value: &Value| !access::text(value).contains(KNOWN_LATER);
                    resource.tell(DangerKind::PolicyBroadening, access::added(resource, exists), &mut found);
                }
                Action::Add | Action::Import => {}
                Action::Modify | Action::Remove | Action::Dynamic => resource.judge(&mut found),
            }
            if stack_set::is_one(&change.resource_type) && matches!(change.action, Action::Modify | Action::Dynamic) {
                stack_set::judge(change, &mut found);
            }
        }
        found
    }
}

/// What CloudFormation writes for a value that is known only after a resource was created.
const KNOWN_LATER: &str = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// A resource before and after a change, of a stack or of the stacks of a StackSet.
#[derive(Debug, Clone, Copy)]
struct Judged<'a> {
    kind: &'a str,
    logical_id: &'a str,
    /// Its properties; `None` if there is no such resource.
    before: Option<&'a Value>,
    after: Option<&'a Value>,
}

impl Judged<'_> {
    /// What anybody gains, and what data loses in protection.
    fn judge(self, found: &mut Vec<Danger>) {
        self.tell(DangerKind::PolicyBroadening, access::wider(self), found);
        self.tell(DangerKind::WeakerProtection, protection::weaker(self), found);
    }

    fn tell(self, kind: DangerKind, details: Vec<String>, found: &mut Vec<Danger>) {
        if details.is_empty() {
            return;
        }
        let what =
            if kind == DangerKind::PolicyBroadening { "allows more than before" } else { "protects less than before" };
        let message = format!("{} {} {what}", self.kind, self.logical_id);
        found.push(Danger { details, ..Danger::new(kind, self.logical_id, message) });
    }
}

impl ResourceChange {
    /// Whether the change touches what somebody may do: anything of IAM, or any policy.
    pub fn grants_permissions(&self) -> bool {
        let has_policy = |side: &Option<Value>| side.as_ref().is_some_and(|side| !access::documents(side).is_empty());
        self.resource_type.starts_with("AWS::IAM::")
            || (self.action != Action::Modify && (has_policy(&self.before) || has_policy(&self.after)))
            || self.properties.iter().any(|changed| access::is_about_access(&self.resource_type, top(&changed.path)))
    }

    /// Whether AWS tells the resource's properties before and after, without which nothing can be compared.
    fn is_told(&self) -> bool {
        let told = |side: &Option<Value>| side.as_ref().and_then(properties).is_some();
        told(&self.before) && told(&self.after)
    }
}

/// A change whose properties AWS does not tell: what it may be about needs the word that the worst of it would.
fn untold(change: &ResourceChange, found: &mut Vec<Danger>) {
    for changed in &change.properties {
        let property = top(&changed.path);
        let kind = if stack_set::is_one(&change.resource_type) {
            stack_set::worst(property)
        } else if access::is_about_access(&change.resource_type, property) {
            Some(DangerKind::PolicyBroadening)
        } else {
            protection::is_guarded(&change.resource_type, property).then_some(DangerKind::WeakerProtection)
        };
        let Some(kind) = kind else { continue };
        if found.iter().any(|danger| danger.kind == kind && danger.subject == change.logical_id) {
            continue;
        }
        let message =
            format!("{} {} changes its {property}, and AWS does not say how", change.resource_type, change.logical_id);
        found.push(Danger::new(kind, &change.logical_id, message));
    }
}

/// The property in a path such as `/Properties/KeyPolicy/Statement/0`; empty if the path is not about a property.
fn top(path: &str) -> &str {
    path.strip_prefix("/Properties/").and_then(|path| path.split('/').next()).unwrap_or_default()
}

fn properties(context: &Value) -> Option<&Value> {
    context.get("Properties")
}

#[cfg(test)]
mod tests;
