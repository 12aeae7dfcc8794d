//! The facts: which names, patterns and single properties mean which resource's identifier.

/// The identifiers that a property takes: resource types and an attribute of each, or the property that `Ref` returns.
pub(super) type Identifiers = &'static [(&'static str, &'static str)];

/// All properties whose names end so take an identifier, but for some.
pub(super) struct NameConvention {
    /// How the names end: `RoleArn`.
    pub(super) endings: &'static [&'static str],
    /// What the properties take.
    pub(super) takes: Identifiers,
    /// Where such a name means something else: services (`AWS::DMS`), types (`AWS::ECS::Service.LoadBalancer`) or properties
    /// (`AWS::RDS::DBInstance/DBSecurityGroups`).
    pub(super) but: &'static [&'static str],
    /// AWS's page on the identifier.
    #[cfg_attr(not(test), expect(dead_code, reason = "for who reads the facts, and for the test that judges them"))]
    pub(super) source: &'static str,
}

/// All properties whose pattern wants an ARN with these parts take an identifier.
pub(super) struct PatternFact {
    /// Parts of the pattern.
    pub(super) parts: &'static [&'static str],
    /// Parts that a pattern of something else has.
    pub(super) without: &'static [&'static str],
    /// What the properties take.
    pub(super) takes: Identifiers,
}

/// One property.
pub(super) struct PropertyFact {
    /// Its type or resource type, and its name: `AWS::S3::Bucket.TopicConfiguration/Topic`.
    pub(super) at: &'static str,
    /// The type.
    pub(super) takes: Identifiers,
    /// The source in AWS's documentation.
    pub(super) source: &'static str,
}

pub(super) const ROLE: Identifiers = &[("AWS::IAM::Role", "Arn")];
const ROLE_OR_NAME: Identifiers = &[("AWS::IAM::Role", "Arn"), ("AWS::IAM::Role", "RoleName")];
const ROLE_NAME: Identifiers = &[("AWS::IAM::Role", "RoleName")];
const CERTIFICATE: Identifiers = &[("AWS::CertificateManager::Certificate", "CertificateArn")];
const SERVER_CERTIFICATE: Identifiers =
    &[("AWS::CertificateManager::Certificate", "CertificateArn"), ("AWS::IAM::ServerCertificate", "Arn")];
pub(super) const TOPIC: Identifiers = &[("AWS::SNS::Topic", "TopicArn")];
pub(super) const QUEUE: Identifiers = &[("AWS::SQS::Queue", "Arn")];
const QUEUE_URL: Identifiers = &[("AWS::SQS::Queue", "QueueUrl")];
pub(super) const FUNCTION: Identifiers = &[("AWS::Lambda::Function", "Arn")];
pub(super) const FUNCTION_OR_NAME: Identifiers =
    &[("AWS::Lambda::Function", "Arn"), ("AWS::Lambda::Function", "FunctionName")];
const SECRET: Identifiers = &[("AWS::SecretsManager::Secret", "Id")];
const SUBNET: Identifiers = &[("AWS::EC2::Subnet", "SubnetId")];
const SECURITY_GROUP: Identifiers = &[("AWS::EC2::SecurityGroup", "GroupId")];
const VPC: Identifiers = &[("AWS::EC2::VPC", "VpcId")];
const HOSTED_ZONE: Identifiers = &[("AWS::Route53::HostedZone", "Id")];
const CLUSTER: Identifiers = &[("AWS::ECS::Cluster", "Arn"), ("AWS::ECS::Cluster", "ClusterName")];
const LOG_GROUP: Identifiers = &[("AWS::Logs::LogGroup", "Arn")];
pub(super) const LOG_GROUP_NAME: Identifiers = &[("AWS::Logs::LogGroup", "LogGroupName")];
const KEY_ARN: Identifiers = &[("AWS::KMS::Key", "Arn")];
pub(super) const KEY: Identifiers =
    &[("AWS::KMS::Alias", "AliasName"), ("AWS::KMS::Key", "Arn"), ("AWS::KMS::Key", "KeyId")];
const BUCKET: Identifiers = &[("AWS::S3::Bucket", "Arn")];
pub(super) const BUCKET_NAME: Identifiers = &[("AWS::S3::Bucket", "BucketName")];
const TARGET_GROUP: Identifiers = &[("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupArn")];
const LOAD_BALANCER: Identifiers = &[("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn")];
const USER_POOL: Identifiers = &[("AWS::Cognito::UserPool", "Arn")];
pub(super) const USER_POOL_ID: Identifiers = &[("AWS::Cognito::UserPool", "UserPoolId")];
const STATE_MACHINE: Identifiers = &[("AWS::StepFunctions::StateMachine", "Arn")];

