//! A log group has at most five subscription filters.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>.

use super::{Resource, property};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::node::Node;

const MOST: usize = 5;

impl Checker<'_> {
    pub(super) fn log_filters(&mut self, resources: &[Resource<'_>]) {
        let mut groups: Vec<(&Node, Vec<&str>)> = Vec::new();
        let filters = resources.iter().filter(|resource| {
            resource.type_name == "AWS::Logs::SubscriptionFilter" && resource.entry.get("Condition").is_none()
        });
        for filter in filters {
            let Some(group) = filter.properties.get("LogGroupName") else { continue };
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, ids)) => ids.push(filter.id),
                None => groups.push((group, vec![filter.id])),
            }
        }
        for (_, ids) in groups.iter().filter(|(_, ids)| ids.len() > MOST) {
            for id in ids {
                self.report(
                    Finding::error(
                        "log-filters",
                        &property(id, "LogGroupName"),
                        format!("the log group has {} subscription filters", ids.len()),
                    )
                    .allowed(format!("at most {MOST}"))
                    .suggest("let one filter pass the events on, through a stream".to_owned()),
                );
            }
        }
    }
}
