//! The limits that the configuration comes near to. What an account has used of its quotas is not counted: that takes pages of calls, and
//! a quota that is used up fails the creation before anything is made.

use super::Finding;
use crate::config::Config;
use crate::stacks;
use cfn_deploy::StackRequest;
use cfn_spec::quota::{REPLICATION_RULES, TEMPLATE_IN_REQUEST};

pub(super) fn examine(config: &Config, request: &StackRequest) -> Vec<Finding> {
    let size = request.template.len();
    let message = format!("{size} bytes; a request carries {TEMPLATE_IN_REQUEST}");
    let template = match (size <= TEMPLATE_IN_REQUEST, &request.template_bucket) {
        (true, _) => Finding::passed("template size", message),
        (false, Some(bucket)) => Finding::passed("template size", format!("{message}, so it goes through {bucket}")),
        (false, None) => Finding::failed("template size", message, "name a bucket with --template-bucket"),
    };
    let replica = match stacks::replica(config) {
        Ok(template) => {
            let size = template.to_json_compact().len();
            let message = format!("{size} bytes; a StackSet takes {TEMPLATE_IN_REQUEST}");
            match size <= TEMPLATE_IN_REQUEST {
                true => Finding::passed("replica template size", message),
                false => Finding::failed("replica template size", message, "turn an option off"),
            }
        }
        Err(error) => Finding::failed("replica template", error.to_string(), "correct the configuration"),
    };
    let rules = config.replications().len();
    let rules = match rules <= REPLICATION_RULES {
        true => Finding::passed("replication rules", format!("{rules} of at most {REPLICATION_RULES}")),
        false => {
            Finding::failed("replication rules", format!("{rules}; S3 takes {REPLICATION_RULES}"), "name fewer regions")
        }
    };
    vec![template, replica, rules]
}
