//! Ids of EC2 are told apart by what they begin with.
//!
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>.

/// By format, what the ids begin with, and what they are.
const PREFIXES: &[(&str, &str, &str)] = &[
    ("AWS::EC2::Image.Id", "ami-", "an image's id such as `ami-0123456789abcdef0`"),
    ("AWS::EC2::Instance.Id", "i-", "an instance's id such as `i-0123456789abcdef0`"),
    ("AWS::EC2::InternetGateway.Id", "igw-", "an internet gateway's id such as `igw-0123456789abcdef0`"),
    ("AWS::EC2::NetworkInterface.Id", "eni-", "a network interface's id such as `eni-0123456789abcdef0`"),
    ("AWS::EC2::RouteTable.Id", "rtb-", "a route table's id such as `rtb-0123456789abcdef0`"),
    ("AWS::EC2::SecurityGroup.Id", "sg-", "a security group's id such as `sg-0123456789abcdef0`"),
    ("AWS::EC2::Subnet.Id", "subnet-", "a subnet's id such as `subnet-0123456789abcdef0`"),
    ("AWS::EC2::VPC.Id", "vpc-", "a VPC's id such as `vpc-0123456789abcdef0`"),
    ("AWS::EC2::Volume.Id", "vol-", "a volume's id such as `vol-0123456789abcdef0`"),
];

/// What a text should be and is not, for formats that are ids of EC2.
pub(super) fn contradicts(text: &str, format: &str) -> Option<&'static str> {
    let format = format.strip_suffix('s').unwrap_or(format);
    let (_, prefix, expected) = PREFIXES.iter().find(|(known, _, _)| *known == format)?;
    let id = text.strip_prefix(prefix).filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    id.is_none().then_some(*expected)
}