const LOG_DESTINATION: Identifiers = &[
    ("AWS::Kinesis::Stream", "Arn"),
    ("AWS::KinesisFirehose::DeliveryStream", "Arn"),
    ("AWS::Lambda::Function", "Arn"),
    ("AWS::Logs::Destination", "Arn"),
];

const PAGES: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/";

pub(super) const CONVENTIONS: &[NameConvention] = &[
    NameConvention {
        endings: &["RoleArn", "RoleArns"],
        takes: ROLE,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html",
    },
    NameConvention {
        endings: &["CertificateArn"],
        takes: CERTIFICATE,
        // DMS and IoT have certificates of their own; MSK's is a secret; a listener takes a server certificate of IAM too.
        but: &["AWS::DMS", "AWS::IoT", "AWS::MSK", "AWS::ElasticLoadBalancingV2", "AWS::EMRContainers"],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html",
    },
    NameConvention {
        endings: &["TopicArn", "TopicARN", "TopicArns"],
        takes: TOPIC,
        // Topics of MQTT, of Kafka and of QuickSight.
        but: &["AWS::IoTFleetWise", "AWS::MSK", "AWS::QuickSight"],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html",
    },
    NameConvention {
        endings: &["QueueArn"],
        takes: QUEUE,
        // Queues of people.
        but: &["AWS::Connect", "AWS::ConnectCampaigns"],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html",
    },
    NameConvention {
        endings: &["QueueUrl"],
        takes: QUEUE_URL,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html",
    },
    NameConvention {
        endings: &["LambdaArn", "LambdaARN", "FunctionArn", "FunctionArns", "LambdaFunctionARN", "HandlerArn"],
        takes: FUNCTION,
        // A function URL's function may be given by its name.
        but: &["AWS::Lambda::Url", "AWS::AppSync::FunctionConfiguration"],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html",
    },
    NameConvention {
        endings: &["SecretArn", "SecretArns", "SecretARN", "SecretId"],
        takes: SECRET,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html",
    },
    NameConvention {
        endings: &["SubnetId", "SubnetIds", "ClientSubnets", "VpcSubnets"],
        takes: SUBNET,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html",
    },
    NameConvention {
        endings: &[
            "SecurityGroupId",
            "SecurityGroupIds",
            "VpcSecurityGroups",
            "VPCSecurityGroups",
            "SourceSecurityGroups",
            "ChannelSecurityGroups",
            "MasterSecurityGroup",
            "SlaveSecurityGroup",
            "MasterSecurityGroups",
            "SlaveSecurityGroups",
            "ServiceAccessSecurityGroup",
        ],
        takes: SECURITY_GROUP,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html",
    },
    NameConvention {
        endings: &["VpcId", "VpcIds", "VPCId", "VpcID"],
        takes: VPC,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html",
    },
    NameConvention {
        endings: &["HostedZoneId"],
        takes: HOSTED_ZONE,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-hostedzone.html",
    },
    NameConvention {
        endings: &["LogGroupArn", "LogGroupArnList"],
        takes: LOG_GROUP,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html",
    },
    NameConvention {
        endings: &["LogGroupName", "LogGroupNames"],
        takes: LOG_GROUP_NAME,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html",
    },
    NameConvention {
        endings: &["KmsKeyArn", "KMSKeyArn", "KMSKeyARN", "EncryptionKeyArn"],
        takes: KEY_ARN,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html",
    },
    NameConvention {
        endings: &["KmsKeyId", "KmsKeyID", "KMSKeyId", "KMSKeyID", "KmsKey", "KMSKey", "KmsKeyIdentifier"],
        takes: KEY,
        but: &[],
        source: "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id",
    },
    NameConvention {
        endings: &["BucketArn", "BucketARN"],
        takes: BUCKET,
        // Buckets of other kinds, and their own properties.
        but: &["AWS::S3Tables", "AWS::S3Vectors", "TableBucket", "VectorBucket"],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html",
    },
    NameConvention {
        endings: &["S3Bucket", "BucketName"],
        takes: BUCKET_NAME,
        but: &[
            "AWS::S3::Bucket",
            "AWS::S3Express",
            "AWS::S3Outposts",
            "AWS::S3Tables",
            "AWS::S3Vectors",
            "AWS::Lightsail",
            "TableBucket",
            "VectorBucket",
        ],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html",
    },
    NameConvention {
        endings: &["TargetGroupArn", "TargetGroupArns", "TargetGroupARNs"],
        takes: TARGET_GROUP,
        // Target groups of VPC Lattice.
        but: &["AWS::ECS::Service.VpcLatticeConfiguration", "AWS::ECS::Service.VpcLatticeAdvancedConfiguration"],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html",
    },
    NameConvention {
        endings: &["LoadBalancerArn", "LoadBalancerArns"],
        takes: LOAD_BALANCER,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html",
    },
    NameConvention {
        endings: &["UserPoolArn"],
        takes: USER_POOL,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html",
    },
    NameConvention {
        endings: &["UserPoolId"],
        takes: USER_POOL_ID,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html",
    },
    NameConvention {
        endings: &["StateMachineArn"],
        takes: STATE_MACHINE,
        but: &[],
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html",
    },
];

