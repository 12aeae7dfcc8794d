//! The facts about the types of the Serverless Application Model, whose schema says of what it passes on only that it is a string, or any
//! value.
//!
//! The sources of queues, streams and tables are rules (`overlay/rules/serverless.txt`).

use super::facts::{
    BUCKET_NAME, FUNCTION, FUNCTION_OR_NAME, Identifiers, KEY, LOG_GROUP_NAME, PropertyFact, QUEUE, ROLE, TOPIC,
    USER_POOL_ID, single,
};

/// Whether a property of a type of SAM is passed on as it is, so that a string is expected where the schema takes any value.
pub(super) fn is_passed_on(owner: &str) -> bool {
    owner.starts_with("AWS::Serverless::")
}

const LAYER: Identifiers = &[("AWS::Lambda::LayerVersion", "LayerVersionArn")];
const BOUNDARY: Identifiers = &[("AWS::IAM::ManagedPolicy", "PolicyArn")];
const SIGNING: Identifiers = &[("AWS::Lambda::CodeSigningConfig", "CodeSigningConfigArn")];
const CAPACITY: Identifiers = &[("AWS::Lambda::CapacityProvider", "Arn")];
const BROKER: Identifiers = &[("AWS::AmazonMQ::Broker", "Arn")];
const KAFKA: Identifiers = &[("AWS::MSK::Cluster", "Arn"), ("AWS::MSK::ServerlessCluster", "Arn")];
const REST_API: Identifiers = &[("AWS::ApiGateway::RestApi", "RestApiId")];
const HTTP_API: Identifiers = &[("AWS::ApiGatewayV2::Api", "ApiId")];
const TABLE: Identifiers = &[("AWS::DynamoDB::Table", "Arn"), ("AWS::DynamoDB::GlobalTable", "Arn")];
const ACCESS_LOG: Identifiers = &[("AWS::KinesisFirehose::DeliveryStream", "Arn"), ("AWS::Logs::LogGroup", "Arn")];
const QUEUE_OR_TOPIC: Identifiers = &[("AWS::SNS::Topic", "TopicArn"), ("AWS::SQS::Queue", "Arn")];
const DESTINATION: Identifiers = &[
    ("AWS::Events::EventBus", "Arn"),
    ("AWS::Lambda::Function", "Arn"),
    ("AWS::MSK::Cluster", "Arn"),
    ("AWS::MSK::ServerlessCluster", "Arn"),
    ("AWS::S3::Bucket", "Arn"),
    ("AWS::SNS::Topic", "TopicArn"),
    ("AWS::SQS::Queue", "Arn"),
];

const SAM_FUNCTION: &str =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html";
const SAM_MACHINE: &str =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html";
const SAM_API: &str =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html";
const SAM_HTTP_API: &str =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html";
const SAM: &str = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html";

