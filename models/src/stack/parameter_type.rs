//! The types of parameters and of their defaults.

use super::Parameter;
use crate::node::Node;
use crate::value::string_kind::{
    HostedZoneId, ImageId, SecurityGroupId, SecurityGroupName, StringKind, SubnetId, VpcId,
};
use crate::value::{List, Literal, Number};

/// The name of a parameter in the Systems Manager Parameter Store.
#[derive(Debug)]
pub enum SsmParameterName {}

/// Types for the default and the allowed values of a parameter of type `K`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a literal for a parameter of type `{K}`",
    label = "not a literal of the parameter's type"
)]
pub trait ParameterDefault<K> {
    /// The value as written in the template.
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

/// Written as a string: CloudFormation has no parameters of type Boolean.
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

/// Separated by commas.
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

/// Separated by commas.
impl ParameterDefault<List<Number>> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

/// Written as a string.
#[diagnostic::do_not_recommend]
impl<M: StringKind> ParameterDefault<M> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

/// Separated by commas.
#[diagnostic::do_not_recommend]
impl<M: StringKind> ParameterDefault<List<M>> for &str {
    fn into_default(self) -> Node {
        Node::text(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl<M: StringKind, const N: usize> ParameterDefault<List<M>> for [&str; N] {
    fn into_default(self) -> Node {
        Node::text(self.join(","))
    }
}

/// An AWS-specific type: CloudFormation validates that the value exists in the account and region. `Ref` returns the
/// string kind of the type, if there is one.
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
    image_id, image_ids: "AWS::EC2::Image::Id" => ImageId, "the ID of an Amazon Machine Image";
    instance_id, instance_ids: "AWS::EC2::Instance::Id" => String, "the ID of an EC2 instance";
    key_pair_name: "AWS::EC2::KeyPair::KeyName" => String, "the name of an EC2 key pair";
    security_group_name, security_group_names: "AWS::EC2::SecurityGroup::GroupName" => SecurityGroupName,
        "the name of a security group of the default VPC";
    security_group_id, security_group_ids: "AWS::EC2::SecurityGroup::Id" => SecurityGroupId, "the ID of a security group";
    subnet_id, subnet_ids: "AWS::EC2::Subnet::Id" => SubnetId, "the ID of a subnet";
    volume_id, volume_ids: "AWS::EC2::Volume::Id" => String, "the ID of an EBS volume";
    vpc_id, vpc_ids: "AWS::EC2::VPC::Id" => VpcId, "the ID of a VPC";
    hosted_zone_id, hosted_zone_ids: "AWS::Route53::HostedZone::Id" => HostedZoneId, "the ID of a Route 53 hosted zone";
    ssm_parameter_name: "AWS::SSM::Parameter::Name" => String, "the name of a parameter in the Systems Manager Parameter Store";
}
