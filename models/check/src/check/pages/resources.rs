//! What resources want of their parts and of each other.

use super::{RulePage, error, warning};

pub(super) const PAGES: &[RulePage] = &[
    warning(
        "type-region",
        "A region that the template is deployed to does not have a resource type. The regions come from `regions` of \
         `cfn.toml`, or from `--region`; without them nothing is reported.",
        "CloudFormation rejects the template in that region.",
        "Deploy to another region, or leave the resource out there with a condition. A region that got the type after \
         the snapshot was made is accepted with a reason.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-supported-resource-types.html",
    ),
    error(
        "dynamic-reference",
        "A dynamic reference (`{{resolve:…}}`) names a service that there is not, has too few or too many parts, or is used where CloudFormation does not resolve references of its service.",
        "CloudFormation refuses the template, or takes the reference as text.",
        "Write the reference as the finding says.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
    ),
    warning(
        "missing-sub",
        "A string has a placeholder for a parameter, a resource or a pseudo parameter, but is not the string of `Fn::Sub`.",
        "The placeholder stays as it is written.",
        "Put `!Sub` before the text.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html",
    ),
    error(
        "module-attribute",
        "A module has an attribute, tags or a key of `Metadata` that modules cannot be given.",
        "CloudFormation rejects the template.",
        "Move the attribute to the resources inside the module.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html",
    ),
    error(
        "key-order",
        "The sort key of a DynamoDB table or of a local index stands before the partition key, or there are two of a type.",
        "DynamoDB rejects the table.",
        "Write the key of the type `HASH` first, then the one of the type `RANGE`.",
        "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_KeySchemaElement.html",
    ),
    error(
        "pipeline-stage",
        "The first stage of a pipeline has an action that is not a source, or a later one has a source.",
        "CodePipeline refuses the pipeline.",
        "Put the sources, and nothing else, into the first stage.",
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
    ),
    error(
        "pipeline-artifact",
        "An action reads an artifact that no earlier action writes, two actions write the same one, or a template is taken from an \
         artifact that the action does not read.",
        "CodePipeline refuses the pipeline, or the action fails.",
        "Correct the artifact's name.",
        "https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-pipeline-structure.html",
    ),
    error(
        "record-zone",
        "A record's name is not in its hosted zone, or the zone's name has no dot at its end.",
        "Route 53 refuses the record.",
        "Correct the name of the record or of the zone.",
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
    ),
    error(
        "validation-domain",
        "A certificate's domain is not a part of the domain whose owner is asked to approve it.",
        "ACM refuses the certificate.",
        "Name the domain itself or one that it is a part of.",
        "https://docs.aws.amazon.com/acm/latest/APIReference/API_DomainValidationOption.html",
    ),
    error(
        "backup-cold-storage",
        "Backups are deleted less than 90 days after they are moved to cold storage.",
        "AWS Backup refuses the plan.",
        "Let at least 90 days lie between the two.",
        "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html",
    ),
    error(
        "private-name",
        "Two interface endpoints of a VPC have the private name of the same service.",
        "EC2 refuses the second endpoint.",
        "Enable the private name for one of them.",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
    ),
    error(
        "log-filters",
        "A log group has more subscription filters than CloudWatch Logs takes.",
        "CloudWatch Logs refuses the filters above the limit.",
        "Let one filter pass the events on to a stream, from which several programs read.",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html",
    ),
    error(
        "role-name",
        "A role with a path is given by its name where the service looks for it without a path.",
        "The service does not find the role.",
        "Give the role's ARN with `Fn::GetAtt`.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    ),
    error(
        "health-check-port",
        "The host chooses the port of a container, and the target group asks for its health at a fixed one.",
        "The targets are never healthy.",
        "Leave `HealthCheckPort` out, or write `traffic-port`.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
    ),
    error(
        "environment-size",
        "The variables of a Lambda function's environment have more than 4 KB together.",
        "Lambda refuses the function.",
        "Keep what is long elsewhere: in a parameter, or in a file of the function's code.",
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
    ),
    error(
        "ssm-document",
        "The content of a Systems Manager document is not JSON, or has no version of the documents' schema.",
        "Systems Manager refuses the document.",
        "Correct the text, or write the content as an object of the template.",
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html",
    ),
    error(
        "same-priority",
        "Two rules of a listener have the same priority.",
        "Elastic Load Balancing refuses the second.",
        "Give each rule of a listener a priority of its own.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html",
    ),
    error(
        "lifecycle-days",
        "A rule of a bucket's lifecycle lets objects expire before it moves them to another storage class.",
        "S3 refuses the configuration.",
        "Let objects expire later than they are moved, or do not move them.",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html",
    ),
    error(
        "lifecycle-action",
        "A rule of a bucket's lifecycle has no action.",
        "S3 refuses the configuration.",
        "Add an expiration, a transition, or `AbortIncompleteMultipartUpload`, or remove the rule.",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html",
    ),
    error(
        "unknown-volume",
        "A container mounts a volume that its task definition does not have.",
        "ECS refuses the task definition.",
        "Correct `SourceVolume`, or add the volume to `Volumes`.",
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
    ),
];
