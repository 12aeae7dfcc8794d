//! The values of strings that AWS's documents list in prose, where the schemas have any string: they become enums.

use super::{Change, Correction};

const fn only(
    owner: &'static str,
    property: &'static str,
    values: &'static [&'static str],
    link: &'static str,
) -> Correction {
    Correction { owner, property, change: Change::AllowedValues(values), reason: "AWS refuses every other value", link }
}

/// The allowed values, by type and property.
pub(super) const ALLOWED_VALUES: &[Correction] = &[
    only(
        "AWS::ApiGateway::DomainName.EndpointConfiguration",
        "Types",
        &["EDGE", "PRIVATE", "REGIONAL"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-domainname-endpointconfiguration.html",
    ),
    only(
        "AWS::ApiGateway::Method",
        "AuthorizationType",
        &["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html",
    ),
    only(
        "AWS::ApiGateway::Method",
        "HttpMethod",
        &["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
        "https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html",
    ),
    only(
        "AWS::ApiGateway::RestApi.EndpointConfiguration",
        "Types",
        &["EDGE", "PRIVATE", "REGIONAL"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-restapi-endpointconfiguration.html",
    ),
    only(
        "AWS::ApiGatewayV2::Api",
        "ProtocolType",
        &["HTTP", "WEBSOCKET"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html",
    ),
    only(
        "AWS::ApiGatewayV2::Authorizer",
        "AuthorizerType",
        &["REQUEST", "JWT"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html",
    ),
    only(
        "AWS::ApiGatewayV2::Integration",
        "IntegrationType",
        &["AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html",
    ),
    only(
        "AWS::ApiGatewayV2::Route",
        "AuthorizationType",
        &["NONE", "AWS_IAM", "CUSTOM", "JWT"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html",
    ),
    only(
        "AWS::Budgets::Budget.BudgetData",
        "BudgetType",
        &["COST", "RI_COVERAGE", "RI_UTILIZATION", "SAVINGS_PLANS_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "USAGE"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-budgets-budget-budgetdata.html",
    ),
    only(
        "AWS::Budgets::Budget.BudgetData",
        "TimeUnit",
        &["ANNUALLY", "CUSTOM", "DAILY", "MONTHLY", "QUARTERLY"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-budgets-budget-budgetdata.html",
    ),
    only(
        "AWS::CertificateManager::Certificate",
        "KeyAlgorithm",
        &["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
        "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html",
    ),
    only(
        "AWS::CertificateManager::Certificate",
        "ValidationMethod",
        &["DNS", "EMAIL", "HTTP"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html",
    ),
    only(
        "AWS::CodeBuild::Project.Source",
        "Type",
        &[
            "BITBUCKET",
            "CODECOMMIT",
            "CODEPIPELINE",
            "GITHUB",
            "GITHUB_ENTERPRISE",
            "GITLAB",
            "GITLAB_SELF_MANAGED",
            "NO_SOURCE",
            "S3",
        ],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-source.html",
    ),
    only(
        "AWS::DynamoDB::Table.KeySchema",
        "KeyType",
        &["HASH", "RANGE"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-keyschema.html",
    ),
    only(
        "AWS::ECS::TaskDefinition.LogConfiguration",
        "LogDriver",
        &[
            "awsfirelens",
            "awslogs",
            "fluentd",
            "gelf",
            "journald",
            "json-file",
            "logentries",
            "none",
            "splunk",
            "syslog",
        ],
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
    ),
    only(
        "AWS::ElasticLoadBalancingV2::ListenerRule.RuleCondition",
        "Field",
        &["host-header", "http-header", "http-request-method", "path-pattern", "query-string", "source-ip"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listenerrule-rulecondition.html",
    ),
    only(
        "AWS::SNS::Subscription",
        "Protocol",
        &["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"],
        "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    ),
    only(
        "AWS::SNS::Topic.Subscription",
        "Protocol",
        &["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-sns-topic-subscription.html",
    ),
    only(
        "AWS::SecretsManager::SecretTargetAttachment",
        "TargetType",
        &[
            "AWS::RDS::DBInstance",
            "AWS::RDS::DBCluster",
            "AWS::Redshift::Cluster",
            "AWS::RedshiftServerless::Namespace",
            "AWS::DocDB::DBInstance",
            "AWS::DocDB::DBCluster",
            "AWS::DocDBElastic::Cluster",
        ],
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secrettargetattachment.html",
    ),
];
