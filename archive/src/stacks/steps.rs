//! In how many deployments an archive comes to be.

use std::collections::BTreeMap;

use super::parameters::REPLICATE_BACK;
use crate::config::Config;

/// One deployment of the primary template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is for, as a person would say it.
    pub purpose: &'static str,
    /// The values of the stack's parameters.
    pub parameters: BTreeMap<String, String>,
}

/// The deployments that lead to the archive of `config`: those that come first, and the last. The template is the same in all.
///
/// Most archives take one. With two-way replication the replica's rule needs the primary bucket, which itself waits for the replica: the
/// first deployment creates both, the last adds the rule back. Where the primary bucket is there already (`has_bucket`), the last alone
/// is enough.
pub fn steps(config: &Config, has_bucket: bool) -> (Vec<Step>, Step) {
    if !config.options().replication.two_way {
        return (Vec::new(), Step { purpose: "deploy the archive", parameters: BTreeMap::new() });
    }
    let step = |purpose, back: bool| Step {
        purpose,
        parameters: BTreeMap::from([(REPLICATE_BACK.to_owned(), back.to_string())]),
    };
    let first = step("first the buckets, replicating to the replica; then the replica replicates back", false);
    let last = step("let the replica replicate back", true);
    (if has_bucket { Vec::new() } else { vec![first] }, last)
}
