//! Subnets are within their VPC and do not overlap; a route table has one route per destination, a subnet one route table.
//!
//! Sources: <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html>.

use std::net::Ipv4Addr;

use super::{Resource, literal, property, referred};
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::text::parsed;
use crate::node::Node;

/// A CIDR block: the first and the last address.
type Block = (u32, u32);

impl Checker<'_> {
    pub(super) fn subnets(&mut self, resources: &[Resource<'_>]) {
        let mut seen: Vec<(&str, &str, Block)> = Vec::new();
        for subnet in resources.iter().filter(|resource| resource.type_name == "AWS::EC2::Subnet") {
            let Some(vpc) = subnet.properties.get("VpcId").and_then(referred) else { continue };
            let Some(text) = subnet.properties.get("CidrBlock").and_then(literal) else { continue };
            let Some(block) = block(text) else { continue };
            let path = property(subnet.id, "CidrBlock");
            if let Some(blocks) = self.blocks_of(vpc, resources)
                && !blocks.iter().any(|(first, last)| block.0 >= *first && block.1 <= *last)
            {
                self.report(
                    Finding::error(
                        "subnet-block",
                        &path,
                        format!("`{text}` is not within the CIDR blocks of the VPC `{vpc}`"),
                    )
                    .allowed("a subset of a CIDR block of the VPC"),
                );
            }
            // A resource with a condition can replace another that is not created.
            if subnet.entry.get("Condition").is_some() {
                continue;
            }
            let overlapping =
                |(_, of, other): &&(&str, &str, Block)| *of == vpc && block.0 <= other.1 && other.0 <= block.1;
            if let Some((other, _, _)) = seen.iter().find(overlapping) {
                self.report(
                    Finding::error(
                        "subnet-block",
                        &path,
                        format!("`{text}` overlaps with the CIDR block of `{other}`"),
                    )
                    .allowed("CIDR blocks that do not overlap"),
                );
            }
            seen.push((subnet.id, vpc, block));
        }
    }

    /// The CIDR blocks of a VPC of the template; `None` if one is not a literal.
    fn blocks_of(&self, vpc: &str, resources: &[Resource<'_>]) -> Option<Vec<Block>> {
        if self.symbols.resource_type(vpc) != Some("AWS::EC2::VPC") {
            return None;
        }
        let own = resources.iter().find(|resource| resource.id == vpc)?;
        let mut blocks = vec![block(own.properties.get("CidrBlock").and_then(literal)?)?];
        let further = resources.iter().filter(|resource| {
            resource.type_name == "AWS::EC2::VPCCidrBlock"
                && resource.properties.get("VpcId").and_then(referred) == Some(vpc)
        });
        for block_of in further {
            if let Some(node) = block_of.properties.get("CidrBlock") {
                blocks.push(block(literal(node)?)?);
            } else if block_of.properties.get("Ipv4IpamPoolId").is_some() {
                return None;
            }
        }
        Some(blocks)
    }

    pub(super) fn routes(&mut self, resources: &[Resource<'_>]) {
        let rules: [(&str, &[&str], &str, &str); 3] = [
            (
                "AWS::EC2::SubnetRouteTableAssociation",
                &["SubnetId"],
                "SubnetId",
                "a subnet is associated with one route table",
            ),
            (
                "AWS::EC2::SubnetNetworkAclAssociation",
                &["SubnetId"],
                "SubnetId",
                "a subnet is associated with one network ACL",
            ),
            (
                "AWS::EC2::Route",
                &["RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"],
                "RouteTableId",
                "a route table has one route per destination",
            ),
        ];
        for (type_name, keys, place, rule) in rules {
            let mut seen: Vec<(&str, Vec<Option<&Node>>)> = Vec::new();
            let of_type =
                |resource: &&Resource<'_>| resource.type_name == type_name && resource.entry.get("Condition").is_none();
            for resource in resources.iter().filter(of_type) {
                let values: Vec<Option<&Node>> = keys.iter().map(|key| resource.properties.get(key)).collect();
                let certain = |node: &Node| matches!(node, Node::String(_) | Node::Ref(_) | Node::GetAtt(..));
                if values[0].is_none() || !values.iter().flatten().all(|node| certain(node)) {
                    continue;
                }
                if let Some((first, _)) = seen.iter().find(|(_, known)| *known == values) {
                    // Either of them may be the one too many.
                    for (id, other) in [(*first, resource.id), (resource.id, *first)] {
                        let message = format!("`{other}` is for the same: {rule}");
                        self.report(
                            Finding::error("same-route", &property(id, place), message)
                                .suggest("remove one of them".to_owned()),
                        );
                    }
                    continue;
                }
                seen.push((resource.id, values));
            }
        }
    }
}

fn block(text: &str) -> Option<Block> {
    let (address, prefix) = text.split_once('/')?;
    let address = u32::from(parsed::<Ipv4Addr>(address)?);
    let prefix = parsed::<u32>(prefix).filter(|prefix| *prefix <= 32)?;
    let hosts = u32::MAX.checked_shr(prefix).unwrap_or(0);
    Some((address & !hosts, address | hosts))
}
