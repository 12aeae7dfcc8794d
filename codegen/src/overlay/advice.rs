//! What to know first about the properties that most templates set, in our own words: the prose of AWS's schemas is AWS's.

use super::Entry;

const fn entry(at: &'static str, says: &'static str, source: &'static str) -> Entry<&'static str> {
    Entry { at, says, because: "AWS's documents have facts about it, not what follows from them", source }
}

const PAGES: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";
const S3: &str = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html";
const LAMBDA: &str = "https://docs.aws.amazon.com/lambda/latest/dg/welcome.html";
const SQS: &str = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html";
const DYNAMODB: &str = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html";
const ECS: &str = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/Welcome.html";
const RDS: &str = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html";
const KMS: &str = "https://docs.aws.amazon.com/kms/latest/developerguide/overview.html";
const VPC: &str = "https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html";

pub(super) const ENTRIES: &[Entry<&str>] = &[
    entry(
        "AWS::CloudFront::Distribution.DistributionConfig/Aliases",
        "Each needs a certificate that names it, in `us-east-1`.",
        PAGES,
    ),
    entry(
        "AWS::CloudFront::Distribution.DistributionConfig/DefaultRootObject",
        "Served for `/` only, not for other folders.",
        PAGES,
    ),
    entry(
        "AWS::CloudFront::Distribution.ViewerCertificate/AcmCertificateArn",
        "The certificate has to be in `us-east-1`, wherever the stack is.",
        PAGES,
    ),
    entry(
        "AWS::CloudWatch::Alarm/TreatMissingData",
        "By default, an alarm without data is in the state `INSUFFICIENT_DATA`, of which only `InsufficientDataActions` tell.",
        PAGES,
    ),
    entry(
        "AWS::DynamoDB::Table/AttributeDefinitions",
        "The attributes of the keys of the table and its indexes only; items have any others.",
        DYNAMODB,
    ),
    entry(
        "AWS::DynamoDB::Table/BillingMode",
        "Without it, the table is provisioned, and needs a throughput.",
        DYNAMODB,
    ),
    entry(
        "AWS::DynamoDB::Table/DeletionProtectionEnabled",
        "Has to be turned off before the table can be deleted or replaced.",
        DYNAMODB,
    ),
    entry("AWS::DynamoDB::Table/GlobalSecondaryIndexes", "One update can add or remove one index.", DYNAMODB),
    entry(
        "AWS::DynamoDB::Table/TimeToLiveSpecification",
        "Expired items are deleted within days, not at once.",
        DYNAMODB,
    ),
    entry(
        "AWS::EC2::Instance/UserData",
        "In Base64 (`intrinsic::base64`); by default it runs at the first start only.",
        PAGES,
    ),
    entry("AWS::EC2::SecurityGroup/SecurityGroupEgress", "Without it, all outgoing traffic is allowed.", VPC),
    entry(
        "AWS::EC2::SecurityGroup/SecurityGroupIngress",
        "Without it, nothing can connect. Two groups that name each other need rules as resources of their own.",
        VPC,
    ),
    entry(
        "AWS::EC2::Subnet/MapPublicIpOnLaunch",
        "What makes a subnet public is its route to an internet gateway, not this.",
        VPC,
    ),
    entry("AWS::EC2::VPC/EnableDnsHostnames", "Private endpoints and private hosted zones need it.", VPC),
    entry(
        "AWS::ECS::Service/DesiredCount",
        "Each update of the service sets the count back to it; leave it out where scaling decides.",
        ECS,
    ),
    entry(
        "AWS::ECS::Service/HealthCheckGracePeriodSeconds",
        "Without it, a task that starts slowly is stopped by the load balancer's checks.",
        ECS,
    ),
    entry(
        "AWS::ECS::TaskDefinition/Cpu",
        "In units of which 1024 are a vCPU; Fargate has fixed pairs of it and the memory.",
        ECS,
    ),
    entry(
        "AWS::ECS::TaskDefinition/ExecutionRoleArn",
        "What the agent does before the container runs: pulling the image, reading secrets, writing logs.",
        ECS,
    ),
    entry("AWS::ECS::TaskDefinition/TaskRoleArn", "What the program in the container may do.", ECS),
    entry(
        "AWS::Events::Rule/EventPattern",
        "An event has to match every key, and one value of each key's list.",
        PAGES,
    ),
    entry("AWS::Events::Rule/ScheduleExpression", "In UTC.", PAGES),
    entry("AWS::IAM::Role/ManagedPolicyArns", "AWS's own policies have `aws` where others have the account.", PAGES),
    entry(
        "AWS::IAM::Role/MaxSessionDuration",
        "A role that was assumed with another role's credentials lasts an hour, whatever this says.",
        PAGES,
    ),
    entry("AWS::IAM::Role/PermissionsBoundary", "Limits what the policies allow, and allows nothing by itself.", PAGES),
    entry(
        "AWS::IAM::Role/RoleName",
        "A stack with a named role needs `CAPABILITY_NAMED_IAM`, and cannot be created twice in an account.",
        PAGES,
    ),
    entry("AWS::KMS::Key/EnableKeyRotation", "Old material is kept: what it encrypted stays readable.", KMS),
    entry("AWS::KMS::Key/KeyPolicy", "Unless it allows the account, IAM policies about the key have no effect.", KMS),
    entry("AWS::KMS::Key/PendingWindowInDays", "For so long a deletion can be cancelled.", KMS),
    entry(
        "AWS::Lambda::EventSourceMapping/FunctionResponseTypes",
        "With `ReportBatchItemFailures`, only the messages that failed come again.",
        LAMBDA,
    ),
    entry(
        "AWS::Lambda::Function/Environment",
        "Readable for everybody who can read the function's configuration; secrets belong elsewhere.",
        LAMBDA,
    ),
    entry("AWS::Lambda::Function/MemorySize", "Decides the share of the CPU too: 1769 MB are one vCPU.", LAMBDA),
    entry(
        "AWS::Lambda::Function/ReservedConcurrentExecutions",
        "Taken from the account's; 0 stops the function.",
        LAMBDA,
    ),
    entry(
        "AWS::Lambda::Function/Timeout",
        "AWS advises a visibility timeout of six times as long for a queue that invokes the function.",
        LAMBDA,
    ),
    entry(
        "AWS::Lambda::Function/VpcConfig",
        "In a VPC, the function needs a NAT gateway, or IPv6, to reach the internet.",
        LAMBDA,
    ),
    entry("AWS::Logs::LogGroup/RetentionInDays", "Without it, logs are kept, and paid for, for ever.", PAGES),
    entry("AWS::RDS::DBInstance/BackupRetentionPeriod", "0 turns automated backups off.", RDS),
    entry(
        "AWS::RDS::DBInstance/DeletionProtection",
        "Has to be turned off before the instance can be deleted or replaced.",
        RDS,
    ),
    entry(
        "AWS::RDS::DBInstance/ManageMasterUserPassword",
        "The password is then made, kept and rotated in Secrets Manager, and is not in the template.",
        RDS,
    ),
    entry("AWS::RDS::DBInstance/MultiAZ", "A standby for failures; reads do not go there.", RDS),
    entry(
        "AWS::S3::Bucket/BucketName",
        "Unique among all accounts; without it, CloudFormation makes one, and the stack can be created again.",
        S3,
    ),
    entry(
        "AWS::S3::Bucket/LifecycleConfiguration",
        "Noncurrent versions and incomplete uploads stay until a rule removes them.",
        S3,
    ),
    entry("AWS::S3::Bucket/PublicAccessBlockConfiguration", "New buckets block all public access without it.", S3),
    entry("AWS::S3::Bucket/VersioningConfiguration", "Can be suspended later, not removed.", S3),
    entry("AWS::SNS::Topic/FifoTopic", "Queues that subscribe have to be FIFO too for their order to hold.", PAGES),
    entry(
        "AWS::SQS::Queue/DelaySeconds",
        "Of the queue's messages; FIFO queues have no delay for a single message.",
        SQS,
    ),
    entry("AWS::SQS::Queue/FifoQueue", "The name has to end with `.fifo`.", SQS),
    entry(
        "AWS::SQS::Queue/MessageRetentionPeriod",
        "In a dead-letter queue that is not FIFO the time counts from the first queue on.",
        SQS,
    ),
    entry(
        "AWS::SQS::Queue/ReceiveMessageWaitTimeSeconds",
        "More than 0 is long polling, which costs fewer requests.",
        SQS,
    ),
    entry("AWS::SQS::Queue/RedrivePolicy", "A JSON object with `deadLetterTargetArn` and `maxReceiveCount`.", SQS),
    entry(
        "AWS::SQS::Queue/VisibilityTimeout",
        "For so long a received message is hidden; one that is not deleted by then comes again.",
        SQS,
    ),
];
