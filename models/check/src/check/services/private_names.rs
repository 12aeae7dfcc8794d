//! In a VPC one interface endpoint has the private name of a service.
//!
//! Source: <https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html>.

use super::{Resource, property};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::node::Node;

impl Checker<'_> {
    pub(super) fn private_names(&mut self, resources: &[Resource<'_>]) {
        let mut seen: Vec<(&Node, &Node, &str)> = Vec::new();
        for endpoint in resources.iter().filter(|resource| resource.type_name == "AWS::EC2::VPCEndpoint") {
            let get = |name: &str| endpoint.properties.get(name);
            let is = |name: &str, wanted: &str| get(name).and_then(Node::as_str) == Some(wanted);
            let enabled = matches!(get("PrivateDnsEnabled"), Some(Node::Bool(true))) || is("PrivateDnsEnabled", "true");
            // A resource with a condition can replace another that is not created.
            if !enabled || !is("VpcEndpointType", "Interface") || endpoint.entry.get("Condition").is_some() {
                continue;
            }
            let (Some(vpc), Some(service)) = (get("VpcId"), get("ServiceName")) else { continue };
            let certain =
                |node: &Node| matches!(node, Node::String(_) | Node::Ref(_) | Node::GetAtt(..) | Node::Sub(_));
            if !certain(vpc) || !certain(service) {
                continue;
            }
            if let Some((_, _, first)) = seen.iter().find(|(of, known, _)| *of == vpc && *known == service) {
                self.report(
                    Finding::error(
                        "private-name",
                        &property(endpoint.id, "PrivateDnsEnabled"),
                        format!("`{first}` has the private name of the same service in the same VPC"),
                    )
                    .allowed("`PrivateDnsEnabled` for one endpoint of a service in a VPC"),
                );
            }
            seen.push((vpc, service, endpoint.id));
        }
    }
}
