//! Kinds of strings: the properties that take them, and the references that return them.
//!
//! The provider schemas say with `format` which resource's identifier a property wants (`AWS::KMS::Key.Arn`); alternatives are
//! several formats. A few say it with `relationshipRef` instead, and `cfn_spec` adds such relationships where names and patterns say
//! it. The markers are types of `models::string_kind`. What has no kind here and belongs to the same service has the kind of its resource
//! type: `Identifier<RestApi>`.

use cfn_spec::constraint::{Constraints, Relationship};

/// A kind of string, such as the ARN of a role.
struct StringKind {
    /// The name of the type in `models::string_kind`.
    marker: &'static str,
    /// The formats of the properties that take it, sorted; empty if only the overlay has such properties.
    formats: &'static [&'static str],
    /// The references that return it: resource type, and `Ref` or an attribute.
    returned_by: &'static [(&'static str, &'static str)],
}

/// The kind of an ARN that no property takes as its own kind.
pub(crate) const ARN: &str = "Arn";

const fn kind(
    marker: &'static str,
    formats: &'static [&'static str],
    returned_by: &'static [(&'static str, &'static str)],
) -> StringKind {
    StringKind { marker, formats, returned_by }
}

/// All kinds. The result of `Ref` is documented on the page of each resource type; most attributes are named after their kind.
const KINDS: &[StringKind] = &[
    kind("KmsKeyArn", &["AWS::KMS::Key.Arn"], &[("AWS::KMS::Key", "Arn"), ("AWS::KMS::ReplicaKey", "Arn")]),
    kind(
        "KmsKeyId",
        &["AWS::KMS::Key.Id"],
        &[
            ("AWS::KMS::Key", "Ref"),
            ("AWS::KMS::Key", "KeyId"),
            ("AWS::KMS::ReplicaKey", "Ref"),
            ("AWS::KMS::ReplicaKey", "KeyId"),
        ],
    ),
    kind("KmsAliasName", &["AWS::KMS::Alias.AliasName"], &[("AWS::KMS::Alias", "Ref")]),
    kind("KmsKey", &["AWS::KMS::Alias.AliasName", "AWS::KMS::Key.Arn", "AWS::KMS::Key.Id"], &[]),
    kind("IamRoleArn", &["AWS::IAM::Role.Arn"], &[("AWS::IAM::Role", "Arn")]),
    kind("IamRoleName", &["AWS::IAM::Role.Name"], &[("AWS::IAM::Role", "Ref")]),
    kind("IamRole", &["AWS::IAM::Role.Arn", "AWS::IAM::Role.Name"], &[]),
    kind(
        "S3BucketName",
        &["AWS::S3::Bucket.Name"],
        &[("AWS::S3::Bucket", "Ref"), ("AWS::S3Express::DirectoryBucket", "Ref")],
    ),
    kind(
        "S3BucketArn",
        &["AWS::S3::Bucket.Arn"],
        &[("AWS::S3::Bucket", "Arn"), ("AWS::S3Express::DirectoryBucket", "Arn")],
    ),
    kind("VpcId", &["AWS::EC2::VPC.Id"], &[("AWS::EC2::VPC", "Ref"), ("AWS::EC2::VPC", "VpcId")]),
    kind("SubnetId", &["AWS::EC2::Subnet.Id"], &[("AWS::EC2::Subnet", "Ref"), ("AWS::EC2::Subnet", "SubnetId")]),
    kind(
        "SecurityGroupId",
        &["AWS::EC2::SecurityGroup.Id"],
        &[
            ("AWS::EC2::SecurityGroup", "Ref"),
            ("AWS::EC2::SecurityGroup", "GroupId"),
            ("AWS::EC2::VPC", "DefaultSecurityGroup"),
        ],
    ),
    kind("SecurityGroupName", &["AWS::EC2::SecurityGroup.Name"], &[]),
    kind("SecurityGroup", &["AWS::EC2::SecurityGroup.Id", "AWS::EC2::SecurityGroup.Name"], &[]),
    kind("ImageId", &["AWS::EC2::Image.Id"], &[("AWS::ImageBuilder::Image", "ImageId")]),
    kind("SnsTopicArn", &["AWS::SNS::Topic.Arn"], &[("AWS::SNS::Topic", "Ref"), ("AWS::SNS::Topic", "TopicArn")]),
    kind("SqsQueueArn", &["AWS::SQS::Queue.Arn"], &[("AWS::SQS::Queue", "Arn")]),
    kind("SqsQueueUrl", &["AWS::SQS::Queue.QueueUrl"], &[("AWS::SQS::Queue", "Ref"), ("AWS::SQS::Queue", "QueueUrl")]),
    kind(
        "LambdaFunctionArn",
        &["AWS::Lambda::Function.Arn"],
        &[
            ("AWS::Lambda::Function", "Arn"),
            ("AWS::Lambda::Alias", "Ref"),
            ("AWS::Lambda::Alias", "AliasArn"),
            ("AWS::Lambda::Version", "Ref"),
            ("AWS::Lambda::Version", "FunctionArn"),
        ],
    ),
    kind("LambdaFunctionName", &["AWS::Lambda::Function.Name"], &[("AWS::Lambda::Function", "Ref")]),
    kind("LambdaFunction", &["AWS::Lambda::Function.Arn", "AWS::Lambda::Function.Name"], &[]),
    kind("LogGroupArn", &["AWS::Logs::LogGroup.Arn"], &[("AWS::Logs::LogGroup", "Arn")]),
    kind("LogGroupName", &["AWS::Logs::LogGroup.Name"], &[("AWS::Logs::LogGroup", "Ref")]),
    kind(
        "CertificateArn",
        &["AWS::ACM::Certificate.Arn"],
        &[("AWS::CertificateManager::Certificate", "Ref"), ("AWS::CertificateManager::Certificate", "CertificateArn")],
    ),
    kind("IamServerCertificateArn", &["AWS::IAM::ServerCertificate.Arn"], &[("AWS::IAM::ServerCertificate", "Arn")]),
    kind("ServerCertificateArn", &["AWS::ACM::Certificate.Arn", "AWS::IAM::ServerCertificate.Arn"], &[]),
    kind(
        "SecretArn",
        &["AWS::SecretsManager::Secret.Id"],
        &[("AWS::SecretsManager::Secret", "Ref"), ("AWS::SecretsManager::Secret", "Id")],
    ),
    kind("EcsClusterArn", &["AWS::ECS::Cluster.Arn"], &[("AWS::ECS::Cluster", "Arn")]),
    kind("EcsClusterName", &["AWS::ECS::Cluster.Name"], &[("AWS::ECS::Cluster", "Ref")]),
    kind("EcsCluster", &["AWS::ECS::Cluster.Arn", "AWS::ECS::Cluster.Name"], &[]),
    kind(
        "TargetGroupArn",
        &["AWS::ElasticLoadBalancingV2::TargetGroup.Arn"],
        &[
            ("AWS::ElasticLoadBalancingV2::TargetGroup", "Ref"),
            ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupArn"),
        ],
    ),
    kind(
        "LoadBalancerArn",
        &["AWS::ElasticLoadBalancingV2::LoadBalancer.Arn"],
        &[
            ("AWS::ElasticLoadBalancingV2::LoadBalancer", "Ref"),
            ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn"),
        ],
    ),
    kind("UserPoolArn", &["AWS::Cognito::UserPool.Arn"], &[("AWS::Cognito::UserPool", "Arn")]),
    kind(
        "UserPoolId",
        &["AWS::Cognito::UserPool.Id"],
        &[("AWS::Cognito::UserPool", "Ref"), ("AWS::Cognito::UserPool", "UserPoolId")],
    ),
    kind(
        "StateMachineArn",
        &["AWS::StepFunctions::StateMachine.Arn"],
        &[("AWS::StepFunctions::StateMachine", "Ref"), ("AWS::StepFunctions::StateMachine", "Arn")],
    ),
    kind(
        "HostedZoneId",
        &["AWS::Route53::HostedZone.Id"],
        &[("AWS::Route53::HostedZone", "Ref"), ("AWS::Route53::HostedZone", "Id")],
    ),
    kind("AliasHostedZoneId", &["AWS::Route53::AliasTarget.HostedZoneId"], &[]),
];

