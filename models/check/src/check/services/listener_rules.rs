//! The rules of a listener have different priorities.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html>.

use super::{Resource, property};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::scalar::text_of;
use crate::node::Node;

impl Checker<'_> {
    pub(super) fn listener_rules(&mut self, resources: &[Resource<'_>]) {
        let mut seen: Vec<(&Node, String, &str)> = Vec::new();
        // A resource with a condition can replace another that is not created.
        let rules = resources.iter().filter(|resource| {
            resource.type_name == "AWS::ElasticLoadBalancingV2::ListenerRule"
                && resource.entry.get("Condition").is_none()
        });
        for rule in rules {
            let Some(listener @ (Node::Ref(_) | Node::String(_))) = rule.properties.get("ListenerArn") else {
                continue;
            };
            let Some(priority) = rule.properties.get("Priority").and_then(text_of) else { continue };
            if let Some((_, _, first)) = seen.iter().find(|(of, known, _)| *of == listener && *known == priority) {
                for (id, other) in [(*first, rule.id), (rule.id, *first)] {
                    let message = format!("`{other}` has the priority {priority}, too");
                    self.report(
                        Finding::error("same-priority", &property(id, "Priority"), message)
                            .allowed("a priority of its own for each rule of a listener"),
                    );
                }
                continue;
            }
            seen.push((listener, priority, rule.id));
        }
    }
}
