//! Requirements of single services.

use super::{RulePage, error, warning};

const STATES: &str = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-states.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "deprecated-runtime",
        "A Lambda function has a runtime for which Lambda no longer allows creating or updating functions. A runtime \
         that is deprecated but still allowed is a note.",
        "Lambda does not create or update the function.",
        "Use a runtime that Lambda supports.",
        "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    ),
    error(
        "state-machine",
        "The definition of a state machine violates the Amazon States Language: it names an unknown state, no \
         transition leads to a state, no state ends the execution, a state has neither `Next` nor `End`, a state has fields that its type or its query language does not support, two states have one name, \
         a choice has no comparison, or an Express state machine waits for what it calls.",
        "Step Functions rejects the definition.",
        "Correct the definition at the position of the finding.",
        STATES,
    ),
    warning(
        "state-integration",
        "A state of a state machine calls an optimized integration that Step Functions does not list, or in a pattern that is not listed for it: \
         `arn:aws:states:::dynamodb:putItem.sync`.",
        "Step Functions rejects the definition, unless it has become able to do so since.",
        "Correct the service, the action or the suffix; any other action is called as `aws-sdk:SERVICE:ACTION`.",
        "https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html",
    ),
    warning(
        "state-substitution",
        "A placeholder of a state machine's definition, `${Function}`, has no value in `DefinitionSubstitutions`, where the state machine has any.",
        "The placeholder stays as it is written, and Step Functions reads it as part of the string.",
        "Add the name to `DefinitionSubstitutions`, or correct it.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html",
    ),
    warning(
        "invocation-permission",
        "A rule of EventBridge, a subscription, a filter of logs, a rotation, a target group or a trigger sends to a function, queue or topic of \
         the template, and nothing in the template permits it. It is an error where the service asks when it is configured.",
        "Nothing arrives; or the service rejects the configuration.",
        "Add an `AWS::Lambda::Permission`, or a policy of the queue or the topic, with the service as principal.",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
    ),
    warning(
        "service-before-listener",
        "A service of ECS does not depend on the listener that forwards to its target group.",
        "ECS rejects a service whose target group has no load balancer, and which of the two is created first is chance.",
        "Name the listener in the service's `DependsOn`.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
    ),
    error(
        "dashboard-widget",
        "A widget of a CloudWatch dashboard has an unknown type, lacks what its type requires, or is not on the grid.",
        "CloudWatch rejects the dashboard.",
        "Correct the widget; the grid has 24 columns.",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html",
    ),
    error(
        "queue-visibility",
        "A function, or the one behind an alias, reads a queue whose visibility timeout is shorter than its own timeout.",
        "Lambda rejects the event source mapping: messages would be delivered again while they are processed.",
        "Set `VisibilityTimeout` of the queue to at least the function's timeout; AWS recommends six times as much.",
        "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    ),
    error(
        "event-source-role",
        "No policy of a function's role allows what Lambda does with the function's queue, stream or table, where the template has all of \
         the role's policies.",
        "Lambda rejects the event source mapping.",
        "Add a statement with the actions that the finding names.",
        "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
    ),
    error(
        "execution-role",
        "No policy of a function's role allows what the function's network or dead-letter queue needs, where the template has all of the \
         role's policies.",
        "Lambda rejects the function.",
        "Add the statement or the policy that the finding names.",
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    ),
    error(
        "notification-permission",
        "A bucket notifies a function, a queue or a topic of the template, and nothing in the template permits S3 to send to it.",
        "S3 rejects the bucket: it cannot validate the destination.",
        "Add the permission, and let the bucket depend on it.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html",
    ),
    error(
        "own-dead-letters",
        "The dead-letter queue of a queue is the queue itself, by the name in the ARN.",
        "SQS rejects the queue, or its messages never leave it.",
        "Use the ARN of another queue.",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    ),
    warning(
        "function-code",
        "A function of the Serverless Application Model has neither `CodeUri` nor `InlineCode` nor `ImageUri`, and `Globals` has none \
         for it.",
        "The transform rejects the template, unless `sam build` has added the code.",
        "Add `CodeUri`: the folder of the code, or its archive in S3.",
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html",
    ),
    error(
        "policy-template",
        "A policy template of the Serverless Application Model lacks a parameter, or its name is not known (a warning: AWS adds templates).",
        "The transform rejects the template.",
        "Use the name and the parameters of a policy template.",
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html",
    ),
    warning(
        "event-pattern",
        "An EventBridge event pattern has a field that events do not have, an unknown filter, or a value that is not \
         a list.",
        "EventBridge rejects the pattern, or it matches no event.",
        "Use the fields of events, each with a list of values.",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html",
    ),
    error(
        "schedule",
        "A schedule is neither a valid `rate(…)` nor a valid `cron(…)` expression.",
        "The service rejects it.",
        "Write for example `rate(5 minutes)`, or `cron(…)` with six fields, where either the day of the month or the \
         day of the week is `?`.",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html",
    ),
    error(
        "key-attributes",
        "The `AttributeDefinitions` of a DynamoDB table are not exactly the attributes that its keys and indexes use.",
        "DynamoDB rejects the table.",
        "Define every attribute that a key uses, and no others.",
        "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
    ),
    error(
        "unknown-container",
        "A service or a container names a container that the task definition does not have, or a port that the \
         container does not map.",
        "ECS rejects the service or the task definition.",
        "Correct the name or the port.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-loadbalancer.html",
    ),
    error(
        "unknown-origin",
        "A cache behavior of a CloudFront distribution names an origin that the distribution does not have.",
        "CloudFront rejects the distribution.",
        "Correct `TargetOriginId`, or add the origin.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-cachebehavior.html",
    ),
    error(
        "subnet-block",
        "The CIDR block of a subnet is not within that of its VPC, or overlaps with that of another subnet.",
        "EC2 rejects the subnet.",
        "Choose CIDR blocks within the VPC that do not overlap; `Fn::Cidr` computes them.",
        "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    ),
    error(
        "same-route",
        "Two routes of a route table have the same destination, or a subnet is associated with two route tables or \
         network ACLs.",
        "EC2 rejects the second, or one replaces the other.",
        "Remove one of them.",
        "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    ),
    error(
        "same-name",
        "Two resources of a type have the same name.",
        "The service rejects the second one.",
        "Give one of them another name, or none, so that CloudFormation generates one.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html",
    ),
    error(
        "tag-key",
        "A tag's key is given twice, or begins with `aws:`.",
        "The service rejects the tags: tag keys are unique, and AWS reserves the prefix `aws:`.",
        "Remove one of the two, or rename the key.",
        "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    ),
    error(
        "secure-string",
        "A dynamic reference `ssm-secure` is used in a property that does not support it.",
        "CloudFormation rejects the resource.",
        "Use `{{resolve:secretsmanager:…}}`, or read the parameter at run time.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html",
    ),
    error(
        "stack-set",
        "A StackSet lacks parameters or capabilities that its template requires, or organizational units.",
        "CloudFormation rejects the StackSet.",
        "Add what the finding names.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html",
    ),
];
