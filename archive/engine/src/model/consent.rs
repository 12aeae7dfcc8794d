//! Who may say yes to what.

use super::danger::{Danger, DangerKind};

/// A question to the user whose answer can be no.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The question, ending with a question mark.
    pub text: String,
    /// The dangers that a yes would accept. Empty for an ordinary confirmation, which `--yes` answers.
    pub dangers: &'a [Danger],
}

/// Answers the engine's questions: from flags, from a terminal, or always the same in a test.
pub trait Consent: Send + Sync {
    /// Whether to go ahead. Ordinary questions and dangers are different things: a general yes must not cover a danger.
    fn grants(&self, question: &Question<'_>) -> bool;
}

/// Answers that are given beforehand, for programs that ask nobody.
#[derive(Debug, Clone, Default)]
pub struct FixedConsent {
    confirms: bool,
    allowed: Vec<DangerKind>,
}

impl FixedConsent {
    /// No to everything.
    pub const fn refuse_all() -> Self {
        Self { confirms: false, allowed: Vec::new() }
    }

    /// Yes to every ordinary question, and no to every danger.
    pub const fn confirm_all() -> Self {
        Self { confirms: true, allowed: Vec::new() }
    }

    /// And yes to the dangers of this kind.
    #[must_use]
    pub fn allow(mut self, kind: DangerKind) -> Self {
        self.allowed.push(kind);
        self
    }
}

impl Consent for FixedConsent {
    fn grants(&self, question: &Question<'_>) -> bool {
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
    fn a_general_yes_covers_no_danger_and_a_danger_only_its_kind() {
        let dangers = [DangerKind::Deletion, DangerKind::Replacement].map(|kind| Danger::new(kind, "Bucket", "goes"));
        let question = |dangers| Question { text: "Go ahead?".to_owned(), dangers };
        assert!(!FixedConsent::refuse_all().grants(&question(&[])));
        assert!(FixedConsent::confirm_all().grants(&question(&[])));
        assert!(!FixedConsent::confirm_all().grants(&question(&dangers)));
        let one = FixedConsent::confirm_all().allow(DangerKind::Deletion);
        assert!(one.grants(&question(&dangers[..1])) && !one.grants(&question(&dangers)));
        assert!(one.allow(DangerKind::Replacement).grants(&question(&dangers)));
    }
}
