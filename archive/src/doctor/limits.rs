//! The limits that the configuration comes near to. What an account has used of its quotas is not counted: that takes pages of calls, and
//! a quota that is used up fails the creation before anything is made.

use super::Finding;
use crate::config::Config;
use crate::stacks;
use cfn_deploy::StackRequest;

/// The number of replication rules that a bucket takes.
const RULES_MAX: usize = 1000;
/// The size of a template that a request carries, and of one inside a StackSet.
const TEMPLATE_MAX: usize = 51_200;

pub(super) fn examine(config: &Config, request: &StackRequest) -> Vec<Finding> {
    let size = request.template.len();
    let message = format!("{size} bytes; a request carries {TEMPLATE_MAX}");
    let template = match (size <= TEMPLATE_MAX, &request.template_bucket) {
        (true, _) => Finding::passed("template size", message),
        (false, Some(bucket)) => Finding::passed("template size", format!("{message}, so it goes through {bucket}")),
        (false, None) => Finding::failed("template size", message, "name a bucket with --template-bucket"),
    };
    let replica = match stacks::replica(config) {
        Ok(template) => {
            let size = template.to_json_compact().len();
            let message = format!("{size} bytes; a StackSet takes {TEMPLATE_MAX}");
            match size <= TEMPLATE_MAX {
                true => Finding::passed("replica template size", message),
                false => Finding::failed("replica template size", message, "turn an option off"),
            }
        }
        Err(error) => Finding::failed("replica template", error.to_string(), "correct the configuration"),
    };
    let rules = config.replications().len();
    let rules = match rules <= RULES_MAX {
        true => Finding::passed("replication rules", format!("{rules} of at most {RULES_MAX}")),
        false => Finding::failed("replication rules", format!("{rules}; S3 takes {RULES_MAX}"), "name fewer regions"),
    };
    vec![template, replica, rules]
}
