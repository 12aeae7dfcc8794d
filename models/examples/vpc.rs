//! A network in two Availability Zones: public subnets, and private ones that reach the world through a NAT gateway.
//!
//! `cargo run -p cfn-models --example vpc`

use models::intrinsic::{cidr_bits, get_azs, if_, join, select};
use models::{Condition, Handle, IntoValue, LogicalId, Parameter, ResourceAttributes, Stack, Value, ec2, id};

/// The stack.
pub(crate) fn stack() -> Stack {
    let mut stack = Stack::new();
    stack.description("A network in two Availability Zones");
    let block = stack
        .parameter(id!("Block"), Parameter::string().default("10.0.0.0/16").description("The network's addresses"));
    let per_zone = stack.parameter(
        id!("GatewayPerZone"),
        Parameter::boolean().default(false).description("A NAT gateway in each zone survives the loss of the other"),
    );
    let per_zone = stack.condition(id!("TwoGateways"), Condition::equals(per_zone.reference(), "true"));

    let vpc = stack.add(
        id!("Vpc"),
        ec2::VPC::new().cidr_block(block.reference()).enable_dns_hostnames(true).enable_dns_support(true),
    );
    let internet = stack.add(id!("Internet"), ec2::InternetGateway::new());
    let attachment = stack.add(
        id!("Attachment"),
        ec2::VPCGatewayAttachment::new(vpc.reference()).internet_gateway_id(internet.reference()),
    );
    let public_routes = stack.add(id!("PublicRoutes"), ec2::RouteTable::new(vpc.reference()));
    stack.add(
        id!("ToInternet"),
        ec2::Route::new(public_routes.reference())
            .destination_cidr_block("0.0.0.0/0")
            .gateway_id(internet.reference())
            .depends_on(&attachment),
    );
    let subnet = |stack: &mut Stack, id: LogicalId, index: u8, routes: &Handle<ec2::RouteTable>| {
        let part = select(index, cidr_bits(vpc.cidr_block(), 4, 12));
        let association = LogicalId::unchecked(format!("{id}Routes"));
        let subnet = ec2::Subnet::new(vpc.reference())
            .cidr_block(part)
            .availability_zone(select(index % 2, get_azs("")))
            .map_public_ip_on_launch(false);
        let subnet = stack.add(id, subnet);
        stack.add(association, ec2::SubnetRouteTableAssociation::new(routes.reference(), subnet.reference()));
        subnet
    };
    let public =
        [subnet(&mut stack, id!("PublicA"), 0, &public_routes), subnet(&mut stack, id!("PublicB"), 1, &public_routes)];

    let address = || ec2::EIP::new().domain(ec2::eip::Domain::Vpc);
    let gateway = |subnet: &Handle<ec2::Subnet>, address: &Handle<ec2::EIP>| {
        ec2::NatGateway::new().subnet_id(subnet.reference()).allocation_id(address.allocation_id())
    };
    let first = stack.add(id!("AddressA"), address().depends_on(&attachment));
    let first = stack.add(id!("NatA"), gateway(&public[0], &first));
    let second = stack.add(id!("AddressB"), address().depends_on(&attachment).only_if(&per_zone));
    let second = stack.add(id!("NatB"), gateway(&public[1], &second).only_if(&per_zone));
    let gateways: [Value<String>; 2] =
        [first.reference().into_value(), if_(&per_zone, second.reference(), first.reference()).into_value()];
    let mut private = Vec::new();
    for (index, gateway) in gateways.into_iter().enumerate() {
        let zone = ["A", "B"][index];
        let routes =
            stack.add(LogicalId::unchecked(format!("PrivateRoutes{zone}")), ec2::RouteTable::new(vpc.reference()));
        stack.add(
            LogicalId::unchecked(format!("ToNat{zone}")),
            ec2::Route::new(routes.reference()).destination_cidr_block("0.0.0.0/0").nat_gateway_id(gateway),
        );
        private.push(subnet(&mut stack, LogicalId::unchecked(format!("Private{zone}")), index as u8 + 2, &routes));
    }
    stack.output(id!("VpcId"), vpc.reference()).export_name(models::sub!("${AWS::StackName}-vpc"));
    for (name, subnets) in [(id!("PublicSubnets"), &public[..]), (id!("PrivateSubnets"), &private[..])] {
        let ids = subnets.iter().map(Handle::reference).collect::<models::List<_>>();
        stack.output(name, join(",", ids));
    }
    stack
}

#[allow(dead_code, reason = "the tests take the stack alone")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    print!("{}", stack().synth()?.to_yaml());
    Ok(())
}
