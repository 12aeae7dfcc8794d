//! The IAM actions that the generated library has as constants.

use std::collections::BTreeMap;

use cfn_spec::Errors;

use super::LoadedFacts;

/// The actions in the generated code: by action, the stem of the service whose module has it, and its Rust name.
#[derive(Debug, Default)]
pub(super) struct Constants(BTreeMap<String, (String, String)>);

impl Constants {
    /// If several services have an action, the first service that the template's resources need is used.
    pub(super) fn of(known: &LoadedFacts) -> Result<Self, Errors> {
        let needed = |stem: &str| known.spec.resources.keys().any(|name| name.service().stem() == stem);
        let (first, rest): (Vec<_>, Vec<_>) = known.actions.iter().partition(|(stem, _)| needed(stem));
        let mut constants = BTreeMap::new();
        for (stem, actions) in first.into_iter().chain(rest) {
            // The Rust names of the actions.
            for (field, action) in codegen::action_fields(actions)? {
                constants.entry(action).or_insert_with(|| (stem.clone(), field));
            }
        }
        Ok(Self(constants))
    }

    /// The stem of the service whose module has the action, and its Rust name.
    pub(super) fn get(&self, action: &str) -> Option<(&str, &str)> {
        self.0.get(action).map(|(stem, constant)| (stem.as_str(), constant.as_str()))
    }
}
