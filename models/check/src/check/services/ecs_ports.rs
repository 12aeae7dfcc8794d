//! Where the host chooses a container's port, the target group has to ask for health at the port of the traffic.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html>.

use super::{literal, property, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::scalar::text_of;
use crate::node::{Node, Object};

impl Checker<'_> {
    pub(super) fn dynamic_ports(&mut self, properties: &Object) {
        let Some(Node::List(balancers)) = properties.get("LoadBalancers") else { return };
        let Some(task) = properties.get("TaskDefinition").and_then(referred) else { return };
        let of = |id: &str, name: &str| self.symbols.resource(id).and_then(|entry| entry.get("Properties")?.get(name));
        let Some(Node::List(containers)) = of(task, "ContainerDefinitions") else { return };
        let mut wrong: Vec<(&str, String)> = Vec::new();
        for balancer in balancers {
            let Some(name) = balancer.get("ContainerName").and_then(literal) else { continue };
            let Some(port) = balancer.get("ContainerPort").and_then(text_of) else { continue };
            let Some(group) = balancer.get("TargetGroupArn").and_then(referred) else { continue };
            let named = |container: &&Node| container.get("Name").and_then(literal) == Some(name);
            let Some(Node::List(mappings)) = containers.iter().find(named).and_then(|c| c.get("PortMappings")) else {
                continue;
            };
            let is_dynamic = mappings.iter().any(|mapping| {
                let text = |key: &str| mapping.get(key).and_then(text_of);
                text("ContainerPort").as_deref() == Some(port.as_str()) && text("HostPort").as_deref() == Some("0")
            });
            let asked = of(group, "HealthCheckPort").and_then(text_of).filter(|asked| asked != "traffic-port");
            if let Some(asked) = asked.filter(|_| is_dynamic) {
                wrong.push((group, asked));
            }
        }
        for (group, asked) in wrong {
            self.report(
                Finding::error(
                    "health-check-port",
                    &property(group, "HealthCheckPort"),
                    format!(
                        "the targets are asked for their health at the port {asked}, and the host chooses their ports"
                    ),
                )
                .allowed("`traffic-port`")
                .suggest("leave `HealthCheckPort` out, or write `traffic-port`".to_owned()),
            );
        }
    }
}
