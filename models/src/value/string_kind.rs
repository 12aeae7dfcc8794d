//! Kinds of strings: the ARN of an IAM role is not the name of an S3 bucket, although both are strings.
//!
//! The provider schemas state for some properties which identifier of which resource type they take (`format`). Such a
//! property has the type of that kind, and so has the reference that a handle returns. Strings of unknown kind
//! (literals, parameters, `Fn::Sub`) are accepted for every kind, and every kind is accepted for a property of type
//! `String`.

use std::marker::PhantomData;

use super::{IntoValue, JsonType, List, Value, ValueType};

/// A kind of string. Implemented by the types of this module only.
pub trait StringKind: sealed::Sealed {}

mod sealed {
    /// Not reachable from outside, so that nobody else implements what has it.
    pub trait Sealed {}
}

/// The result of `Ref` for the resource type `R`, if no property requires that kind of string.
#[derive(Debug)]
pub struct Identifier<R>(PhantomData<fn() -> R>);

impl<R> sealed::Sealed for Identifier<R> {}
impl<R> StringKind for Identifier<R> {}

/// The ARN of the resource type `R`.
#[derive(Debug)]
pub struct ArnOf<R>(PhantomData<fn() -> R>);

impl<R> sealed::Sealed for ArnOf<R> {}
impl<R> StringKind for ArnOf<R> {}

impl<R> ValueType for ArnOf<R> {
    const JSON_TYPE: JsonType = JsonType::String;
}

#[diagnostic::do_not_recommend]
impl<R> IntoValue<Arn> for Value<ArnOf<R>> {
    fn into_value(self) -> Value<Arn> {
        Value::from_node(self.into_node())
    }
}

#[diagnostic::do_not_recommend]
impl<R> IntoValue<List<Arn>> for Value<List<ArnOf<R>>> {
    fn into_value(self) -> Value<List<Arn>> {
        Value::from_node(self.into_node())
    }
}

impl<R> ValueType for Identifier<R> {
    const JSON_TYPE: JsonType = JsonType::String;
}

macro_rules! string_kinds {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl sealed::Sealed for $name {}
        impl StringKind for $name {}

        impl ValueType for $name {
            const JSON_TYPE: JsonType = JsonType::String;
        }
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

        #[diagnostic::do_not_recommend]
        impl IntoValue<List<$union>> for Value<List<$member>> {
            fn into_value(self) -> Value<List<$union>> {
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
    /// An IAM role by its ARN or its name.
    IamRole,
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
    /// The name of a Lambda function.
    LambdaFunctionName,
    /// A Lambda function by its ARN or its name.
    LambdaFunction,
    /// The ARN of a log group.
    LogGroupArn,
    /// The name of a log group (`AWS::Logs::LogGroup.Name`).
    LogGroupName,
    /// The ARN of a certificate (`AWS::ACM::Certificate.Arn`).
    CertificateArn,
    /// The ARN of a server certificate that IAM keeps.
    IamServerCertificateArn,
    /// A certificate that a listener presents, of ACM or of IAM.
    ServerCertificateArn,
    /// The ARN of a secret of Secrets Manager.
    SecretArn,
    /// The ARN of an ECS cluster.
    EcsClusterArn,
    /// The name of an ECS cluster.
    EcsClusterName,
    /// An ECS cluster by its ARN or its name.
    EcsCluster,
    /// The ARN of a target group.
    TargetGroupArn,
    /// The ARN of a load balancer.
    LoadBalancerArn,
    /// The ARN of a Cognito user pool.
    UserPoolArn,
    /// The id of a Cognito user pool.
    UserPoolId,
    /// The ARN of a state machine.
    StateMachineArn,
    /// The ID of a hosted zone (`AWS::Route53::HostedZone.Id`).
    HostedZoneId,
    /// The ID of the hosted zone of the target of an alias record (`AWS::Route53::AliasTarget.HostedZoneId`).
    AliasHostedZoneId,
}

accepts! {
    KmsKey: KmsKeyArn, KmsKeyId, KmsAliasName;
    SecurityGroup: SecurityGroupId, SecurityGroupName;
    AliasHostedZoneId: HostedZoneId;
    IamRole: IamRoleArn, IamRoleName;
    LambdaFunction: LambdaFunctionArn, LambdaFunctionName;
    ServerCertificateArn: CertificateArn, IamServerCertificateArn;
    EcsCluster: EcsClusterArn, EcsClusterName;
    Arn: KmsKeyArn, IamRoleArn, S3BucketArn, SnsTopicArn, SqsQueueArn, LambdaFunctionArn, LogGroupArn, CertificateArn,
        IamServerCertificateArn, SecretArn, EcsClusterArn, TargetGroupArn, LoadBalancerArn, UserPoolArn, StateMachineArn;
}