pub(super) const SERVERLESS: &[PropertyFact] = &[
    single("AWS::Serverless::Function/Role", ROLE, SAM_FUNCTION),
    single("AWS::Serverless::Function/Layers", LAYER, SAM_FUNCTION),
    single("AWS::Serverless::Function/PermissionsBoundary", BOUNDARY, SAM_FUNCTION),
    single("AWS::Serverless::Function/CodeSigningConfigArn", SIGNING, SAM_FUNCTION),
    single("AWS::Serverless::Function.CapacityProviderConfig/Arn", CAPACITY, SAM_FUNCTION),
    single("AWS::Serverless::Function.DeadLetterQueue/TargetArn", QUEUE_OR_TOPIC, SAM_FUNCTION),
    single("AWS::Serverless::Function.DeadLetterConfig/Arn", QUEUE, SAM_FUNCTION),
    single("AWS::Serverless::Function.DeploymentPreference/Role", ROLE, SAM_FUNCTION),
    single("AWS::Serverless::Function.CodeDeployDeploymentGroupTriggerConfig/TriggerTargetArn", TOPIC, SAM_FUNCTION),
    single("AWS::Serverless::Function.Hooks/PreTraffic", FUNCTION_OR_NAME, SAM_FUNCTION),
    single("AWS::Serverless::Function.Hooks/PostTraffic", FUNCTION_OR_NAME, SAM_FUNCTION),
    single("AWS::Serverless::Function.LambdaFunctionLoggingConfig/LogGroup", LOG_GROUP_NAME, SAM_FUNCTION),
    single("AWS::Serverless::Function.OnFailure/Destination", DESTINATION, SAM_FUNCTION),
    single("AWS::Serverless::Function.EventInvokeOnFailure/Destination", DESTINATION, SAM_FUNCTION),
    single("AWS::Serverless::Function.EventInvokeOnSuccess/Destination", DESTINATION, SAM_FUNCTION),
    single("AWS::Serverless::Function.LambdaEventSourceMappingOnFailure/Destination", DESTINATION, SAM_FUNCTION),
    single(
        "AWS::Serverless::Function.DynamoDBEventPropertiesDestinationConfigOnFailure/Destination",
        DESTINATION,
        SAM_FUNCTION,
    ),
    single("AWS::Serverless::Function.ApiEventProperties/RestApiId", REST_API, SAM_FUNCTION),
    single("AWS::Serverless::Function.HttpApiEventProperties/ApiId", HTTP_API, SAM_FUNCTION),
    single("AWS::Serverless::Function.CognitoEventProperties/UserPool", USER_POOL_ID, SAM_FUNCTION),
    single("AWS::Serverless::Function.MQEventProperties/Broker", BROKER, SAM_FUNCTION),
    single("AWS::Serverless::Function.MSKEventProperties/Stream", KAFKA, SAM_FUNCTION),
    single("AWS::Serverless::Function.S3EventProperties/Bucket", BUCKET_NAME, SAM_FUNCTION),
    single("AWS::Serverless::Function.SNSEventProperties/Topic", TOPIC, SAM_FUNCTION),
    single("AWS::Serverless::Function.ScheduleV2EventProperties/PermissionsBoundary", BOUNDARY, SAM_FUNCTION),
    single("AWS::Serverless::StateMachine/Role", ROLE, SAM_MACHINE),
    single("AWS::Serverless::StateMachine/PermissionsBoundary", BOUNDARY, SAM_MACHINE),
    single("AWS::Serverless::StateMachine.DeadLetterConfig/Arn", QUEUE, SAM_MACHINE),
    single("AWS::Serverless::StateMachine.ApiEventProperties/RestApiId", REST_API, SAM_MACHINE),
    single("AWS::Serverless::StateMachine.ScheduleV2EventProperties/PermissionsBoundary", BOUNDARY, SAM_MACHINE),
    single("AWS::Serverless::Api.ApiGatewayStageAccessLogSetting/DestinationArn", ACCESS_LOG, SAM_API),
    single("AWS::Serverless::Api.AuthorizersValue/FunctionInvokeRole", ROLE, SAM_API),
    single("AWS::Serverless::HttpApi.AccessLogSettings/DestinationArn", ACCESS_LOG, SAM_HTTP_API),
    single("AWS::Serverless::HttpApi.AuthorizersValue/FunctionInvokeRole", ROLE, SAM_HTTP_API),
    single("AWS::Serverless::WebSocketApi.AccessLogSettings/DestinationArn", ACCESS_LOG, SAM),
    single("AWS::Serverless::WebSocketApi.AuthConfig/AuthArn", FUNCTION, SAM),
    single("AWS::Serverless::SimpleTable.DynamoDBTableSSESpecification/KMSMasterKeyId", KEY, SAM),
    single("AWS::Serverless::GraphQLApi.DynamoDBDataSource/TableArn", TABLE, SAM),
    single("AWS::Serverless::CapacityProvider/OperatorRole", ROLE, SAM),
    single("AWS::Serverless::NetworkConnector/OperatorRole", ROLE, SAM),
];
