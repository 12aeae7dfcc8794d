//! Explanations and remedies of a failure as text.

use super::explain::Explanation;
use super::remedy::Remedy;

/// Explanations and remedies, one line each, with remedies rendered by `words`.
pub fn help_lines(explanations: &[Explanation], remedies: &[Remedy], words: impl Fn(&Remedy) -> String) -> Vec<String> {
    let listed = |remedies: &[Remedy]| remedies.iter().map(&words).collect::<Vec<_>>().join("; ");
    let explained = explanations.iter().map(|known| format!("{}: {}", known.meaning, listed(known.remedies)));
    explained.chain(remedies.iter().map(&words)).collect()
}

/// Explanations and remedies as one text, with remedies rendered by `words`; `None` if there are none.
pub fn help(explanations: &[Explanation], remedies: &[Remedy], words: impl Fn(&Remedy) -> String) -> Option<String> {
    let lines = help_lines(explanations, remedies, words);
    (!lines.is_empty()).then(|| lines.join("; "))
}
