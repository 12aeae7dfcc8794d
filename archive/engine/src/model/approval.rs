//! The user's approver.

use super::danger::{Danger, DangerKind};

/// A yes/no question to the user.
#[derive(Debug, Clone)]
pub struct ApprovalRequest<'a> {
    /// The question, ending with a question mark.
    pub text: String,
    /// The dangers that a yes would allow. Empty for an ordinary confirmation, which `--yes` answers.
    pub dangers: &'a [Danger],
}

/// Answers the engine's questions: from flags, from a terminal, or always the same in a test.
pub trait Approver: Send + Sync {
    /// Whether to continue. Ordinary questions and dangers are separate: a general yes must not allow a danger.
    fn approves(&self, question: &ApprovalRequest<'_>) -> bool;
}

/// An approver that has approved some dangers before: it asks about the others only.
#[derive(Clone)]
pub struct Approved<'a> {
    approver: &'a dyn Approver,
    dangers: Vec<Danger>,
}

impl<'a> Approved<'a> {
    /// `approver`, which has approved `dangers`.
    pub fn new(approver: &'a dyn Approver, dangers: Vec<Danger>) -> Self {
        Self { approver, dangers }
    }
}

impl Approver for Approved<'_> {
    fn approves(&self, question: &ApprovalRequest<'_>) -> bool {
        let is_new = |danger: &&Danger| !self.dangers.contains(danger);
        let others: Vec<Danger> = question.dangers.iter().filter(is_new).cloned().collect();
        if others.is_empty() && !question.dangers.is_empty() {
            return true;
        }
        self.approver.approves(&ApprovalRequest { text: question.text.clone(), dangers: &others })
    }
}

/// Predefined answers, for programs that do not ask the user.
#[derive(Debug, Clone, Default)]
pub struct FixedApprover {
    confirms: bool,
    allowed: Vec<DangerKind>,
}

impl FixedApprover {
    /// Answers no to everything.
    pub const fn refuse_all() -> Self {
        Self { confirms: false, allowed: Vec::new() }
    }

    /// Answers yes to every ordinary question and no to every danger.
    pub const fn confirm_all() -> Self {
        Self { confirms: true, allowed: Vec::new() }
    }

    /// Also answers yes to dangers of this kind.
    #[must_use]
    pub fn allow(mut self, kind: DangerKind) -> Self {
        self.allowed.push(kind);
        self
    }
}

impl Approver for FixedApprover {
    fn approves(&self, question: &ApprovalRequest<'_>) -> bool {
        match question.dangers {
            [] => self.confirms,
            dangers => dangers.iter().all(|danger| self.allowed.contains(&danger.kind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_approved_is_not_asked_again_and_everything_else_is() {
        let dangers = [DangerKind::Deletion, DangerKind::Replacement].map(|kind| Danger::new(kind, "Bucket", "goes"));
        let question = |dangers| ApprovalRequest { text: "Go ahead?".to_owned(), dangers };
        let refuses = FixedApprover::refuse_all();
        let approved = Approved::new(&refuses, dangers[..1].to_vec());
        assert!(approved.approves(&question(&dangers[..1])));
        assert!(!approved.approves(&question(&dangers)) && !approved.approves(&question(&[])));
        let other = Danger::new(DangerKind::Deletion, "Bucket", "goes elsewhere");
        assert!(!approved.approves(&question(&[other])), "another danger of the same kind");
    }

    #[test]
    fn a_general_yes_covers_no_danger_and_a_danger_only_its_kind() {
        let dangers = [DangerKind::Deletion, DangerKind::Replacement].map(|kind| Danger::new(kind, "Bucket", "goes"));
        let question = |dangers| ApprovalRequest { text: "Go ahead?".to_owned(), dangers };
        assert!(!FixedApprover::refuse_all().approves(&question(&[])));
        assert!(FixedApprover::confirm_all().approves(&question(&[])));
        assert!(!FixedApprover::confirm_all().approves(&question(&dangers)));
        let one = FixedApprover::confirm_all().allow(DangerKind::Deletion);
        assert!(one.approves(&question(&dangers[..1])) && !one.approves(&question(&dangers)));
        assert!(one.allow(DangerKind::Replacement).approves(&question(&dangers)));
    }
}
