//! What single services want of their resources.

use super::{RulePage, error, warning};

const STATES: &str = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-states.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "deprecated-runtime",
        "A Lambda function has a runtime with which functions can no longer be created, or no longer be updated. One that is \
         only past its support is a note.",
        "Lambda refuses to create or update the function.",
        "Use a runtime that Lambda supports.",
        "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    ),
    error(
        "state-machine",
        "The definition of a state machine breaks the Amazon States Language: a state that there is not, one without an end, \
         fields that its type does not have.",
        "Step Functions refuses the definition.",
        "Correct the definition at the place of the finding.",
        STATES,
    ),
    warning(
        "event-pattern",
        "A pattern of EventBridge has a field that events do not have, a filter that there is not, or a value that is no list.",
        "EventBridge refuses the pattern, or it matches no event.",
        "Use the fields of events, and lists of values.",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html",
    ),
    error(
        "schedule",
        "A schedule is neither a `rate(…)` nor a `cron(…)` that EventBridge takes.",
        "The service refuses it.",
        "Write `rate(5 minutes)`, or `cron()` with six fields of which either the day of the month or that of the week is `?`.",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html",
    ),
    error(
        "key-attributes",
        "The attributes that a DynamoDB table defines are not those that its keys and indexes use.",
        "DynamoDB refuses the table.",
        "Define every attribute that a key uses, and no other.",
        "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html",
    ),
    error(
        "unknown-container",
        "A service or a container names a container that the task definition does not have, or a port that the container does \
         not map.",
        "ECS refuses the service or the task definition.",
        "Correct the name or the port.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-loadbalancer.html",
    ),
    error(
        "unknown-origin",
        "A cache behaviour of a CloudFront distribution names an origin that the distribution does not have.",
        "CloudFront refuses the distribution.",
        "Correct `TargetOriginId`, or add the origin.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-cachebehavior.html",
    ),
    error(
        "subnet-block",
        "The address block of a subnet is not a part of its VPC's, or overlaps with that of another subnet.",
        "EC2 refuses the subnet.",
        "Choose blocks of the VPC that do not overlap; `Fn::Cidr` computes them.",
        "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
    ),
    error(
        "same-route",
        "Two routes of a route table have the same destination, or a subnet is associated with two route tables or network ACLs.",
        "EC2 refuses the second, or one replaces the other.",
        "Remove one of them.",
        "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    ),
    error(
        "same-name",
        "Two resources of a type have the same name.",
        "The service refuses the second one.",
        "Give one of them another name, or none, so that CloudFormation makes one up.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html",
    ),
    error(
        "tag-key",
        "A tag's key is given twice, or begins with `aws:`.",
        "The service refuses the tags: keys are unique, and AWS keeps `aws:` for itself.",
        "Remove one of the two, or rename the key.",
        "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    ),
    error(
        "secure-string",
        "A dynamic reference `ssm-secure` stands in a property that does not take one.",
        "CloudFormation refuses the resource.",
        "Use `{{resolve:secretsmanager:…}}`, or read the parameter when the program runs.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html",
    ),
    error(
        "stack-set",
        "A StackSet does not give its template what it requires: parameters, capabilities or organisational units.",
        "CloudFormation refuses the StackSet.",
        "Add what the finding names.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html",
    ),
];
