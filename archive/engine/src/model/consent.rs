//! Who may say yes to what.

use super::danger::Danger;

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

/// Says yes to every ordinary question, and no to every danger.
#[derive(Debug)]
pub(crate) struct Agreed;

impl Consent for Agreed {
    fn grants(&self, question: &Question<'_>) -> bool {
        question.dangers.is_empty()
    }
}
