//! Behaviour of AWS that its documents lack, each with the reason and AWS's page. A test checks that every entry refers
//! to a documented type and property.

/// A property that cannot be changed: the update fails, although no document says that it is immutable.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FailingUpdate {
    pub(crate) kind: &'static str,
    pub(crate) property: &'static str,
    pub(crate) reason: &'static str,
    #[allow(dead_code, reason = "documentation of the entry, checked by the tests")]
    pub(crate) link: &'static str,
}

const KMS_KEY: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html";
const KMS_REASON: &str = "the update fails, so that nobody deletes a key by changing a property";

const fn of_key(property: &'static str) -> FailingUpdate {
    FailingUpdate { kind: "AWS::KMS::Key", property, reason: KMS_REASON, link: KMS_KEY }
}

/// The properties whose update fails.
pub(crate) const FAILING_UPDATES: &[FailingUpdate] =
    &[of_key("KeySpec"), of_key("KeyUsage"), of_key("MultiRegion"), of_key("Origin")];

/// Why a change of the property makes the update fail.
pub(crate) fn fails_to_update(kind: &str, property: &str) -> Option<&'static str> {
    let found = FAILING_UPDATES.iter().find(|entry| entry.kind == kind && entry.property == property);
    found.map(|entry| entry.reason)
}

pub(crate) use cfn_spec::reference::REF_VALUES;

/// The format of a value that AWS generates, with placeholders: `{partition}`, `{region}`, `{account}`, `{suffix}`,
/// `{name}`, `{hex17}`, …; `{FunctionName}` is the property of that name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueFormat {
    pub(crate) kind: &'static str,
    pub(crate) attribute: &'static str,
    pub(crate) format: &'static str,
    /// AWS's page that shows it.
    #[allow(dead_code, reason = "documentation of the entry, checked by the tests")]
    pub(crate) link: &'static str,
}

const fn format(kind: &'static str, attribute: &'static str, format: &'static str, link: &'static str) -> ValueFormat {
    ValueFormat { kind, attribute, format, link }
}

const EC2_IDS: &str = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html";
const LAMBDA_ALIAS: &str = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html";
const LAYER_VERSION: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversion.html";
const LOG_GROUP: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html";
const RULE: &str = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html";
const SQS: &str =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html";

/// The known formats.
pub(crate) const FORMATS: &[ValueFormat] = &[
    format("AWS::SQS::Queue", "QueueUrl", "https://sqs.{region}.{suffix}/{account}/{name}", SQS),
    // The published resource is named after the event bus.
    format("AWS::Events::Rule", "Arn", "arn:{partition}:events:{region}:{account}:rule/{name}", RULE),
    // The attribute includes the log group's streams.
    format("AWS::Logs::LogGroup", "Arn", "arn:{partition}:logs:{region}:{account}:log-group:{name}:*", LOG_GROUP),
    // The attribute includes the version.
    // Functions have aliases of the same name.
    format(
        "AWS::Lambda::Alias",
        "AliasArn",
        "arn:{partition}:lambda:{region}:{account}:function:{FunctionName}:{name}",
        LAMBDA_ALIAS,
    ),
    format(
        "AWS::Lambda::LayerVersion",
        "LayerVersionArn",
        "arn:{partition}:lambda:{region}:{account}:layer:{name}:1",
        LAYER_VERSION,
    ),
    format("AWS::EC2::Instance", "InstanceId", "i-{hex17}", EC2_IDS),
    format("AWS::EC2::InternetGateway", "InternetGatewayId", "igw-{hex17}", EC2_IDS),
    format("AWS::EC2::LaunchTemplate", "LaunchTemplateId", "lt-{hex17}", EC2_IDS),
    format("AWS::EC2::NatGateway", "NatGatewayId", "nat-{hex17}", EC2_IDS),
    format("AWS::EC2::NetworkAcl", "Id", "acl-{hex17}", EC2_IDS),
    format("AWS::EC2::NetworkInterface", "Id", "eni-{hex17}", EC2_IDS),
    format("AWS::EC2::RouteTable", "RouteTableId", "rtb-{hex17}", EC2_IDS),
    format("AWS::EC2::SecurityGroup", "GroupId", "sg-{hex17}", EC2_IDS),
    format("AWS::EC2::SecurityGroup", "Id", "sg-{hex17}", EC2_IDS),
    format("AWS::EC2::Subnet", "SubnetId", "subnet-{hex17}", EC2_IDS),
    format("AWS::EC2::VPC", "VpcId", "vpc-{hex17}", EC2_IDS),
    format("AWS::EC2::Volume", "VolumeId", "vol-{hex17}", EC2_IDS),
];
