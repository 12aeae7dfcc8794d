//! Properties and their values.

use super::{RulePage, error, warning};

const SCHEMAS: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html";
const TYPES: &str =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html";

pub(super) const PAGES: &[RulePage] = &[
    error(
        "unknown-property",
        "A property is not defined for the resource type or for the object.",
        "CloudFormation rejects the resource.",
        "Correct the spelling; names are case-sensitive. `cfn explain TYPE` lists the properties. `cfn check --fix` \
         corrects a name if exactly one known name is similar.",
        TYPES,
    ),
    error(
        "missing-property",
        "A required property, attribute or key is missing, or `AWS::NoValue` removes it under a condition (a warning).",
        "CloudFormation or the service rejects the resource.",
        "Add it; give a value in both branches of `Fn::If`.",
        TYPES,
    ),
    error(
        "read-only-property",
        "A read-only property is given a value.",
        "CloudFormation rejects the resource.",
        "Remove it; `Fn::GetAtt` returns its value.",
        SCHEMAS,
    ),
    error(
        "wrong-type",
        "A value has the wrong type: a list instead of a string, a string instead of an object, or a string that is \
         not a number instead of a number.",
        "CloudFormation or the service rejects it. CloudFormation converts between strings, numbers and Booleans if \
         that is lossless, so these are not reported.",
        "Write a value of the type that the finding names. If a list of simple values is expected, `cfn check --fix` \
         makes a list of a single value.",
        SCHEMAS,
    ),
    error(
        "allowed-values",
        "A value is not one of the allowed values.",
        "The service rejects it.",
        "Use one of the values that the finding lists; they are case-sensitive. `cfn check --fix` corrects a value if \
         exactly one allowed value is similar.",
        SCHEMAS,
    ),
    error(
        "pattern",
        "A string does not match the regular expression that AWS publishes for the property.",
        "The service rejects it.",
        "Change the string; `cfn explain TYPE.PROPERTY` shows the pattern.",
        SCHEMAS,
    ),
    warning(
        "region-name",
        "The name of a region is none that AWS has, and is similar to one.",
        "The service rejects it, or the deployment fails in that region.",
        "Correct the spelling.",
        "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
    ),
    error(
        "format",
        "A string does not have the format of its property, such as the ID of a VPC or a CIDR block.",
        "The service rejects it.",
        "Change the string, or refer to a resource that returns such a value.",
        SCHEMAS,
    ),
    error(
        "length",
        "A string has fewer or more characters than AWS allows.",
        "The service rejects it.",
        "Shorten or lengthen it to what the finding allows.",
        SCHEMAS,
    ),
    error(
        "range",
        "A number is less or greater than AWS allows.",
        "The service rejects it.",
        "Choose a number within the bounds that the finding names.",
        SCHEMAS,
    ),
    error(
        "multiple",
        "A number is not a multiple of the number that AWS requires.",
        "The service rejects it.",
        "Choose a multiple of the number that the finding names.",
        SCHEMAS,
    ),
    error(
        "item-count",
        "A list has fewer or more items than AWS allows.",
        "The service rejects it.",
        "Add or remove items.",
        SCHEMAS,
    ),
    error(
        "unique-items",
        "A list has duplicate items where AWS requires unique items.",
        "The service rejects the list.",
        "Remove one of the two.",
        SCHEMAS,
    ),
    error(
        "entry-count",
        "An object has fewer or more entries than AWS allows.",
        "The service rejects it.",
        "Add or remove entries.",
        SCHEMAS,
    ),
    error(
        "key-pattern",
        "A key of an object does not match the regular expression that AWS publishes for its keys.",
        "The service rejects it.",
        "Rename the key.",
        SCHEMAS,
    ),
    error(
        "cross-field",
        "Mutually exclusive properties are given together, or a property is missing that another property or the \
         group requires.",
        "CloudFormation or the service rejects the resource.",
        "Add or remove the properties that the finding names.",
        SCHEMAS,
    ),
    error(
        "wrong-kind",
        "A value is the wrong kind of identifier: for example the name of a role instead of its ARN, the URL of a \
         queue instead of its ARN, or the ARN of a bucket instead of its name.",
        "The service rejects it, or it has no effect.",
        "Use the function that the finding names: usually `Fn::GetAtt` with the attribute that returns the ARN.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html",
    ),
    error(
        "null-value",
        "A value is null, or a key has no value.",
        "CloudFormation does not support null and rejects the template.",
        "Give it a value or remove it; `AWS::NoValue` removes a property under a condition.",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    ),
    error(
        "duplicate-key",
        "An object has a duplicate key.",
        "Parsers differ in which of the values they use.",
        "Remove one of them, or merge the two values.",
        "https://www.rfc-editor.org/rfc/rfc8259#section-4",
    ),
    warning(
        "local-path",
        "A property that expects an S3 location has a local path.",
        "CloudFormation cannot read local files.",
        "`aws cloudformation package` uploads the file and writes a template with its S3 location.",
        "https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html",
    ),
];