/// The kind of a property with these constraints: what the formats and the relationships say together, exactly or as a part of what a kind
/// accepts; or else, where a relationship contradicts them, what the formats say.
pub(crate) fn wanted(constraints: &Constraints) -> Option<&'static str> {
    let formats = constraints.formats.iter().map(|f| singular(f).to_owned()).filter(|f| f.starts_with("AWS::"));
    let formats: Vec<String> = formats.collect();
    let both: Vec<String> = formats.iter().cloned().chain(constraints.relationships.iter().map(as_format)).collect();
    let exact = |formats: &[String]| {
        let mut formats = formats.to_vec();
        formats.sort_unstable();
        formats.dedup();
        KINDS.iter().find(|kind| !formats.is_empty() && kind.formats == formats)
    };
    let wider = || {
        let accepts_all = |kind: &&StringKind| both.iter().all(|format| kind.formats.contains(&format.as_str()));
        KINDS.iter().filter(accepts_all).min_by_key(|kind| kind.formats.len()).filter(|_| !both.is_empty())
    };
    Some(exact(&both).or_else(wider).or_else(|| exact(&formats))?.marker)
}

/// The marker of a property of which nothing is known but that its name ends like that of an ARN.
pub(crate) fn of_name(property: &str) -> Option<&'static str> {
    ["Arn", "ARN", "Arns", "ARNs"].iter().any(|ending| property.ends_with(ending)).then_some(ARN)
}

