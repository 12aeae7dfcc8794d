//! Ids of EC2 are told apart by what they begin with, ARNs by their service and resource, and names by their characters.
//!
//! Sources: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>,
//! <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id>,
//! <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>,
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html>.

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

/// Services of ARNs, and what their resources begin with.
type Places = &'static [(&'static str, &'static str)];

/// By format, the services of the ARNs and what their resources begin with, and what they are.
const ARNS: &[(&str, Places, &str)] = &[
    (
        "AWS::ACM::Certificate.Arn",
        &[("acm", "certificate/"), ("iam", "server-certificate/")],
        "a certificate's ARN such as `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012`",
    ),
    ("AWS::IAM::Role.Arn", &[("iam", "role/")], "a role's ARN such as `arn:aws:iam::111122223333:role/work`"),
    (
        "AWS::KMS::Key.Arn",
        &[("kms", "key/"), ("kms", "alias/")],
        "a key's ARN such as `arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012`",
    ),
    (
        "AWS::Lambda::Function.Arn",
        &[("lambda", "function:")],
        "a function's ARN such as `arn:aws:lambda:us-east-1:111122223333:function:work`",
    ),
    ("AWS::SNS::Topic.Arn", &[("sns", "")], "a topic's ARN such as `arn:aws:sns:us-east-1:111122223333:news`"),
    ("AWS::SQS::Queue.Arn", &[("sqs", "")], "a queue's ARN such as `arn:aws:sqs:us-east-1:111122223333:work`"),
];

/// What a string should be but is not, for formats that can be told from it; `None` where it may be right.
pub(super) fn contradicts(text: &str, format: &str) -> Option<&'static str> {
    let format = if format.ends_with(".Ids") || format.ends_with(".Names") {
        format.strip_suffix('s').unwrap_or(format)
    } else {
        format
    };
    if let Some((_, prefix, expected)) = PREFIXES.iter().find(|(known, _, _)| *known == format) {
        // EC2 looks such an image up itself.
        let is_parameter = *prefix == "ami-" && text.starts_with("resolve:ssm:");
        return (!is_parameter && !is_ec2_id(text, prefix)).then_some(*expected);
    }
    if let Some((_, places, expected)) = ARNS.iter().find(|(known, _, _)| *known == format) {
        return (!is_arn(text, places)).then_some(*expected);
    }
    let (fits, expected): (bool, &'static str) = match format {
        "AWS::EC2::SecurityGroup.Name" => (
            within(text, 255, b" ._-:/()#,@[]+=&;{}!$*"),
            "a security group's name: up to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`",
        ),
        "AWS::KMS::Alias.AliasName" => (
            text.strip_prefix("alias/").is_some_and(|name| within(name, 256, b":/_-")),
            "a key's alias such as `alias/photos`",
        ),
        "AWS::KMS::Key.Id" => {
            (is_key_id(text), "a key's id such as `12345678-1234-1234-1234-123456789012`, or `alias/` and its alias")
        }
        "AWS::Logs::LogGroup.Name" => {
            (within(text, 512, b"._-/#"), "a log group's name: up to 512 letters, digits and `._-/#`")
        }
        "AWS::S3::Bucket.Name" => (
            is_bucket_name(text),
            "a bucket's name: 3 to 63 lower-case letters, digits, `.` and `-`, which begins and ends with a letter or digit",
        ),
        _ => return None,
    };
    (!fits).then_some(expected)
}

/// An ID of EC2: what it begins with, and 8 or 17 hexadecimal digits. Examples write the ID of an image with other letters.
fn is_ec2_id(text: &str, prefix: &str) -> bool {
    let is_digit = |b: u8| b.is_ascii_hexdigit() || (prefix == "ami-" && b.is_ascii_lowercase());
    text.strip_prefix(prefix).is_some_and(|id| matches!(id.len(), 8 | 17) && id.bytes().all(is_digit))
}

/// Letters, digits and the characters of `others`.
fn within(text: &str, most: usize, others: &[u8]) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || others.contains(&b))
}

fn is_arn(text: &str, places: Places) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, _, account, resource] = parts[..] else { return false };
    partition.starts_with("aws")
        && account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && places
            .iter()
            .any(|(of, prefix)| service == *of && resource.strip_prefix(prefix).is_some_and(|name| !name.is_empty()))
}

fn is_key_id(text: &str) -> bool {
    let hex = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit());
    if let Some(id) = text.strip_prefix("mrk-") {
        return hex(id, 32);
    }
    if let Some(alias) = text.strip_prefix("alias/") {
        return within(alias, 256, b"/_-");
    }
    // The aliases of AWS's own keys are known without what is before them: `aws/sns`.
    if let Some(service) = text.strip_prefix("aws/") {
        return within(service, 256, b"/_-");
    }
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == 5 && parts.iter().zip([8, 4, 4, 4, 12]).all(|(part, length)| hex(part, length))
}

fn is_bucket_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    (3..=63).contains(&text.len())
        && text.bytes().all(|b| plain(b) || b == b'.' || b == b'-')
        && text.bytes().next().is_some_and(plain)
        && text.bytes().last().is_some_and(plain)
        && !["..", ".-", "-."].iter().any(|pair| text.contains(pair))
}
