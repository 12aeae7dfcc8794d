//! Explanations and remedies of a failure as one text.

use super::explain::Explanation;
use super::remedy::Remedy;

/// Explanations and remedies as one text, with remedies rendered by `words`; `None` if there are none.
pub fn help(explanations: &[Explanation], remedies: &[Remedy], words: impl Fn(&Remedy) -> String) -> Option<String> {
    let listed = |remedies: &[Remedy]| remedies.iter().map(&words).collect::<Vec<_>>().join("; ");
    let mut parts: Vec<String> =
        explanations.iter().map(|known| format!("{}: {}", known.meaning, listed(known.remedies))).collect();
    if !remedies.is_empty() {
        parts.push(listed(remedies));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}