/// The kind that `Ref`, or an attribute, of a resource type returns.
pub(crate) fn returned(resource: &str, by: &str) -> Option<&'static str> {
    let kind = KINDS.iter().find(|kind| kind.returned_by.contains(&(resource, by)))?;
    Some(kind.marker)
}

/// Whether a string of the kind `have` is accepted for the kind `want`: a union accepts each of its members.
pub fn accepts(want: &str, have: &str) -> bool {
    let formats = |marker: &str| {
        let kind = KINDS.iter().find(|kind| kind.marker == marker);
        kind.map_or(&[][..], |kind| kind.formats)
    };
    let (wanted, given) = (formats(want), formats(have));
    let is_member = !given.is_empty() && given.iter().all(|format| wanted.contains(format));
    is_member || (want == ARN && have.ends_with(ARN))
}

/// A relationship as a format, which has one name for an identifier:
/// `AWS::EC2::SecurityGroup` and `GroupId` are `AWS::EC2::SecurityGroup.Id`.
fn as_format(to: &Relationship) -> String {
    let attribute = to.attribute.as_str();
    let what = match attribute {
        "AliasName" => attribute,
        _ if attribute.ends_with("Arn") || attribute.ends_with("ARN") => "Arn",
        _ if attribute.ends_with("Id") => "Id",
        _ if attribute.ends_with("Name") => "Name",
        // `DefaultSecurityGroup` of a VPC is the ID of a security group.
        "DefaultSecurityGroup" => return "AWS::EC2::SecurityGroup.Id".to_owned(),
        _ => attribute,
    };
    match to.resource.as_str() {
        // By whatever name, a certificate is identified by its ARN.
        "AWS::CertificateManager::Certificate" => "AWS::ACM::Certificate.Arn".to_owned(),
        resource => format!("{resource}.{what}"),
    }
}

/// `AWS::EC2::Subnet.Id` for `AWS::EC2::Subnet.Ids`, the format of lists.
fn singular(format: &str) -> &str {
    match format.strip_suffix('s') {
        Some(one) if one.ends_with(".Id") || one.ends_with(".Name") => one,
        _ => format,
    }
}

#[cfg(test)]
mod tests {
    use cfn_spec::constraint::{Constraints, Relationship};
    use cfn_spec::name::ResourceName;

    use super::wanted;

    fn constraints(formats: &[&str], relationships: &[(&str, &str)]) -> Constraints {
        let relationship = |(resource, attribute): &(&str, &str)| Relationship {
            resource: ResourceName::new(resource).unwrap(),
            attribute: (*attribute).to_owned(),
        };
        Constraints {
            formats: formats.iter().map(|format| (*format).to_owned()).collect(),
            relationships: relationships.iter().map(relationship).collect(),
            ..Constraints::default()
        }
    }

    #[test]
    fn formats_and_relationships_are_of_one_kind() {
        let key = ("AWS::KMS::Key", "Arn");
        assert_eq!(wanted(&constraints(&["AWS::KMS::Key.Arn"], &[])), Some("KmsKeyArn"));
        // As of `AWS::Redshift::Cluster/MasterPasswordSecretKmsKeyId`: an alias is accepted too, though it is not among them.
        assert_eq!(wanted(&constraints(&[], &[key, ("AWS::KMS::Key", "KeyId")])), Some("KmsKey"));
        // As of `AWS::Redshift::Cluster/VpcSecurityGroupIds`, of which a relationship says that it takes a VPC.
        let group = constraints(&["AWS::EC2::SecurityGroup.Id"], &[("AWS::EC2::VPC", "VpcId")]);
        assert_eq!(wanted(&group), Some("SecurityGroupId"));
        assert_eq!(wanted(&constraints(&[], &[key, ("AWS::EC2::VPC", "VpcId")])), None);
        assert_eq!(wanted(&constraints(&["date-time"], &[])), None);
    }
}
