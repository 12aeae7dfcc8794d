//! A service of ECS depends on a listener that forwards to its target group: ECS rejects target groups without a load balancer.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html>.

use std::collections::BTreeSet;

use super::{Resource, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::node::Node;

/// What gives a target group a load balancer.
const LISTENERS: &[&str] = &["AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"];

impl Checker<'_> {
    /// Reports target groups of a service that may have no load balancer yet when the service is created.
    pub(super) fn behind_a_listener(&mut self, service: &Resource<'_>, at: &Location<'_>) {
        let Some(Node::List(balancers)) = service.properties.get("LoadBalancers") else { return };
        // A macro or a custom resource can make a listener.
        if self.symbols.open || self.symbols.resources().any(|(_, ty, _)| !ty.starts_with("AWS::")) {
            return;
        }
        let dependencies = self.dependencies();
        let needed = |id: &str| {
            let mut all: BTreeSet<String> = BTreeSet::new();
            let mut next = vec![id.to_owned()];
            while let Some(id) = next.pop() {
                next.extend(
                    dependencies.get(id.as_str()).into_iter().flatten().filter(|on| !all.contains(*on)).cloned(),
                );
                all.insert(id);
            }
            all
        };
        let at = at.key("LoadBalancers");
        for (index, balancer) in balancers.iter().enumerate() {
            let Some(group) = balancer.get("TargetGroupArn").and_then(referred) else { continue };
            if self.symbols.resource_type(group) != Some("AWS::ElasticLoadBalancingV2::TargetGroup") {
                continue;
            }
            let forwards = |id: &&str| dependencies.get(id).is_some_and(|needs| needs.contains(group));
            let listeners = self.symbols.resources().filter(|(_, ty, _)| LISTENERS.contains(ty)).map(|(id, ..)| id);
            let listeners: Vec<&str> = listeners.filter(forwards).collect();
            // Without one, what forwards to the target group may be in another template.
            let Some(first) = listeners.first() else { continue };
            let own = needed(service.id);
            if listeners.iter().any(|listener| own.contains(*listener)) {
                continue;
            }
            let message =
                format!("the service does not depend on `{first}`, without which `{group}` has no load balancer");
            let remedy = format!("add `DependsOn: {first}` to the service");
            let at = at.index(index);
            let path = at.key("TargetGroupArn").path();
            self.report(Finding::warning("service-before-listener", &path, message).suggest(remedy));
        }
    }
}
