//! In how many deployments an archive comes to be.

use super::primary::REPLICATE_BACK;
use crate::config::Config;

/// One deployment of the primary template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is for, as a person would say it.
    pub purpose: &'static str,
    /// The values of the stack's parameters, by name.
    pub parameters: Vec<(&'static str, String)>,
}

/// The deployments that lead to the archive of `config`, in order. The template is the same in all of them.
///
/// Most archives take one. With two-way replication the replica's rule needs the primary bucket, which itself waits for the replica: the
/// first deployment creates both, the second adds the rule back. An archive that has been through the first does not need it again, so
/// where the stack exists with a bucket, the last step alone is enough.
pub fn steps(config: &Config) -> Vec<Step> {
    if !config.options().replication.two_way {
        return vec![Step { purpose: "deploy the archive", parameters: Vec::new() }];
    }
    let step = |purpose, back: bool| Step { purpose, parameters: vec![(REPLICATE_BACK, back.to_string())] };
    vec![step("create the buckets, replicating to the replica", false), step("let the replica replicate back", true)]
}
