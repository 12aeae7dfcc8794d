//! Kinds of strings: the ARN of an IAM role is not the name of an S3 bucket, although both are strings.
//!
//! The provider schemas state for some properties which identifier of which resource type they take (`format`). Such a
//! property has the type of that kind, and so has the reference that a handle returns. Strings of unknown kind
//! (literals, parameters, `Fn::Sub`) are accepted for every kind, and every kind is accepted for a property of type
//! `String`.

use std::marker::PhantomData;

use super::{IntoValue, Value};

/// A kind of string. Implemented by the types of this module only.
pub trait StringKind {}

/// The result of `Ref` for the resource type `R`, if no property requires that kind of string.
#[derive(Debug)]
pub struct Identifier<R>(PhantomData<fn() -> R>);

impl<R> StringKind for Identifier<R> {}

macro_rules! string_kinds {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl StringKind for $name {}
    )*};
}

/// A union accepts each of its members.
macro_rules! accepts {
    ($($union:ident: $($member:ident),+;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl IntoValue<$union> for Value<$member> {
            fn into_value(self) -> Value<$union> {
                Value::from_node(self.into_node())
            }
        }
    )+)*};
}

string_kinds! {
    /// An Amazon Resource Name (ARN) of any resource.
    Arn,
    /// The ARN of a KMS key (`AWS::KMS::Key.Arn`).
    KmsKeyArn,
    /// The ID of a KMS key (`AWS::KMS::Key.Id`).
    KmsKeyId,
    /// The name of a KMS alias (`AWS::KMS::Alias.AliasName`).
    KmsAliasName,
    /// A KMS key by its ARN, its ID or an alias.
    KmsKey,
    /// The ARN of an IAM role (`AWS::IAM::Role.Arn`).
    IamRoleArn,
    /// The name of an IAM role.
    IamRoleName,
    /// The name of an S3 bucket (`AWS::S3::Bucket.Name`).
    S3BucketName,
    /// The ARN of an S3 bucket.
    S3BucketArn,
    /// The ID of a VPC (`AWS::EC2::VPC.Id`).
    VpcId,
    /// The ID of a subnet (`AWS::EC2::Subnet.Id`).
    SubnetId,
    /// The ID of a security group (`AWS::EC2::SecurityGroup.Id`).
    SecurityGroupId,
    /// The name of a security group (`AWS::EC2::SecurityGroup.Name`).
    SecurityGroupName,
    /// A security group by its ID or its name.
    SecurityGroup,
    /// The ID of an Amazon Machine Image (`AWS::EC2::Image.Id`).
    ImageId,
    /// The ARN of an SNS topic (`AWS::SNS::Topic.Arn`).
    SnsTopicArn,
    /// The ARN of an SQS queue (`AWS::SQS::Queue.Arn`).
    SqsQueueArn,
    /// The URL of an SQS queue.
    SqsQueueUrl,
    /// The ARN of a Lambda function, or of a version or alias of one (`AWS::Lambda::Function.Arn`).
    LambdaFunctionArn,
    /// The name of a log group (`AWS::Logs::LogGroup.Name`).
    LogGroupName,
    /// The ARN of a certificate (`AWS::ACM::Certificate.Arn`).
    CertificateArn,
    /// The ID of a hosted zone (`AWS::Route53::HostedZone.Id`).
    HostedZoneId,
    /// The ID of the hosted zone of the target of an alias record (`AWS::Route53::AliasTarget.HostedZoneId`).
    AliasHostedZoneId,
}

accepts! {
    KmsKey: KmsKeyArn, KmsKeyId, KmsAliasName;
    SecurityGroup: SecurityGroupId, SecurityGroupName;
    AliasHostedZoneId: HostedZoneId;
    Arn: KmsKeyArn, IamRoleArn, S3BucketArn, SnsTopicArn, SqsQueueArn, LambdaFunctionArn, CertificateArn;
}
