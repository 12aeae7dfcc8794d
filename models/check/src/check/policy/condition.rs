//! The conditions of a statement: operators and global condition keys.

use crate::check::Checker;
use crate::check::condition_key::GLOBAL_KEYS;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::policy::operator::OPERATORS;
use crate::check::suggest::did_you_mean;
use crate::check::value::quote;
use crate::node::Object;

impl Checker<'_> {
    pub(super) fn condition_block(&mut self, conditions: &Object, at: &Location<'_>) {
        for (operator, keys) in conditions.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            let at = at.key(operator);
            let set = operator.strip_prefix("ForAnyValue:").or_else(|| operator.strip_prefix("ForAllValues:"));
            let bare = set.unwrap_or(operator);
            let bare = bare.strip_suffix("IfExists").unwrap_or(bare);
            if !OPERATORS.contains(&bare) {
                let near = did_you_mean(bare, OPERATORS.iter().copied());
                self.report(
                    Finding::error(
                        "policy-operator",
                        &at.path(),
                        format!("unknown condition operator {}", quote(operator)),
                    )
                    .allowed("IAM's condition operators, with `IfExists`, `ForAnyValue:` or `ForAllValues:`")
                    .suggest(near),
                );
            }
            for key in keys.as_object().into_iter().flat_map(Object::keys) {
                self.condition_key(key, &at);
            }
        }
    }

    /// Checks global condition keys, which begin with `aws:`; the keys of services are not in the facts.
    fn condition_key(&mut self, key: &str, at: &Location<'_>) {
        let name = key.split('/').next().unwrap_or(key);
        let known = |known: &&str| known.eq_ignore_ascii_case(name);
        if !name.to_ascii_lowercase().starts_with("aws:") || GLOBAL_KEYS.iter().any(known) {
            return;
        }
        let near = did_you_mean(name, GLOBAL_KEYS.iter().copied());
        self.report(
            Finding::warning("policy-key", &at.key(key).path(), format!("unknown global condition key {}", quote(key)))
                .suggest(near),
        );
    }
}
