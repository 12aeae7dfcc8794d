//! IDs of EC2 resources are distinguished by their prefix.
//!
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>.

/// The schema format, the prefix of such IDs, and what they identify.
const PREFIXES: &[(&str, &str, &str)] = &[
    ("AWS::EC2::Image.Id", "ami-", "an AMI ID such as `ami-0123456789abcdef0`"),
    ("AWS::EC2::Instance.Id", "i-", "an instance ID such as `i-0123456789abcdef0`"),
    ("AWS::EC2::InternetGateway.Id", "igw-", "an internet gateway ID such as `igw-0123456789abcdef0`"),
    ("AWS::EC2::NetworkInterface.Id", "eni-", "a network interface ID such as `eni-0123456789abcdef0`"),
    ("AWS::EC2::RouteTable.Id", "rtb-", "a route table ID such as `rtb-0123456789abcdef0`"),
    ("AWS::EC2::SecurityGroup.Id", "sg-", "a security group ID such as `sg-0123456789abcdef0`"),
    ("AWS::EC2::Subnet.Id", "subnet-", "a subnet ID such as `subnet-0123456789abcdef0`"),
    ("AWS::EC2::VPC.Id", "vpc-", "a VPC ID such as `vpc-0123456789abcdef0`"),
    ("AWS::EC2::Volume.Id", "vol-", "a volume ID such as `vol-0123456789abcdef0`"),
];

/// What a string was expected to be, if it does not have the prefix of its EC2 ID format.
pub(super) fn contradicts(text: &str, format: &str) -> Option<&'static str> {
    let format = format.strip_suffix('s').unwrap_or(format);
    let (_, prefix, expected) = PREFIXES.iter().find(|(known, _, _)| *known == format)?;
    let id = text.strip_prefix(prefix).filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    id.is_none().then_some(*expected)
}
