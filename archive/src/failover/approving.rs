//! The approval of what a promotion changes by design.

use cfn_deploy::{ApprovalRequest, Approver, DangerKind, Engine};

/// Approves what the user has confirmed with the promotion or the failback itself: the statements of the bucket's policy, and the bucket's rule.
/// Everything else is asked.
pub(super) struct Intended<'a> {
    others: &'a dyn Approver,
}

impl<'a> Intended<'a> {
    pub(super) fn new(engine: &Engine<'a>) -> Self {
        Self { others: engine.approver() }
    }
}

impl Approver for Intended<'_> {
    fn approves(&self, question: &ApprovalRequest<'_>) -> bool {
        let is_intended = question.dangers.iter().all(|danger| match danger.kind {
            DangerKind::PolicyBroadening => danger.subject == "BucketPolicy",
            DangerKind::WeakerProtection => danger.subject == "Bucket",
            _ => false,
        });
        is_intended || self.others.approves(question)
    }
}

#[cfg(test)]
mod tests {
    use cfn_deploy::{Danger, FixedApprover};

    use super::*;

    #[test]
    fn only_the_policy_and_the_rule_of_the_bucket_are_approved_without_asking() {
        let nobody = FixedApprover::refuse_all();
        let approver = Intended { others: &nobody };
        let approves = |kind, subject: &str| {
            let dangers = [Danger::new(kind, subject, "changes")];
            approver.approves(&ApprovalRequest { text: "Update?".to_owned(), dangers: &dangers })
        };
        assert!(approves(DangerKind::PolicyBroadening, "BucketPolicy"));
        assert!(approves(DangerKind::WeakerProtection, "Bucket"));
        assert!(!approves(DangerKind::PolicyBroadening, "Key"));
        assert!(!approves(DangerKind::Replacement, "Bucket"));
    }
}