/// The schemas' own words: a pattern that only an ARN of one kind matches.
pub(super) const PATTERNS: &[PatternFact] = &[
    PatternFact { parts: &[":iam:", "role"], without: &["user", "instance-profile", "policy", "root"], takes: ROLE },
    PatternFact {
        parts: &[":lambda:", "function"],
        without: &["layer", "event-source-mapping", "states"],
        takes: FUNCTION,
    },
    PatternFact { parts: &[":secretsmanager:", "secret"], without: &[":ssm:", ":kms:"], takes: SECRET },
];

pub(super) const fn single(at: &'static str, takes: Identifiers, source: &'static str) -> PropertyFact {
    PropertyFact { at, takes, source }
}

const LAMBDA: &str = "https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html";
const ECS: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html";
const COGNITO: &str =
    "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html";
const S3: &str = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_Types.html";

/// Properties whose names do not identify the resource type, or name another one.
pub(super) const SINGLES: &[PropertyFact] = &[
    single("AWS::KMS::Alias/TargetKeyId", KEY, PAGES),
    single("AWS::S3::BucketPolicy/Bucket", BUCKET_NAME, PAGES),
    single("AWS::S3::AccessPoint/Bucket", BUCKET_NAME, PAGES),
    single("AWS::S3::Bucket.ReplicationConfiguration/Role", ROLE, S3),
    single("AWS::S3::Bucket.ReplicationDestination/Bucket", BUCKET, S3),
    single("AWS::S3::Bucket.EncryptionConfiguration/ReplicaKmsKeyID", KEY, S3),
    single("AWS::S3::Bucket.LoggingConfiguration/DestinationBucketName", BUCKET_NAME, S3),
    single("AWS::S3::Bucket.TopicConfiguration/Topic", TOPIC, S3),
    single("AWS::S3::Bucket.QueueConfiguration/Queue", QUEUE, S3),
    single("AWS::S3::Bucket.LambdaConfiguration/Function", FUNCTION, S3),
    single("AWS::Logs::SubscriptionFilter/DestinationArn", LOG_DESTINATION, PAGES),
    single("AWS::Lambda::Alias/FunctionName", FUNCTION_OR_NAME, LAMBDA),
    single("AWS::Lambda::Version/FunctionName", FUNCTION_OR_NAME, LAMBDA),
    single("AWS::Lambda::EventInvokeConfig/FunctionName", FUNCTION_OR_NAME, LAMBDA),
    single("AWS::Lambda::EventSourceMapping/FunctionName", FUNCTION_OR_NAME, LAMBDA),
    single("AWS::Lambda::Permission/FunctionName", FUNCTION_OR_NAME, LAMBDA),
    single("AWS::Lambda::Url/TargetFunctionArn", FUNCTION_OR_NAME, LAMBDA),
    single("AWS::CloudFormation::LambdaHook/LambdaFunction", FUNCTION_OR_NAME, PAGES),
    single("AWS::Lambda::Function.LoggingConfig/LogGroup", LOG_GROUP_NAME, LAMBDA),
    single("AWS::ECS::Service/Cluster", CLUSTER, ECS),
    single("AWS::ECS::TaskSet/Cluster", CLUSTER, ECS),
    single("AWS::ECS::PrimaryTaskSet/Cluster", CLUSTER, ECS),
    single("AWS::ECS::ClusterCapacityProviderAssociations/Cluster", CLUSTER, ECS),
    single("AWS::ECS::Service/Role", ROLE_OR_NAME, ECS),
    single("AWS::ElasticLoadBalancingV2::ListenerCertificate.Certificate/CertificateArn", SERVER_CERTIFICATE, PAGES),
    single("AWS::ElasticLoadBalancing::LoadBalancer.Listeners/SSLCertificateId", SERVER_CERTIFICATE, PAGES),
    single("AWS::SNS::TopicPolicy/Topics", TOPIC, PAGES),
    single("AWS::SQS::QueuePolicy/Queues", QUEUE_URL, PAGES),
    single("AWS::SQS::QueueInlinePolicy/Queue", QUEUE_URL, PAGES),
    single("AWS::IAM::RolePolicy/RoleName", ROLE_NAME, PAGES),
    single("AWS::IAM::Policy/Roles", ROLE_NAME, PAGES),
    single("AWS::IAM::ManagedPolicy/Roles", ROLE_NAME, PAGES),
    single("AWS::IAM::InstanceProfile/Roles", ROLE_NAME, PAGES),
    single("AWS::CodeBuild::Project/ServiceRole", ROLE_OR_NAME, PAGES),
    single("AWS::CodeBuild::Project.ProjectBuildBatchConfig/ServiceRole", ROLE_OR_NAME, PAGES),
    single("AWS::CodeBuild::Project/EncryptionKey", KEY, PAGES),
    single("AWS::EKS::Nodegroup/NodeRole", ROLE, PAGES),
    single("AWS::GuardDuty::MalwareProtectionPlan/Role", ROLE, PAGES),
    single("AWS::RedshiftServerless::Namespace/IamRoles", ROLE, PAGES),
    single("AWS::Bedrock::Agent.ActionGroupExecutor/Lambda", FUNCTION, PAGES),
    single("AWS::EMR::Studio/ServiceRole", ROLE, PAGES),
    single("AWS::EMR::Studio/UserRole", ROLE, PAGES),
    single("AWS::KinesisAnalyticsV2::Application/ServiceExecutionRole", ROLE, PAGES),
    single("AWS::QBusiness::WebExperience.OpenIDConnectProviderConfiguration/SecretsRole", ROLE, PAGES),
    single("AWS::SMSVOICE::PhoneNumber.TwoWay/ChannelRole", ROLE, PAGES),
    single("AWS::SMSVOICE::Pool.TwoWay/ChannelRole", ROLE, PAGES),
    single("AWS::SMSVOICE::RcsAgent/TwoWayChannelRole", ROLE, PAGES),
    single("AWS::SMSVOICE::RcsAgent/TwoWayMediaS3Role", ROLE, PAGES),
    single("AWS::Transfer::Server.IdentityProviderDetails/Function", FUNCTION, PAGES),
    single("AWS::Transfer::Server.IdentityProviderDetails/InvocationRole", ROLE, PAGES),
    single("AWS::Transfer::Server.WorkflowDetail/ExecutionRole", ROLE, PAGES),
    single("AWS::Transfer::User/Role", ROLE, PAGES),
    single("AWS::SageMaker::EndpointConfig.AsyncInferenceNotificationConfig/ErrorTopic", TOPIC, PAGES),
    single("AWS::SageMaker::EndpointConfig.AsyncInferenceNotificationConfig/SuccessTopic", TOPIC, PAGES),
    single("AWS::Proton::EnvironmentTemplate/EncryptionKey", KEY_ARN, PAGES),
    single("AWS::Proton::ServiceTemplate/EncryptionKey", KEY_ARN, PAGES),
    single("AWS::WorkSpacesWeb::BrowserSettings/CustomerManagedKey", KEY_ARN, PAGES),
    single("AWS::WorkSpacesWeb::DataProtectionSettings/CustomerManagedKey", KEY_ARN, PAGES),
    single("AWS::WorkSpacesWeb::IpAccessSettings/CustomerManagedKey", KEY_ARN, PAGES),
    single("AWS::WorkSpacesWeb::Portal/CustomerManagedKey", KEY_ARN, PAGES),
    single("AWS::WorkSpacesWeb::SessionLogger/CustomerManagedKey", KEY_ARN, PAGES),
    single("AWS::WorkSpacesWeb::UserSettings/CustomerManagedKey", KEY_ARN, PAGES),
    single("AWS::Pipes::Pipe.AwsVpcConfiguration/Subnets", SUBNET, PAGES),
    single("AWS::Pipes::Pipe.AwsVpcConfiguration/SecurityGroups", SECURITY_GROUP, PAGES),
    single("AWS::MSK::Cluster.CloudWatchLogs/LogGroup", LOG_GROUP_NAME, PAGES),
    single("AWS::Athena::WorkGroup.CloudWatchLoggingConfiguration/LogGroup", LOG_GROUP_NAME, PAGES),
    single("AWS::Cognito::UserPool.LambdaConfig/CreateAuthChallenge", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/CustomMessage", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/DefineAuthChallenge", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/PostAuthentication", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/PostConfirmation", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/PreAuthentication", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/PreSignUp", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/PreTokenGeneration", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/UserMigration", FUNCTION, COGNITO),
    single("AWS::Cognito::UserPool.LambdaConfig/VerifyAuthChallengeResponse", FUNCTION, COGNITO),
];

/// Properties named `<resource type>Id` that take something else than that resource of their service.
pub(super) const NOT_OF_THE_SERVICE: &[&str] =
    &["ResourceId", "ResourceArn", "ResourceARN", "TargetId", "TargetArn", "SourceArn"];
