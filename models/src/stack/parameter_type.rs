//! The types that a parameter may have, and what their defaults are written as.

use super::Parameter;
use crate::node::Node;
use crate::value::meaning::{HostedZoneId, ImageId, Meaning, SecurityGroupId, SecurityGroupName, SubnetId, VpcId};
use crate::value::{List, Literal, Number};

/// The name of a parameter in the Systems Manager Parameter Store, as the user of a stack gives it.
#[derive(Debug)]
pub enum SsmParameterName {}

/// What may be the default, or an allowed value, of a parameter whose value is a `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of a parameter of type `{K}`",
    label = "not a literal of the parameter's type"
)]
pub trait ParameterDefault<K> {
    /// The value as it is written.
    fn into_default(self) -> Node;
}

impl ParameterDefault<String> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

impl ParameterDefault<String> for String {
    fn into_default(self) -> Node {
        Node::text(self)
    }
}

impl ParameterDefault<SsmParameterName> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

/// Written as text: CloudFormation has no parameters of type Boolean.
impl ParameterDefault<bool> for bool {
    fn into_default(self) -> Node {
        Node::text(if self { "true" } else { "false" })
    }
}

impl ParameterDefault<Number> for Number {
    fn into_default(self) -> Node {
        Literal::into_node(self)
    }
}

macro_rules! numbers {
    ($($source:ty),*) => {$(
                impl ParameterDefault<Number> for $source {
            fn into_default(self) -> Node {
                Literal::into_node(Number::from(self))
            }
        }
    )*};
}

numbers!(i32, i64, u8, u16, u32, f64);

/// Separated by commas, as the user would give them.
impl ParameterDefault<List<String>> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

impl<const N: usize> ParameterDefault<List<String>> for [&str; N] {
    fn into_default(self) -> Node {
        Node::text(self.join(","))
    }
}

/// Separated by commas, as the user would give them.
impl ParameterDefault<List<Number>> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

/// As the user would give it.
#[diagnostic::do_not_recommend]
impl<M: Meaning> ParameterDefault<M> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

/// Separated by commas, as the user would give them.
#[diagnostic::do_not_recommend]
impl<M: Meaning> ParameterDefault<List<M>> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<M: Meaning, const N: usize> ParameterDefault<List<M>> for [&str; N] {
    fn into_default(self) -> Node {
        Node::text(self.join(","))
    }
}

/// An AWS-specific type: CloudFormation checks that the value exists in account and region. `Ref` returns a string with the meaning
/// that the type gives it, where properties ask for that meaning.
macro_rules! aws_specific {
    ($($one:ident $(, $many:ident)?: $name:literal => $returns:ty, $what:literal;)*) => {$(
        impl Parameter<$returns> {
            #[doc = concat!("`", $name, "`: ", $what, ".")]
            #[must_use]
            pub fn $one() -> Self {
                Self::of_type($name)
            }
        }

        $(impl Parameter<List<$returns>> {
            #[doc = concat!("`List<", $name, ">`: of each, ", $what, ".")]
            #[must_use]
            pub fn $many() -> Self {
                Self::of_type(concat!("List<", $name, ">"))
            }
        })?
    )*};
}

aws_specific! {
    availability_zone, availability_zones: "AWS::EC2::AvailabilityZone::Name" => String, "the name of an Availability Zone";
    image_id, image_ids: "AWS::EC2::Image::Id" => ImageId, "the id of an Amazon Machine Image";
    instance_id, instance_ids: "AWS::EC2::Instance::Id" => String, "the id of an EC2 instance";
    key_pair_name: "AWS::EC2::KeyPair::KeyName" => String, "the name of an EC2 key pair";
    security_group_name, security_group_names: "AWS::EC2::SecurityGroup::GroupName" => SecurityGroupName,
        "the name of a security group of the default VPC";
    security_group_id, security_group_ids: "AWS::EC2::SecurityGroup::Id" => SecurityGroupId, "the id of a security group";
    subnet_id, subnet_ids: "AWS::EC2::Subnet::Id" => SubnetId, "the id of a subnet";
    volume_id, volume_ids: "AWS::EC2::Volume::Id" => String, "the id of an EBS volume";
    vpc_id, vpc_ids: "AWS::EC2::VPC::Id" => VpcId, "the id of a VPC";
    hosted_zone_id, hosted_zone_ids: "AWS::Route53::HostedZone::Id" => HostedZoneId, "the id of a Route 53 hosted zone";
    ssm_parameter_name: "AWS::SSM::Parameter::Name" => String, "the name of a parameter in the Systems Manager Parameter Store";
}
