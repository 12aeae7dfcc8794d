//! Findings that the author accepts, each with a reason.

use super::finding::{Finding, Severity};
use super::path::Path;

/// A finding that the author accepts.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The id of the rule.
    pub rule: String,
    /// The path that the findings are at or below.
    pub place: String,
    /// Why the author accepts them.
    pub reason: String,
}

impl Accepted {
    fn covers(&self, finding: &Finding) -> bool {
        let path = finding.path.to_string();
        finding.rule == self.rule
            && path.strip_prefix(&self.place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

/// Turns the accepted findings into notes. An acceptance without a finding is an error, so that none remains after its
/// finding is gone.
pub(crate) fn apply(accepted: &[Accepted], findings: &mut Vec<Finding>) {
    for accepted in accepted {
        let mut used = false;
        for finding in findings.iter_mut().filter(|finding| accepted.covers(finding)) {
            used = true;
            finding.severity = Severity::Note;
            finding.message.push_str(&format!(" (accepted: {})", accepted.reason));
        }
        if !used {
            let message = format!("there is no finding `{}` at `{}` to accept", accepted.rule, accepted.place);
            findings.push(
                Finding::error("unused-acceptance", &Path::root(), message)
                    .suggest(format!("remove the acceptance (its reason: {})", accepted.reason)),
            );
        }
    }
}
