//! The actions of a statement, against those of the services.

use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::scalar::is_dynamic;
use crate::check::suggest::did_you_mean;
use crate::check::value::quote;

impl Checker<'_> {
    pub(super) fn action(&mut self, action: &str, at: &Location<'_>) {
        if action == "*" || is_dynamic(action) {
            return;
        }
        let Some((service, name)) = action.split_once(':').filter(|(s, n)| !s.is_empty() && !n.is_empty()) else {
            self.report(
                Finding::error("policy-action", &at.path(), format!("{} is not an action", quote(action)))
                    .allowed("`service:Action`, with `*` and `?` in the action, or `*`"),
            );
            return;
        };
        let facts = self.facts;
        if facts.has_action(service, name) == Some(false) {
            let near = did_you_mean(name, facts.actions(service).iter().copied());
            self.report(
                Finding::warning(
                    "policy-action",
                    &at.path(),
                    format!("{} matches no known action of `{service}`", quote(name)),
                )
                .suggest(near),
            );
        }
    }
}
