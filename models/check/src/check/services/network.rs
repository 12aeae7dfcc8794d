//! Subnets are within their VPC and do not overlap; a route table has one route per destination, a subnet one route table.
//!
//! Sources: <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>,
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnetroutetableassociation.html>.

use std::net::Ipv4Addr;

use super::{Resource, literal, property, referred};
use crate::check::Checker;
use crate::check::cases::{LazyScenarios, cases, own_condition};
use crate::check::finding::Finding;
use crate::check::path::Path;
use crate::check::scalar::text_of;
use crate::check::scenarios::Fact;
use crate::check::text::parsed;
use crate::node::Node;

/// A CIDR block: the first and the last address.
type CidrBlock = (u32, u32);

/// A subnet's block, and the conditions under which it has it.
struct SubnetBlock<'t> {
    subnet: &'t str,
    vpc: &'t str,
    block: CidrBlock,
    facts: Vec<Fact<'t>>,
}

impl<'t> Checker<'t> {
    pub(super) fn subnets(&mut self, resources: &[Resource<'t>]) {
        let mut seen: Vec<SubnetBlock<'t>> = Vec::new();
        let mut together = LazyScenarios::default();
        for subnet in resources.iter().filter(|resource| resource.type_name == "AWS::EC2::Subnet") {
            let (Some(vpc), Some(node)) = (subnet.properties.get("VpcId"), subnet.properties.get("CidrBlock")) else {
                continue;
            };
            for vpc_case in cases(vpc, property(subnet.id, "VpcId")) {
                let Some(vpc) = referred(vpc_case.node).or_else(|| literal(vpc_case.node)) else { continue };
                for case in cases(node, property(subnet.id, "CidrBlock")) {
                    let Some((text, block)) = self.block_of(case.node) else { continue };
                    let own = own_condition(subnet.entry).into_iter();
                    let facts: Vec<Fact<'t>> = own.chain(vpc_case.facts.iter().copied()).chain(case.facts).collect();
                    if !together.possible(&self.symbols, &facts) {
                        continue;
                    }
                    self.within_its_vpc(&text, block, vpc, &facts, resources, &mut together, &case.path);
                    let overlapping = seen.iter().find(|other| {
                        let overlap = other.vpc == vpc && block.0 <= other.block.1 && other.block.0 <= block.1;
                        let all = [other.facts.as_slice(), &facts].concat();
                        overlap && other.subnet != subnet.id && together.possible(&self.symbols, &all)
                    });
                    if let Some(other) = overlapping {
                        // That two conditions can be true at once does not say that anybody deploys the template so.
                        let always = facts.is_empty() && other.facts.is_empty();
                        let make = if always { Finding::error } else { Finding::warning };
                        let message = format!("`{text}` overlaps with the CIDR block of `{}`", other.subnet);
                        self.report(
                            make("subnet-block", &case.path, message).allowed("CIDR blocks that do not overlap"),
                        );
                    }
                    seen.push(SubnetBlock { subnet: subnet.id, vpc, block, facts });
                }
            }
        }
    }

    /// The CIDR block of a literal, of a value of a mapping, or of one of the blocks of `Fn::Cidr`, with its text.
    fn block_of(&self, node: &Node) -> Option<(String, CidrBlock)> {
        let with_text = |text: &str| Some((text.to_owned(), block(text)?));
        match node {
            Node::Function("Fn::FindInMap", argument) => match argument.as_list()? {
                [Node::String(name), Node::String(first), Node::String(second)] => {
                    let mapping = self.symbols.section("Mappings")?.get(name)?;
                    with_text(literal(mapping.get(first)?.get(second)?)?)
                }
                _ => None,
            },
            Node::Function("Fn::Select", argument) => match argument.as_list()? {
                [index, Node::Function("Fn::Cidr", blocks)] => {
                    let [whole, _, bits] = blocks.as_list()? else { return None };
                    let whole = match whole {
                        Node::GetAtt(vpc, attribute) if attribute == "CidrBlock" => {
                            let vpc = self.symbols.resource(&vpc.id)?;
                            self.block_of(vpc.get("Properties")?.get("CidrBlock")?)?.1
                        }
                        other => self.block_of(other)?.1,
                    };
                    let bits = parsed::<u32>(&text_of(bits)?).filter(|bits| (1..=32).contains(bits))?;
                    let size = 1_u32.checked_shl(bits)?;
                    let first = whole.0.checked_add(size.checked_mul(parsed::<u32>(&text_of(index)?)?)?)?;
                    let last = first.checked_add(size - 1)?;
                    Some((format!("{}/{}", Ipv4Addr::from(first), 32 - bits), (first, last)))
                }
                _ => None,
            },
            node => with_text(literal(node)?),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the subnet's block, its VPC and its conditions")]
    fn within_its_vpc(
        &mut self,
        text: &str,
        block: CidrBlock,
        vpc: &str,
        facts: &[Fact<'t>],
        resources: &[Resource<'t>],
        together: &mut LazyScenarios<'t>,
        path: &Path,
    ) {
        if self.symbols.resource_type(vpc) != Some("AWS::EC2::VPC") {
            return;
        }
        let Some(own) = resources.iter().find(|resource| resource.id == vpc) else { return };
        let Some(further) = self.further_blocks(vpc, resources) else { return };
        let Some(node) = own.properties.get("CidrBlock") else { return };
        for case in cases(node, property(vpc, "CidrBlock")) {
            let Some((_, whole)) = self.block_of(case.node) else { continue };
            let all = [facts, &case.facts].concat();
            let within = |(first, last): &CidrBlock| block.0 >= *first && block.1 <= *last;
            if within(&whole) || further.iter().any(within) || !together.possible(&self.symbols, &all) {
                continue;
            }
            let message = format!("`{text}` is not within the CIDR blocks of the VPC `{vpc}`");
            self.report(Finding::error("subnet-block", path, message).allowed("a subset of a CIDR block of the VPC"));
        }
    }

    /// The further CIDR blocks of a VPC of the template; `None` if one is not known.
    fn further_blocks(&self, vpc: &str, resources: &[Resource<'_>]) -> Option<Vec<CidrBlock>> {
        let further = resources.iter().filter(|resource| {
            resource.type_name == "AWS::EC2::VPCCidrBlock"
                && resource.properties.get("VpcId").and_then(referred) == Some(vpc)
        });
        let mut blocks = Vec::new();
        for block_of in further {
            if let Some(node) = block_of.properties.get("CidrBlock") {
                blocks.push(self.block_of(node)?.1);
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

fn block(text: &str) -> Option<CidrBlock> {
    let (address, prefix) = text.split_once('/')?;
    let address = u32::from(parsed::<Ipv4Addr>(address)?);
    let prefix = parsed::<u32>(prefix).filter(|prefix| *prefix <= 32)?;
    let hosts = u32::MAX.checked_shr(prefix).unwrap_or(0);
    Some((address & !hosts, address | hosts))
}
